"""Record a refresher for several people at once; strike out what was entered wrongly."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from foundation.actor import Actor
from foundation.clock import now, today
from foundation.database import fetch, fetchrow, transaction
from foundation.errors import Conflict, FieldProblem, Invalid, NotFound
from foundation.history import record
from foundation.ids import new_id, new_public_id
from foundation.text import Text, text
from training.refreshers.queries import find_held, people
from training.refreshers.rules import Subject

_RECORD = "training.refresher.record"
_INSERT = """
INSERT INTO refresher (id, public_id, person_id, organisation_id, subject, held_on, hours, provider, evidence,
                       entered_by, entered_at)
SELECT t.id, t.public_id, t.person_id, $5, t.subject, $6, $7, $8, $9, $10, $11
  FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[]) AS t (id, public_id, person_id, subject)
ON CONFLICT (person_id, subject, held_on) WHERE voided_at IS NULL DO NOTHING
RETURNING person_id, subject
"""


class NewRefresher(msgspec.Struct, frozen=True, kw_only=True):
    """A course that was held, and for whom (public ids of people)."""

    people: Annotated[tuple[str, ...], Meta(min_length=1)]
    subjects: Annotated[tuple[Subject, ...], Meta(min_length=1)]
    held_on: date
    hours: Annotated[Decimal, Meta(extra={"between": (Decimal("0.5"), Decimal(200))})]
    provider: Annotated[str, Meta(min_length=2, max_length=80)]
    evidence: Annotated[str, Meta(max_length=200)] = ""
    labels: ClassVar[dict[str, Text]] = {
        "people": text("People"),
        "subjects": text("Subject"),
        "held_on": text("Date"),
        "hours": text("Hours of each subject"),
        "provider": text("Held by"),
        "evidence": text("Proof"),
    }


async def record_refresher(actor: Actor, new: NewRefresher) -> int:
    """Record it for people of the own organisation; how many entries are new. Others are not found."""
    actor.require(_RECORD)
    if new.held_on > today():
        raise Invalid([FieldProblem("held_on", text("Only what has taken place is recorded."))])
    own = {one.public_id: one.id for one in await people(actor)}
    if strangers := [one for one in new.people if one not in own]:
        raise NotFound(text("{count} of them are not of your organisation.", count=len(strangers)))
    pairs = [(own[one], subject) for one in dict.fromkeys(new.people) for subject in new.subjects]
    async with transaction():
        rows = await fetch(
            _INSERT,
            [new_id() for _ in pairs],
            [new_public_id() for _ in pairs],
            [person for person, _ in pairs],
            [subject for _, subject in pairs],
            actor.organisation_id,
            new.held_on,
            new.hours,
            new.provider.strip(),
            new.evidence.strip(),
            actor.account_id,
            now(),
        )
        for row in rows:
            changes = {"subject": (None, row["subject"]), "held_on": (None, new.held_on.isoformat())}
            await record(actor, "refresher.recorded", ("person", row["person_id"]), changes)
    return len(rows)


async def void_refresher(actor: Actor, public_id: str, reason: str) -> None:
    """It counts no more and stays in the list."""
    actor.require(_RECORD)
    if not reason.strip():
        raise Invalid([FieldProblem("reason", text("Say why."))])
    await find_held(actor, public_id)
    async with transaction():
        row = await fetchrow(
            "UPDATE refresher SET voided_at = $2, voided_by = $3, void_reason = $4"
            " WHERE public_id = $1 AND voided_at IS NULL RETURNING person_id",
            public_id,
            now(),
            actor.account_id,
            reason.strip(),
        )
        if row is None:
            raise Conflict(text("This entry was set aside before."))
        await record(actor, "refresher.voided", ("person", row["person_id"]), reason=reason.strip())
