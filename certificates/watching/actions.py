"""Check a roster, watch the people on it, stop watching, read notices."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import msgspec

from certificates.numbers.rules import read_number
from certificates.watching.queries import ANSWER
from certificates.watching.sheet import RosterLine
from foundation.actor import Actor
from foundation.clock import now, today
from foundation.database import affected, execute, fetchrow, fetchval, transaction
from foundation.errors import Conflict, FieldProblem, Invalid, NotFound
from foundation.history import record
from foundation.ids import new_id
from foundation.text import text
from registry.people.rules import read_name

#: So many lines in one question; a longer roster is several.
MOST_LINES = 500


class RosterAnswer(msgspec.Struct, frozen=True):
    """What is answered for one line: valid, on_hold, not_valid or not_found; nothing about why."""

    row: int
    name: str
    number: str
    answer: str
    public_id: str | None = None


_FIND = f"""
SELECT c.id, c.public_id, {ANSWER} AS answer FROM certificate c
 WHERE c.number = $1 AND c.holder_name = $3 AND c.status IN ('issued', 'withdrawn')
 ORDER BY c.version DESC LIMIT 1
"""  # noqa: S608 - both parts are constants
_LOOKUP = """
INSERT INTO certificate_lookup (id, certificate_id, channel, organisation_id, purpose, answer, at)
VALUES ($1, $2, 'roster', $3, $4, $5, $6)
"""
_WATCH = """
INSERT INTO certificate_watch (id, organisation_id, certificate_id, since, created_by, created_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (organisation_id, certificate_id) WHERE ended_on IS NULL DO NOTHING
"""
_UNWATCH = """
UPDATE certificate_watch w SET ended_on = $3 FROM certificate c
 WHERE c.id = w.certificate_id AND w.organisation_id = $1 AND c.public_id = $2 AND w.ended_on IS NULL
RETURNING w.certificate_id
"""


async def check_roster(actor: Actor, lines: Sequence[RosterLine], purpose: str) -> list[RosterAnswer]:
    """Look each line up by number and name; every hit is logged for its holder to see.

    Raises `Invalid` for an empty roster and for one with more than `MOST_LINES` lines.
    """
    actor.require("certificates.roster.check")
    if not lines:
        raise Invalid([FieldProblem("sheet", text("There is nobody to look up."))])
    if len(lines) > MOST_LINES:
        many = text(
            "One roster holds at most {most} people; this one has {count}.", most=MOST_LINES, count=len(lines)
        )
        raise Invalid([FieldProblem("sheet", many, text("Divide it into several sheets."))])
    async with transaction():
        return [await _answer(actor, line, purpose) for line in lines]


async def _answer(actor: Actor, line: RosterLine, purpose: str) -> RosterAnswer:
    number, name = read_number(line.number).number, read_name(line.name).name
    row = await fetchrow(_FIND, number, today(), name)
    if row is None:
        return RosterAnswer(line.row, line.name, line.number, "not_found")
    await execute(_LOOKUP, new_id(), row["id"], actor.organisation_id, purpose, row["answer"], now())
    return RosterAnswer(line.row, line.name, line.number, row["answer"], row["public_id"])


async def watch(actor: Actor, certificate_public_ids: Sequence[str]) -> int:
    """Be told about these certificates from now on; how many are new.

    Only certificates that the organisation has looked up by number and name: a watch is no search.
    """
    actor.require("certificates.watch.keep")
    added = 0
    async with transaction():
        for public_id in certificate_public_ids:
            certificate_id = await _looked_up(actor, public_id)
            done = await execute(
                _WATCH, new_id(), actor.organisation_id, certificate_id, today(), actor.account_id, now()
            )
            if affected(done):
                added += 1
                await record(actor, "certificate.watched", ("certificate", certificate_id))
    return added


async def _looked_up(actor: Actor, public_id: str) -> uuid.UUID:
    found: uuid.UUID | None = await fetchval(
        "SELECT c.id FROM certificate c JOIN certificate_lookup k ON k.certificate_id = c.id"
        " WHERE c.public_id = $1 AND k.organisation_id = $2 LIMIT 1",
        public_id,
        actor.organisation_id,
    )
    if found is None:
        raise Conflict(text("Check this person's certificate by number and name first."))
    return found


async def unwatch(actor: Actor, certificate_public_id: str) -> None:
    """Stop watching, when somebody has left."""
    actor.require("certificates.watch.keep")
    async with transaction():
        row = await fetchrow(_UNWATCH, actor.organisation_id, certificate_public_id, today())
        if row is None:
            raise NotFound()
        await record(actor, "certificate.unwatched", ("certificate", row["certificate_id"]))


async def mark_read(actor: Actor) -> None:
    """Everything on the organisation's desk has been seen."""
    await execute(
        "UPDATE notice SET read_at = $2, read_by = $3 WHERE organisation_id = $1 AND read_at IS NULL",
        actor.organisation_id,
        now(),
        actor.account_id,
    )
