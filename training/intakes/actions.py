"""A college enters what it plans to enrol for a programme in a year, and later how many came."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from foundation.actor import Actor
from foundation.clock import now, today
from foundation.database import fetchval, transaction
from foundation.errors import Invalid
from foundation.history import record
from foundation.ids import new_id
from foundation.text import Text, text
from training.intakes.queries import figures_of
from training.intakes.rules import figure_problems

_PLAN = "training.intake.plan"
_SAVE = """
INSERT INTO intake_plan
  (id, college_id, programme_code, year, planned, admitted, note, changed_by, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (college_id, programme_code, year) DO UPDATE
   SET planned = excluded.planned, admitted = excluded.admitted, note = excluded.note,
       changed_by = excluded.changed_by, changed_at = excluded.changed_at
RETURNING id
"""


class Intake(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of one programme in one year."""

    programme: str
    year: int
    planned: int
    admitted: int | None = None
    note: Annotated[str, Meta(max_length=200)] = ""
    labels: ClassVar[dict[str, Text]] = {
        "programme": text("Programme"),
        "year": text("Year"),
        "planned": text("Places planned"),
        "admitted": text("Admitted"),
        "note": text("Note"),
    }


async def enter_intake(actor: Actor, intake: Intake) -> None:
    """Enter or correct the figures of the own college; what they were stays in the history."""
    actor.require(_PLAN)
    problems = figure_problems(intake.programme, intake.year, intake.planned, intake.admitted, today())
    if problems:
        raise Invalid(problems)
    async with transaction():
        before = await figures_of(actor, intake.programme, intake.year)
        key = await fetchval(
            _SAVE, new_id(), actor.organisation_id, intake.programme, intake.year, intake.planned,
            intake.admitted, intake.note.strip(), actor.account_id, now(),
        )  # fmt: skip
        changes = {
            "planned": (before.planned if before else None, intake.planned),
            "admitted": (before.admitted if before else None, intake.admitted),
        }
        await record(actor, "intake.entered", ("intake", key), changes)
