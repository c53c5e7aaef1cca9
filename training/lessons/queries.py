"""Reads of lessons, within the reader's scope, and who was there."""

from __future__ import annotations

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from foundation.actor import Actor
from foundation.clock import CHINA
from foundation.database import fetch, fetchrow
from foundation.errors import NotFound
from training.cohorts.queries import scope
from training.lessons.rules import Presence, Sitting, Standing, earned, standing


class LessonView(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson with whose it is and how many came."""

    id: uuid.UUID
    public_id: str
    cohort_id: uuid.UUID
    cohort_public_id: str
    cohort_name: str
    college_id: uuid.UUID
    course_version_id: uuid.UUID
    module_code: str
    module_title: str
    mode: str
    place: str
    teacher_name: str
    starts_at: datetime
    ends_at: datetime
    hours: Decimal
    check_out: bool
    status: str
    settled_at: datetime | None
    reason: str | None
    came: int

    @property
    def sitting(self) -> Sitting:
        """What the rules look at."""
        return Sitting(self.starts_at, self.ends_at, self.hours, self.check_out)

    @property
    def ends_clock(self) -> str:
        """The time of day; it ends on the day on which it begins."""
        return _clock(self.ends_at)


class AttendanceView(msgspec.Struct, frozen=True, kw_only=True):
    """A trainee of the cohort in a lesson; without times: not there so far."""

    enrolment_id: uuid.UUID
    public_id: str
    name: str
    student_no: str
    came_at: datetime | None
    left_at: datetime | None
    how: str | None
    note: str | None
    standing: Standing
    hours: Decimal

    @property
    def came_clock(self) -> str:
        """The time of day as a form has it."""
        return _clock(self.came_at)

    @property
    def left_clock(self) -> str:
        """The time of day as a form has it."""
        return _clock(self.left_at)


def _clock(moment: datetime | None) -> str:
    return f"{moment.astimezone(CHINA):%H:%M}" if moment else ""


_LESSON = """
SELECT l.id, l.public_id, l.cohort_id, c.public_id AS cohort_public_id, c.name AS cohort_name, c.college_id,
       c.course_version_id, l.module_code, coalesce(m.title, '') AS module_title, l.mode, l.place,
       l.teacher_name, l.starts_at, l.ends_at, l.hours, l.check_out, l.status, l.settled_at, l.reason,
       (SELECT count(*)::int FROM attendance a WHERE a.lesson_id = l.id AND a.came_at IS NOT NULL) AS came
  FROM lesson l JOIN cohort c ON c.id = l.cohort_id JOIN organisation o ON o.id = c.college_id
  LEFT JOIN course_module m ON m.course_version_id = c.course_version_id AND m.code = l.module_code
"""
_SCOPE = " (c.college_id = $1 OR ($2 <> '' AND o.area_code LIKE $2 || '%'))"
# Whoever is taught on that day belongs to it, and whoever was there at all.
_ATTENDANCE = """
SELECT e.id AS enrolment_id, e.public_id, p.name, e.student_no, a.came_at, a.left_at, a.how, a.note
  FROM lesson l
  JOIN enrolment e ON e.cohort_id = l.cohort_id
  JOIN person p ON p.id = e.person_id
  LEFT JOIN attendance a ON a.lesson_id = l.id AND a.enrolment_id = e.id
 WHERE l.id = $1 AND (a.id IS NOT NULL OR (
         e.status NOT IN ('draft', 'submitted')
     AND coalesce(e.ended_on, e.completed_on, 'infinity'::date)
           >= (l.starts_at AT TIME ZONE 'Asia/Shanghai')::date
     AND NOT EXISTS (
       SELECT 1 FROM enrolment_deferral d WHERE d.enrolment_id = e.id
          AND (l.starts_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN d.from_on AND d.until_on
          AND (d.returned_on IS NULL OR d.returned_on > (l.starts_at AT TIME ZONE 'Asia/Shanghai')::date))))
 ORDER BY e.student_no
"""


async def find_lesson(actor: Actor, public_id: str) -> LessonView:
    """One lesson in scope. Raises `NotFound`."""
    row = await fetchrow(f"{_LESSON} WHERE{_SCOPE} AND l.public_id = $3", *scope(actor), public_id)
    if row is None:
        raise NotFound()
    return LessonView(**dict(row))


async def any_lesson(public_id: str) -> LessonView | None:
    """The lesson of a code, whoever asks: a code is shown to those who are there."""
    row = await fetchrow(f"{_LESSON} WHERE l.public_id = $1", public_id)
    return LessonView(**dict(row)) if row else None


async def lessons_of(cohort_id: uuid.UUID) -> list[LessonView]:
    """The lessons of a cohort, the next and newest first."""
    rows = await fetch(f"{_LESSON} WHERE l.cohort_id = $1 ORDER BY l.starts_at DESC, l.id", cohort_id)
    return [LessonView(**dict(row)) for row in rows]


async def attendance_of(lesson: LessonView) -> list[AttendanceView]:
    """Everybody who belongs into the lesson, with what their attendance comes to."""
    return [_attendance(lesson.sitting, row) for row in await fetch(_ATTENDANCE, lesson.id)]


def _attendance(sitting: Sitting, row: Any) -> AttendanceView:
    presence = Presence(row["came_at"], row["left_at"])
    return AttendanceView(**dict(row), standing=standing(sitting, presence), hours=earned(sitting, presence))


async def trainee_of(lesson: LessonView, enrolment_id: uuid.UUID) -> AttendanceView | None:
    """One trainee of the lesson."""
    everybody = await attendance_of(lesson)
    return next((one for one in everybody if one.enrolment_id == enrolment_id), None)


async def trainee_of_account(lesson: LessonView, account_id: uuid.UUID) -> AttendanceView | None:
    """The trainee of the lesson to whom an account belongs."""
    key = await fetchrow(
        "SELECT e.id FROM account a JOIN enrolment e ON e.person_id = a.person_id"
        " WHERE a.id = $1 AND e.cohort_id = $2",
        account_id,
        lesson.cohort_id,
    )
    return await trainee_of(lesson, key["id"]) if key else None
