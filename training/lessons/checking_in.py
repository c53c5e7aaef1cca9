"""A trainee checks in or out: a fresh code from the screen, who they are, one telephone for one trainee."""

from __future__ import annotations

from typing import Literal

import asyncpg
import msgspec

from foundation.clock import now
from foundation.database import execute, fetchrow, fetchval, transaction
from foundation.errors import Conflict, FieldProblem, Invalid, NotFound, Refused
from foundation.ids import new_id
from foundation.text import Text, text
from training.enrolments.identifying import identified
from training.lessons.codes import read_code
from training.lessons.queries import AttendanceView, LessonView, any_lesson, trainee_of
from training.lessons.rules import AROUND_THE_LESSON, FRESH_CODE, ONE_TELEPHONE, Phase, time_problem

_CAME = """
INSERT INTO attendance (id, lesson_id, enrolment_id, came_at, how, came_device, changed_at)
VALUES ($1, $2, $3, $4, 'code', $5, $4)
ON CONFLICT (lesson_id, enrolment_id) DO UPDATE
   SET came_at = excluded.came_at, how = 'code', came_device = excluded.came_device, changed_by = NULL,
       changed_at = excluded.changed_at
 WHERE attendance.came_at IS NULL AND attendance.how = 'code'
"""


class Arrival(msgspec.Struct, frozen=True):
    """What a scanned code leads to."""

    lesson: LessonView
    phase: Phase


class Checked(msgspec.Struct, frozen=True):
    """What came of it: recorded now, or known from before."""

    trainee: AttendanceView
    phase: Phase
    outcome: Literal["recorded", "known"]


async def arrive(written: str, *, typed: bool = False) -> Arrival:
    """The lesson of a code that still counts.

    Raises `NotFound`, `Conflict` when the lesson is closed, `Refused` when the code has run out.
    """
    code = read_code(written, now())
    lesson = await any_lesson(code.lesson) if code else None
    if code is None or lesson is None or lesson.status == "cancelled":
        raise NotFound(text("This is no code of a lesson."), remedy=_SCAN)
    if not code.good(typed=typed):
        raise Refused(text("This code has run out."), remedy=_SCAN, rule=FRESH_CODE)
    if lesson.status == "closed":
        raise Conflict(text("The lesson is closed."), remedy=_ASK)
    if wrong := time_problem(lesson.sitting, code.phase, now()):
        raise Refused(wrong, remedy=_ASK, rule=AROUND_THE_LESSON)
    return Arrival(lesson, code.phase)


_SCAN = text("Scan the code that is on the teacher's screen now.")
_ASK = text("Ask your teacher: attendance can be entered by hand.")


async def identify(lesson: LessonView, student_no: str, name: str) -> AttendanceView:
    """The trainee of the lesson who gives that number and name. Raises `Invalid`."""
    key = await identified(lesson.cohort_id, student_no, name)
    found = await trainee_of(lesson, key)
    if found is None:
        raise Invalid([FieldProblem("student_no", text("You are not taught on this day."), _ASK)])
    return found


async def check(arrival: Arrival, trainee: AttendanceView, device: bytes) -> Checked:
    """Record that the trainee has come, or leaves; doing it again changes nothing."""
    with_code = _leave if arrival.phase == "out" else _come
    async with transaction():
        await fetchval("SELECT 1 FROM lesson WHERE id = $1 FOR SHARE", arrival.lesson.id)
        try:
            async with transaction():
                recorded = await with_code(arrival.lesson, trainee, device)
        except asyncpg.UniqueViolationError as error:
            raise Refused(_TAKEN, remedy=_ASK, rule=ONE_TELEPHONE) from error
    return Checked(trainee, arrival.phase, "recorded" if recorded else "known")


_TAKEN: Text = text("This telephone has spoken for another trainee in this lesson.")


async def _come(lesson: LessonView, trainee: AttendanceView, device: bytes) -> bool:
    done = await execute(_CAME, new_id(), lesson.id, trainee.enrolment_id, now(), device)
    return done.endswith(" 1")


async def _leave(lesson: LessonView, trainee: AttendanceView, device: bytes) -> bool:
    row = await fetchrow(
        "SELECT came_at, left_at FROM attendance WHERE lesson_id = $1 AND enrolment_id = $2 FOR UPDATE",
        lesson.id,
        trainee.enrolment_id,
    )
    if row is None or row["came_at"] is None:
        raise Conflict(text("You have not checked in to this lesson."), remedy=_ASK)
    if row["left_at"] is not None:
        return False
    await execute(
        "UPDATE attendance SET left_at = $3, left_device = $4, changed_by = NULL, changed_at = $3"
        " WHERE lesson_id = $1 AND enrolment_id = $2",
        lesson.id,
        trainee.enrolment_id,
        now(),
        device,
    )
    return True
