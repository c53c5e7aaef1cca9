"""Inviting a person to an account of their own, taking the invitation back, and accepting it."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec

from foundation import history
from foundation.actor import SYSTEM, Actor
from foundation.clock import now
from foundation.database import affected, execute, fetchval, transaction
from foundation.errors import Conflict, FieldProblem, Invalid
from foundation.ids import new_id, new_token
from foundation.text import Text, text
from registry.accounts.actions import NewAccount, add_account
from registry.accounts.queries import actor_for
from registry.invitations.queries import invited, token_hash
from registry.invitations.rules import ENDING, expiry, knows_number
from registry.invitations.tables import AccountInvitation
from registry.people.actions import locked
from registry.people.queries import identity

INVITE: Final = "registry.account.invite_person"
_END: Final = """
UPDATE account_invitation SET ended_at = $2, outcome = $3, account_id = $4
 WHERE person_id = $1 AND ended_at IS NULL
"""


class Acceptance(msgspec.Struct, frozen=True, kw_only=True):
    """What the invited person writes: the end of the document number, a login and a password."""

    ending: str
    login: str
    password: str


async def invite(actor: Actor, person_id: UUID) -> str:
    """Make a link for the person, returned this once; one that was open before no longer works."""
    token, moment = new_token(128), now()
    async with transaction():
        await locked(actor, person_id, INVITE)
        await _guard_without_account(person_id)
        await execute(_END, person_id, moment, "superseded", None)
        await AccountInvitation.insert(
            AccountInvitation(
                id=new_id(),
                person_id=person_id,
                organisation_id=actor.organisation_id,
                invited_by=actor.account_id,
                token_hash=token_hash(token),
                created_at=moment,
                expires_at=expiry(moment),
                ended_at=None,
                outcome=None,
                account_id=None,
            )
        )
        changes = {"organisation": (None, actor.organisation_name)}
        await history.record(actor, "person.account_invited", ("person", person_id), changes)
    return token


async def _guard_without_account(person_id: UUID) -> None:
    if await fetchval("SELECT 1 FROM account WHERE person_id = $1 AND disabled_at IS NULL", person_id):
        raise Conflict(
            text("This person has an account already."),
            remedy=text(
                "They sign in with their login. If it is forgotten, the account administrator "
                "disables the account; then invite the person again."
            ),
        )


async def revoke(actor: Actor, person_id: UUID) -> None:
    """Take the open invitation back; its link does not work from now on."""
    async with transaction():
        await locked(actor, person_id, INVITE)
        if affected(await execute(_END, person_id, now(), "revoked", None)) == 0:
            raise Conflict(text("There is no open invitation."))
        await history.record(actor, "person.account_invitation_revoked", ("person", person_id))


async def accept(token: str, wanted: Acceptance) -> UUID:
    """Open the account; returns its id. Raises `NotFound` for a link that does not work, else `Invalid`."""
    async with transaction():
        invitation = await invited(token, lock=True)
        known = await identity(invitation.person_id)
        if not knows_number(wanted.ending, (number for _, number in known.documents)):
            raise Invalid([FieldProblem("ending", _wrong())])
        await _guard_without_account(invitation.person_id)
        new = NewAccount(
            login=wanted.login,
            name=known.name,
            password=wanted.password,
            person_id=invitation.person_id,
            must_change_password=False,
        )
        opened = await add_account(SYSTEM, new, invitation.organisation_id, "worker")
        await execute(_END, invitation.person_id, now(), "used", opened.account_id)
        own = await actor_for(opened.account_id, None)
        assert own is not None
        await history.record(own, "person.account_opened", ("person", invitation.person_id))
    return opened.account_id


def _wrong() -> Text:
    return text("These are not the last {count} places of a document of the invited person.", count=ENDING)
