"""Plan a lesson, call it off, enter by hand who was there, and close it: then the hours are recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from curricula.courses.queries import version
from foundation.actor import Actor
from foundation.clock import CHINA, now
from foundation.database import execute, fetch, fetchval, transaction
from foundation.errors import Conflict, FieldProblem, Invalid, NotFound
from foundation.history import record
from foundation.ids import new_id, new_public_id
from foundation.text import Text, text
from training.cohorts.actions import own_cohort
from training.cohorts.queries import CohortView
from training.learning.entering import LessonHours, enter_lesson_hours
from training.lessons.queries import LessonView, attendance_of, find_lesson
from training.lessons.rules import Sitting, plan_problem
from training.lessons.tables import Lesson

_PLAN = "training.lesson.plan"
_HOURS = Meta(extra={"between": (Decimal("0.5"), Decimal(12))})
_BY_HAND = """
INSERT INTO attendance (id, lesson_id, enrolment_id, came_at, left_at, how, note, changed_by, changed_at)
SELECT t.id, $2, t.enrolment_id, t.came_at, t.left_at, $6, $7, $8, $9
  FROM unnest($1::uuid[], $3::uuid[], $4::timestamptz[], $5::timestamptz[])
       t (id, enrolment_id, came_at, left_at)
ON CONFLICT (lesson_id, enrolment_id) DO UPDATE
   SET came_at = excluded.came_at, left_at = excluded.left_at, how = excluded.how, note = excluded.note,
       came_device = NULL, left_device = NULL, changed_by = excluded.changed_by,
       changed_at = excluded.changed_at
