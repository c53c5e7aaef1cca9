"""Writes hours and results, many at once; what is there already stays as it is."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from curricula.courses.queries import CourseVersionView
from foundation.actor import Actor
from foundation.clock import now
from foundation.database import fetch
from foundation.history import record
from foundation.ids import new_id
from training.learning.rules import passed

Entered = Literal["learning_record", "module_result"]


class Hours(msgspec.Struct, frozen=True):
    """Hours to be written."""

    enrolment_id: uuid.UUID
    module_code: str
    held_on: date
    hours: Decimal


class Score(msgspec.Struct, frozen=True):
    """A result to be written."""

    enrolment_id: uuid.UUID
    module_code: str
    held_on: date
    score: Decimal


# A day with hours of a lesson in this module gets no others, nor the other way round: nothing counts twice.
_HOURS = """
INSERT INTO learning_record
  (id, enrolment_id, module_code, held_on, hours, source, source_ref, entered_by, entered_at)
SELECT t.id, t.enrolment_id, t.module_code, t.held_on, t.hours, $6, $7, $8, $9
  FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::date[], $5::numeric[])
       t (id, enrolment_id, module_code, held_on, hours)
 WHERE NOT EXISTS (
   SELECT 1 FROM learning_record r WHERE r.enrolment_id = t.enrolment_id AND r.module_code = t.module_code
      AND r.held_on = t.held_on AND r.voided_at IS NULL AND r.lesson_id IS NOT NULL)
ON CONFLICT (enrolment_id, module_code, held_on) WHERE voided_at IS NULL AND lesson_id IS NULL DO NOTHING
RETURNING enrolment_id, module_code, hours AS value
"""
_LESSON = """
INSERT INTO learning_record
  (id, enrolment_id, module_code, held_on, hours, source, source_ref, lesson_id, entered_by, entered_at)
SELECT t.id, t.enrolment_id, $4, $5, t.hours, 'lesson', $6, $7, $8, $9
  FROM unnest($1::uuid[], $2::uuid[], $3::numeric[]) t (id, enrolment_id, hours)
 WHERE NOT EXISTS (
   SELECT 1 FROM learning_record r WHERE r.enrolment_id = t.enrolment_id AND r.module_code = $4
      AND r.held_on = $5 AND r.voided_at IS NULL AND r.lesson_id IS NULL)
ON CONFLICT (enrolment_id, lesson_id) WHERE voided_at IS NULL AND lesson_id IS NOT NULL DO NOTHING
RETURNING enrolment_id, module_code, hours AS value
"""
_SCORES = """
INSERT INTO module_result (id, enrolment_id, module_code, held_on, score, passed, entered_by, entered_at)
SELECT t.*, $7, $8
  FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::date[], $5::numeric[], $6::boolean[]) t
ON CONFLICT (enrolment_id, module_code, held_on) WHERE voided_at IS NULL AND attempt_id IS NULL DO NOTHING
RETURNING enrolment_id, module_code, score AS value
"""


async def enter_hours(
    actor: Actor, wanted: Sequence[Hours], source: Literal["form", "sheet", "placement"], source_ref: str = ""
) -> list[uuid.UUID]:
    """Write hours; the enrolments for which there were none of that module and day."""
    rows = await fetch(
        _HOURS,
        [new_id() for _ in wanted],
        [one.enrolment_id for one in wanted],
        [one.module_code for one in wanted],
        [one.held_on for one in wanted],
        [one.hours for one in wanted],
        source,
        source_ref,
        actor.account_id,
        now(),
    )
    await _record(actor, "hours.recorded", rows)
    return [row["enrolment_id"] for row in rows]


class LessonHours(msgspec.Struct, frozen=True):
    """The lesson that hours come from."""

    lesson_id: uuid.UUID
    public_id: str
    module_code: str
    held_on: date


async def enter_lesson_hours(
    actor: Actor, lesson: LessonHours, hours: Mapping[uuid.UUID, Decimal]
) -> list[uuid.UUID]:
    """Write what a lesson came to, by enrolment; those who had no other hours of that module and day."""
    rows = await fetch(
        _LESSON,
        [new_id() for _ in hours],
        list(hours),
        list(hours.values()),
        lesson.module_code,
        lesson.held_on,
        lesson.public_id,
        lesson.lesson_id,
        actor.account_id,
        now(),
    )
    await _record(actor, "hours.recorded", rows)
    return [row["enrolment_id"] for row in rows]


async def enter_scores(actor: Actor, course: CourseVersionView, wanted: Sequence[Score]) -> list[uuid.UUID]:
    """Write results; the enrolments for which there was none of that module and day."""
    marks = {module.code: module.pass_mark for module in course.modules}
    rows = await fetch(
        _SCORES,
        [new_id() for _ in wanted],
        [one.enrolment_id for one in wanted],
        [one.module_code for one in wanted],
        [one.held_on for one in wanted],
        [one.score for one in wanted],
        [passed(one.score, marks[one.module_code]) for one in wanted],
        actor.account_id,
        now(),
    )
    await _record(actor, "result.recorded", rows)
    return [row["enrolment_id"] for row in rows]


async def _record(actor: Actor, kind: str, rows: Sequence[object]) -> None:
    """One line of history for each trainee, however many modules."""
    by_trainee: dict[uuid.UUID, dict[str, tuple[None, str]]] = {}
    for row in rows:
        entries = by_trainee.setdefault(row["enrolment_id"], {})  # type: ignore[index]
        entries[row["module_code"]] = (None, f"{row['value'].normalize():f}")  # type: ignore[index]
    for enrolment_id, changes in by_trainee.items():
        await record(actor, kind, ("enrolment", enrolment_id), changes)
