"""Making and revoking tokens."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from foundation import history
from foundation.actor import Actor
from foundation.clock import now
from foundation.database import execute, fetchrow, transaction
from foundation.errors import Conflict, FieldProblem, Invalid, NotFound, Refused
from foundation.ids import new_id, new_token
from foundation.text import text
from registry.accounts.queries import managed_scope
from registry.accounts.rules import NOT_THE_OWN
from registry.tokens.queries import token_hash
from registry.tokens.tables import AccountToken

#: A token that nobody renews is a token that nobody needs.
LONGEST_DAYS: Final = 366
_MANAGE: Final = "registry.account.manage"


async def make_token(actor: Actor, account_role_id: UUID, name: str, days: int) -> str:
    """Make a token for a program that acts in that role; returned this once."""
    actor.require(_MANAGE)
    _guard(name, days)
    token = new_token(256)
    async with transaction():
        account_id = await _account_of_role(actor, account_role_id)
        moment = now()
        await AccountToken.insert(
            AccountToken(
                id=new_id(),
                account_role_id=account_role_id,
                name=name.strip(),
                token_hash=token_hash(token),
                created_at=moment,
                expires_at=moment + timedelta(days=days),
                revoked_at=None,
            )
        )
        changes = {"token": (None, name.strip())}
        await history.record(actor, "account.token_made", ("account", account_id), changes)
    return token


def _guard(name: str, days: int) -> None:
    problems = [] if name.strip() else [FieldProblem("name", text("Name the program."))]
    if not 1 <= days <= LONGEST_DAYS:
        problems.append(FieldProblem("days", text("Between 1 and {count} days.", count=LONGEST_DAYS)))
    if problems:
        raise Invalid(problems)


async def _account_of_role(actor: Actor, account_role_id: UUID) -> UUID:
    """The account of an open role that the actor looks after. Raises `NotFound`."""
    row = await fetchrow(
        "SELECT r.account_id FROM account_role r JOIN organisation o ON o.id = r.organisation_id"
        " WHERE r.id = $3 AND r.ended_at IS NULL AND (o.area_code LIKE $1 OR o.id = $2)"
        " AND r.role <> 'worker'",
        *managed_scope(actor),
        account_role_id,
    )
    if row is None:
        raise NotFound
    if row["account_id"] == actor.account_id:
        raise Refused(
            text("Nobody makes a token for the own account."),
            remedy=text("Ask another administrator."),
            rule=NOT_THE_OWN,
        )
    return UUID(str(row["account_id"]))


async def revoke_token(actor: Actor, token_id: UUID) -> None:
    """End a token at once."""
    actor.require(_MANAGE)
    async with transaction():
        row = await fetchrow(
            "SELECT t.name, t.revoked_at, r.account_id FROM account_token t"
            " JOIN account_role r ON r.id = t.account_role_id JOIN organisation o ON o.id = r.organisation_id"
            " WHERE t.id = $3 AND (o.area_code LIKE $1 OR o.id = $2) FOR UPDATE OF t",
            *managed_scope(actor),
            token_id,
        )
        if row is None:
            raise NotFound
        if row["revoked_at"] is not None:
            raise Conflict(text("The token is revoked already."))
        await execute("UPDATE account_token SET revoked_at = $2 WHERE id = $1", token_id, now())
        changes = {"token": (row["name"], None)}
        await history.record(actor, "account.token_revoked", ("account", row["account_id"]), changes)
