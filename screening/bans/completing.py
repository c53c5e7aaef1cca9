"""An entry with too little identity: somebody owns it, and completes it by a day; then it is searched for."""

from __future__ import annotations

import msgspec

from foundation.actor import Actor
from foundation.clock import today
from foundation.database import execute, transaction
from foundation.errors import FieldProblem, Invalid
from foundation.history import record as remember
from foundation.text import text
from registry.people.rules import mask_number
from screening.bans.actions import changed, locked, take_effect
from screening.bans.queries import BanView, draft_of
from screening.bans.rules import Draft, Status, after, problems, screenable
from screening.matching.rules import Identity
from screening.screenings.identities import banned, replace_identity


async def take_over(actor: Actor, public_id: str) -> None:
    """See to it that the entry is completed; it stands on one's own work list from now on."""
    actor.require("screening.ban.record")
    async with transaction():
        ban = await locked(actor, public_id)
        after(Status(ban.status), "submit")
        await execute("UPDATE ban SET owner_id = $2 WHERE id = $1", ban.id, actor.account_id)
        changes = {"owner": (ban.owner_name, actor.name)}
        await remember(actor, "ban.taken_over", ("ban", ban.id), changes)


async def complete(actor: Actor, public_id: str, found: Identity) -> int:
    """Add what the authority has told of the person; the entry awaits a second person and holds at once.

    How many people it may mean. Raises `Invalid` while nobody can be searched for.
    """
    actor.require("screening.ban.record")
    async with transaction():
        ban = await locked(actor, public_id)
        status = after(Status(ban.status), "submit")
        identity = merged((await banned([ban.id]))[ban.id].identity, found)
        _require_screenable(ban, identity)
        await replace_identity(ban.id, identity, ban.area_code)
        await execute(
            "UPDATE ban SET status = $2, completed_by = $3, document_masked = $4, owner_id = NULL,"
            " due_on = NULL WHERE id = $1",
            ban.id,
            str(status),
            actor.account_id,
            mask_number(identity.documents[0].number) if identity.documents else "",
        )
        people = await take_effect(ban.id, identity)
        await changed(actor, "ban.completed", ban, status)
    return len(people)


def merged(known: Identity, found: Identity) -> Identity:
    """What was known and what was found, each thing once; the name of the decision stays first."""
    return msgspec.structs.replace(
        known,
        names=tuple(dict.fromkeys((*known.names, *found.names))),
        documents=tuple(dict.fromkeys((*known.documents, *found.documents))),
        birth_dates=tuple(dict.fromkeys((*known.birth_dates, *found.birth_dates))),
        sex=known.sex or found.sex,
    )


def _require_screenable(ban: BanView, identity: Identity) -> None:
    draft: Draft = draft_of(ban, identity)
    if found := problems(draft, today()):
        raise Invalid(found)
    if not screenable(draft):
        said = text(
            "Nobody can be searched for with this yet: give the document number or the date of birth."
        )
        raise Invalid([FieldProblem("document_number", said)])
