"""Reads of intakes: a college its own, offices those of their area."""

from __future__ import annotations

import uuid
from datetime import datetime

import msgspec

from curricula.occupations.data import PROGRAMMES
from foundation.actor import Actor
from foundation.database import fetch, fetchrow
from foundation.text import Text
from training.intakes.rules import share_filled


class IntakeView(msgspec.Struct, frozen=True, kw_only=True):
    """A programme of a college in one year: planned, admitted as the college says, in training here."""

    college_id: uuid.UUID
    college_name: str
    programme_code: str
    year: int
    planned: int | None
    admitted: int | None
    note: str
    changed_at: datetime | None
    in_training: int

    @property
    def programme(self) -> Text:
        """The programme's name."""
        known = PROGRAMMES.get(self.programme_code)
        return known.label if known else Text(self.programme_code)

    @property
    def filled(self) -> int | None:
        """Per cent of the plan that came."""
        return share_filled(self.planned or 0, self.admitted)


class Figures(msgspec.Struct, frozen=True):
    """What a college has entered."""

    planned: int
    admitted: int | None
    note: str


_OVERSEEING = ("hrss", "education", "health_commission", "statistics", "auditor")
_INTAKES = """
SELECT k.college_id, o.name AS college_name, k.programme_code, k.year::int AS year, p.planned, p.admitted,
       coalesce(p.note, '') AS note, p.changed_at,
       (SELECT count(*)::int FROM enrolment e JOIN cohort c ON c.id = e.cohort_id
         WHERE c.college_id = k.college_id AND c.programme_code = k.programme_code
           AND extract(year FROM c.starts_on) = k.year
           AND e.status NOT IN ('draft', 'submitted')) AS in_training
  FROM (SELECT college_id, programme_code, year FROM intake_plan
         UNION SELECT college_id, programme_code, extract(year FROM starts_on) FROM cohort
         WHERE programme_code <> '') k
  JOIN organisation o ON o.id = k.college_id
  LEFT JOIN intake_plan p ON p.college_id = k.college_id AND p.programme_code = k.programme_code
       AND p.year = k.year
 WHERE (k.college_id = $1 OR ($2 <> '' AND o.area_code LIKE $2 || '%'))
"""


def scope(actor: Actor) -> tuple[uuid.UUID, str]:
    """The two values that limit what a reader of intakes sees."""
    return actor.organisation_id, actor.area_prefix if actor.organisation_kind in _OVERSEEING else ""


async def intakes(actor: Actor, year: int) -> list[IntakeView]:
    """Every programme of every college in scope in that year."""
    rows = await fetch(f"{_INTAKES} AND k.year = $3 ORDER BY o.name, k.programme_code", *scope(actor), year)
    return [IntakeView(**dict(row)) for row in rows]


async def years(actor: Actor) -> list[int]:
    """The years of which there is something to see, newest first."""
    rows = await fetch(f"SELECT DISTINCT year FROM ({_INTAKES}) k ORDER BY year DESC", *scope(actor))  # noqa: S608 - a constant
    return [row["year"] for row in rows]


async def figures_of(actor: Actor, programme_code: str, year: int) -> Figures | None:
    """What the actor's own college has entered."""
    row = await fetchrow(
        "SELECT planned, admitted, note FROM intake_plan"
        " WHERE college_id = $1 AND programme_code = $2 AND year = $3",
        actor.organisation_id,
        programme_code,
        year,
    )
    return Figures(**dict(row)) if row else None
