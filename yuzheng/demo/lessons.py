"""The first two lessons: one attended by the list on paper, one with the code on the teacher's screen."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from examples.people import COHORT_CODE
from foundation import clock
from foundation.actor import Actor
from foundation.clock import CHINA, FixedClock, now
from foundation.database import fetch, fetchval
from foundation.spreadsheets.writing import write_workbook
from training.lessons.actions import NewLesson, close_lesson, plan_lesson
from training.lessons.checking_in import arrive, check, identify
from training.lessons.codes import code_now
from training.lessons.taking_in import take_sheet
from yuzheng.demo.world import acting

PLANNED = date(2026, 3, 9)
#: Module and day; the college's sheet of hours has the same, so that it says nothing new about them.
SERIES = (("B-T1", date(2026, 3, 10)), ("B-T2", date(2026, 3, 18)))
BEGINS, ENDS = time(8, 30), time(13, 0)
#: So many check in with their telephones; the list has the others, every tenth of whom came a little late.
WITH_TELEPHONES = 20
_LATE = "8:36"
_COLUMNS = ("姓名", "学号", "考勤", "到课时间")

_PLANNED = """
SELECT l.public_id FROM lesson l JOIN cohort c ON c.id = l.cohort_id
 WHERE c.code = $1 AND l.module_code = $2 AND l.status = 'planned'
"""
_NOT_SEEN = """
SELECT p.name, e.student_no FROM lesson l JOIN enrolment e ON e.cohort_id = l.cohort_id
  JOIN person p ON p.id = e.person_id
 WHERE l.public_id = $1 AND e.status = 'active'
   AND NOT EXISTS (SELECT 1 FROM attendance a WHERE a.lesson_id = l.id AND a.enrolment_id = e.id)
 ORDER BY e.student_no
"""


async def hold() -> None:
    """Plan both, hold one after the other, close them: the hours follow from who was there."""
    teacher = await acting("teacher")
    if not await fetchval("SELECT 1 FROM lesson LIMIT 1"):
        await _plan(teacher)
    for module, day in SERIES:
        lesson = await fetchval(_PLANNED, COHORT_CODE, module)
        if lesson is None:
            continue
        if module == SERIES[-1][0]:
            await _check_in(lesson, day)
        with clock.use(FixedClock(datetime.combine(day, ENDS, CHINA) + timedelta(minutes=20))):
            await take_sheet(teacher, lesson, _sheet(await fetch(_NOT_SEEN, lesson)))
            await close_lesson(teacher, lesson)


async def _plan(teacher: Actor) -> None:
    cohort = await fetchval("SELECT public_id FROM cohort WHERE code = $1", COHORT_CODE)
    for module, day in SERIES:
        new = NewLesson(
            module_code=module,
            mode="onsite",
            place="教学楼201",
            teacher_name=teacher.name,
            held_on=day,
            starts=BEGINS,
            ends=ENDS,
            hours=Decimal(6),
        )
        await plan_lesson(teacher, cohort, new)


async def _check_in(lesson: str, day: date) -> None:
    """Each with an own telephone, from five minutes before the lesson on."""
    begins = FixedClock(datetime.combine(day, BEGINS, CHINA) - timedelta(minutes=5))
    with clock.use(begins):
        for row in (await fetch(_NOT_SEEN, lesson))[:WITH_TELEPHONES]:
            arrival = await arrive(code_now(lesson, "in", now()))
            trainee = await identify(arrival.lesson, row["student_no"], row["name"])
            await check(arrival, trainee, hashlib.sha256(row["student_no"].encode()).digest())
            begins.advance(timedelta(seconds=20))


def _sheet(rows: list[Any]) -> bytes:
    """The list as the teacher kept it."""
    lines = [
        (row["name"], row["student_no"], "到" if at % 10 else "迟到", None if at % 10 else _LATE)
        for at, row in enumerate(rows)
    ]
    return write_workbook(_COLUMNS, lines, title="签到表", sheet="签到")
