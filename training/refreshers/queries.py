"""Who is due: the people of an organisation with the last day of each subject, set-wise."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

import msgspec

from curricula.outlines.data import REFRESH
from foundation.actor import Actor
from foundation.clock import today
from foundation.database import fetch, fetchrow
from foundation.errors import NotFound
from training.refreshers.numbers import periods
from training.refreshers.rules import SUBJECTS, Standing, is_due, standing


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of the organisation and how each subject stands; `cohort` is where they are trained."""

    id: uuid.UUID
    public_id: str
    name: str
    works: bool
    cohort: str | None
    standings: tuple[Standing, ...]

    @property
    def due(self) -> bool:
        """Whether any subject has to be trained again."""
        return is_due(self.standings, works=self.works)


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A refresher that was recorded."""

    public_id: str
    person_name: str
    subject: str
    held_on: date
    hours: Decimal
    provider: str
    evidence: str
    entered_by: str | None
    voided: bool
    void_reason: str | None


def _subjects() -> str:
    """The subjects with the prefix of their documents, as rows."""
    return ", ".join(f"('{one}', '{REFRESH[one].topics}-%')" for one in SUBJECTS)


# $1 organisation, $2 today, $3 a cohort's public id or ''. A trainee is there while in training.
_WHO = """
  SELECT l.person_id, true AS works, NULL::text AS cohort FROM person_organisation l
   WHERE l.organisation_id = $1 AND l.kind = 'worker' AND (l.until IS NULL OR l.until >= $2) AND $3 = ''
  UNION ALL
  SELECT e.person_id, false, c.name FROM enrolment e JOIN cohort c ON c.id = e.cohort_id
   WHERE e.college_id = $1 AND e.status = 'active' AND ($3 = '' OR c.public_id = $3)
"""
# Hours of a module count for a subject that the module is of, or whose documents it teaches.
_STANDING = f"""
WITH who AS ({_WHO}),
subject (subject, documents) AS (VALUES {_subjects()}),
learnt AS (
  SELECT e.person_id, s.subject, max(r.held_on) AS last_on
    FROM enrolment e JOIN learning_record r ON r.enrolment_id = e.id AND r.voided_at IS NULL
    JOIN cohort c ON c.id = e.cohort_id
    JOIN course_module m ON m.course_version_id = c.course_version_id AND m.code = r.module_code
    JOIN subject s ON m.kind = s.subject OR EXISTS (SELECT 1 FROM unnest(m.topics) t WHERE t LIKE s.documents)
   WHERE e.person_id IN (SELECT person_id FROM who) GROUP BY 1, 2
  UNION ALL
  SELECT person_id, subject, max(held_on) FROM refresher
   WHERE voided_at IS NULL AND person_id IN (SELECT person_id FROM who) GROUP BY 1, 2)
SELECT p.id, p.public_id, p.name, w.works, w.cohort, s.subject, max(l.last_on) AS last_on
  FROM (SELECT person_id, bool_or(works) AS works, min(cohort) AS cohort FROM who GROUP BY 1) w
  JOIN person p ON p.id = w.person_id CROSS JOIN subject s
  LEFT JOIN learnt l ON l.person_id = p.id AND l.subject = s.subject
 GROUP BY p.id, p.public_id, p.name, w.works, w.cohort, s.subject ORDER BY p.name, p.id, s.subject
"""  # noqa: S608 - constants above
_HELD = """
SELECT r.public_id, p.name AS person_name, r.subject, r.held_on, r.hours, r.provider, r.evidence,
       a.name AS entered_by, r.voided_at IS NOT NULL AS voided, r.void_reason
  FROM refresher r JOIN person p ON p.id = r.person_id LEFT JOIN account a ON a.id = r.entered_by
 WHERE r.organisation_id = $1
"""


async def people(actor: Actor, cohort: str = "") -> list[Person]:
    """Everybody who works or is trained at the actor's organisation, or those of one cohort of it."""
    found: dict[uuid.UUID, Person] = {}
    day = today()
    months, _ = await periods(day)
    for row in await fetch(_STANDING, actor.organisation_id, day, cohort):
        known = found.get(row["id"]) or Person(
            id=row["id"], public_id=row["public_id"], name=row["name"], works=row["works"],
            cohort=row["cohort"], standings=(),
        )  # fmt: skip
        one = standing(row["subject"], row["last_on"], months[row["subject"]], day)
        found[row["id"]] = msgspec.structs.replace(known, standings=(*known.standings, one))
    return list(found.values())


async def due_count(actor: Actor, cohort: str = "") -> int:
    """How many of them are due."""
    return sum(one.due for one in await people(actor, cohort))


async def recorded(actor: Actor, limit: int = 100) -> list[Held]:
    """What the organisation has recorded, newest first."""
    rows = await fetch(f"{_HELD} ORDER BY r.held_on DESC, r.id DESC LIMIT $2", actor.organisation_id, limit)
    return [Held(**dict(row)) for row in rows]


async def find_held(actor: Actor, public_id: str) -> Held:
    """One of them. Raises `NotFound`."""
    row = await fetchrow(f"{_HELD} AND r.public_id = $2", actor.organisation_id, public_id)
    if row is None:
        raise NotFound()
    return Held(**dict(row))