"""


class NewLesson(msgspec.Struct, frozen=True, kw_only=True):
    """A lesson to be held."""

    module_code: str
    mode: Literal["onsite", "online"]
    place: Annotated[str, Meta(min_length=1, max_length=200)]
    teacher_name: Annotated[str, Meta(min_length=2, max_length=40)]
    held_on: date
    starts: time
    ends: time
    hours: Annotated[Decimal, _HOURS]
    check_out: bool = False
    labels: ClassVar[dict[str, Text]] = {
        "module_code": text("Module"),
        "mode": text("Form"),
        "place": text("Room or address"),
        "teacher_name": text("Teacher of the lesson"),
        "held_on": text("Date"),
        "starts": text("Begins"),
        "ends": text("Ends"),
        "hours": text("Class hours"),
    }

    @property
    def sitting(self) -> Sitting:
        """What the rules look at."""
        begins = datetime.combine(self.held_on, self.starts, CHINA)
        return Sitting(begins, datetime.combine(self.held_on, self.ends, CHINA), self.hours, self.check_out)


class Seen(msgspec.Struct, frozen=True):
    """Somebody as the teacher saw them; without `came_at` not there."""

    came_at: datetime | None = None
    left_at: datetime | None = None


class Closed(msgspec.Struct, frozen=True):
    """What closing a lesson did: hours for so many; so many had hours of that module on that day already."""

    recorded: int
    known: int
    absent: int


async def plan_lesson(actor: Actor, cohort_public_id: str, new: NewLesson) -> str:
    """Plan a lesson of a cohort; its public id. Two lessons of a cohort never overlap."""
    actor.require(_PLAN)
    cohort = await own_cohort(actor, cohort_public_id)
    await _guard_plan(cohort, new)
    lesson = Lesson(
        id=new_id(),
        public_id=new_public_id(),
        cohort_id=cohort.id,
        module_code=new.module_code,
        mode=new.mode,
        place=new.place.strip(),
        teacher_name=new.teacher_name.strip(),
        starts_at=new.sitting.starts_at,
        ends_at=new.sitting.ends_at,
        hours=new.hours,
        check_out=new.check_out,
        status="planned",
        created_by=actor.account_id,
        created_at=now(),
    )
    async with transaction():
        await fetchval("SELECT 1 FROM cohort WHERE id = $1 FOR UPDATE", cohort.id)
        await _guard_free(cohort, new.sitting)
        await Lesson.insert(lesson)
        changes = {"module": (None, new.module_code), "held_on": (None, new.held_on.isoformat())}
        await record(actor, "lesson.planned", ("lesson", lesson.id), changes)
    return str(lesson.public_id)


async def _guard_plan(cohort: CohortView, new: NewLesson) -> None:
    problems = []
    if (await version(cohort.course_version_id)).module(new.module_code) is None:
        problems.append(FieldProblem("module_code", text("Please choose from the list.")))
    if not cohort.starts_on <= new.held_on <= cohort.ends_on:
        said = text(
            "The cohort is taught from {first} to {last}.",
            first=cohort.starts_on,
            last=cohort.ends_on,
        )
        problems.append(FieldProblem("held_on", said))
    if wrong := plan_problem(new.sitting):
        problems.append(FieldProblem(*wrong))
    if new.mode == "online" and "://" in new.place and not new.place.startswith(("https://", "http://")):
        problems.append(FieldProblem("place", text("Write the address of the room, beginning with https://")))
    if problems:
        raise Invalid(problems)


async def _guard_free(cohort: CohortView, sitting: Sitting) -> None:
    other = await fetchval(
        "SELECT module_code FROM lesson WHERE cohort_id = $1 AND status <> 'cancelled'"
        " AND starts_at < $3 AND ends_at > $2 LIMIT 1",
        cohort.id,
        sitting.starts_at,
        sitting.ends_at,
    )
    if other is not None:
        said = text("The cohort has another lesson at this time: {module}.", module=other)
        raise Invalid([FieldProblem("starts", said)])


async def enter_attendance(
    actor: Actor,
    public_id: str,
    seen: Mapping[str, Seen],
    *,
    how: Literal["hand", "sheet"] = "hand",
    note: str = "",
) -> int:
    """Enter who was there, by public id of the enrolment; it stands instead of what the code had recorded."""
    async with transaction():
        lesson = await _planned(actor, public_id)
        there = {one.public_id: one for one in await attendance_of(lesson)}
        wanted = {there[key].enrolment_id: one for key, one in seen.items() if key in there}
        for one in wanted.values():
            _guard_seen(lesson, one)
        await execute(
            _BY_HAND,
            [new_id() for _ in wanted],
            lesson.id,
            list(wanted),
            [one.came_at for one in wanted.values()],
            [one.left_at for one in wanted.values()],
            how,
            note.strip(),
            actor.account_id,
            now(),
        )
        changes = {"trainees": (None, len(wanted))}
        await record(actor, "lesson.attendance_entered", ("lesson", lesson.id), changes, reason=note or None)
    return len(wanted)


def _guard_seen(lesson: LessonView, seen: Seen) -> None:
    if seen.left_at is not None and (seen.came_at is None or seen.left_at < seen.came_at):
        raise Invalid([FieldProblem("", text("Nobody leaves before coming."))])
    if seen.came_at is not None and seen.came_at >= lesson.ends_at:
        raise Invalid([FieldProblem("", text("The lesson was over at that time."))])


async def close_lesson(actor: Actor, public_id: str) -> Closed:
    """The lesson is over: the hours that follow from the attendance are recorded, and it stays as it is."""
    async with transaction():
        lesson = await _planned(actor, public_id)
        if now() < lesson.ends_at:
            raise Conflict(text("The lesson is not over yet."), remedy=text("Close it after its end."))
        await fetch("SELECT 1 FROM enrolment WHERE cohort_id = $1 ORDER BY id FOR UPDATE", lesson.cohort_id)
        everybody = await attendance_of(lesson)
        there = [one for one in everybody if one.hours > 0]
        await execute(
            "UPDATE lesson SET status = 'closed', settled_by = $2, settled_at = $3 WHERE id = $1",
            lesson.id,
            actor.account_id,
            now(),
        )
        wanted = LessonHours(
            lesson.id, lesson.public_id, lesson.module_code, lesson.starts_at.astimezone(CHINA).date()
        )
        entered = await enter_lesson_hours(actor, wanted, {one.enrolment_id: one.hours for one in there})
        changes = {"status": ("planned", "closed"), "trainees": (None, len(entered))}
        await record(actor, "lesson.closed", ("lesson", lesson.id), changes)
    return Closed(len(entered), len(there) - len(entered), len(everybody) - len(there))


async def cancel_lesson(actor: Actor, public_id: str, reason: str) -> None:
    """The lesson is not held; nothing is recorded."""
    if not reason.strip():
        raise Invalid([FieldProblem("reason", text("Say why."))])
    async with transaction():
        lesson = await _planned(actor, public_id)
        await execute(
            "UPDATE lesson SET status = 'cancelled', settled_by = $2, settled_at = $3, reason = $4"
            " WHERE id = $1",
            lesson.id,
            actor.account_id,
            now(),
            reason.strip(),
        )
        changes = {"status": ("planned", "cancelled")}
        await record(actor, "lesson.cancelled", ("lesson", lesson.id), changes, reason=reason.strip())


async def _planned(actor: Actor, public_id: str) -> LessonView:
    """A lesson of the own college that is not settled, locked. Raises `NotFound` or `Conflict`."""
    actor.require(_PLAN)
    await fetchval("SELECT 1 FROM lesson WHERE public_id = $1 FOR UPDATE", public_id)
    lesson = await find_lesson(actor, public_id)
    if lesson.college_id != actor.organisation_id:
        raise NotFound()
    if lesson.status != "planned":
        raise Conflict(text("The lesson is settled and does not change any more."))
    return lesson


def at_time(lesson_day: date, moment: time | None) -> datetime | None:
    """A time of day of the lesson's day."""
    return datetime.combine(lesson_day, moment, CHINA) if moment is not None else None
