"""Record hours and results by form, set aside what was entered wrongly."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from curricula.courses.queries import CourseVersionView, version
from foundation.actor import Actor
from foundation.clock import now, today
from foundation.database import fetch, fetchrow, fetchval, transaction
from foundation.errors import Conflict, FieldProblem, Invalid, NotFound
from foundation.history import record
from foundation.text import Text, text
from training.cohorts.actions import own_cohort
from training.enrolments.queries import EnrolmentView, find_enrolment
from training.learning.entering import Entered, Hours, Score, enter_hours, enter_scores
from training.learning.matching import spans
from training.learning.queries import enrolment_of_entry
from training.learning.rules import day_problem

_RECORD = "training.learning.record"
_VOID = "training.learning.void"
_HOURS_BETWEEN = Meta(extra={"between": (Decimal("0.01"), Decimal(24))})
_SCORE_BETWEEN = Meta(extra={"between": (Decimal(0), Decimal(100))})


class HoursEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Hours of one module on one day, for one trainee or for those of a cohort who were there."""

    module_code: str
    held_on: date
    hours: Annotated[Decimal, _HOURS_BETWEEN]
    labels: ClassVar[dict[str, Text]] = {
        "module_code": text("Module"),
        "held_on": text("Date"),
        "hours": text("Hours"),
    }


class ResultEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A trainee's score in one module."""

    module_code: str
    held_on: date
    score: Annotated[Decimal, _SCORE_BETWEEN]
    labels: ClassVar[dict[str, Text]] = {
        "module_code": text("Module"),
        "held_on": text("Date"),
        "score": text("Score"),
    }


class Recorded(msgspec.Struct, frozen=True):
    """How many were recorded, had it already, or were left out because they were not taught that day."""

    recorded: int
    known: int
    left_out: int


async def record_hours(actor: Actor, enrolment_public_id: str, entry: HoursEntry) -> None:
    """Record hours of one trainee. Raises `Invalid`; `Conflict` when that module has hours on that day."""
    actor.require(_RECORD)
    async with transaction():
        enrolment = await _own_locked(actor, enrolment_public_id)
        _guard_module(await version(enrolment.course_version_id), entry.module_code)
        await _guard_day(enrolment.id, entry.held_on)
        wanted = [Hours(enrolment.id, entry.module_code, entry.held_on, entry.hours)]
        if not await enter_hours(actor, wanted, "form"):
            raise _doubled()


async def record_cohort_hours(
    actor: Actor, cohort_public_id: str, entry: HoursEntry, absent: Sequence[str] = ()
) -> Recorded:
    """Record the same hours for a whole cohort but for those who were absent (their enrolments' public ids).

    Who is deferred or has left is left out; who has hours in that module on that day keeps those.
    """
    actor.require(_RECORD)
    cohort = await own_cohort(actor, cohort_public_id)
    _guard_module(await version(cohort.course_version_id), entry.module_code)
    if entry.held_on > today():
        raise Invalid([FieldProblem("held_on", text("Only what has taken place is recorded."))])
    async with transaction():
        rows = await fetch(
            "SELECT id, public_id FROM enrolment WHERE cohort_id = $1"
            " AND status NOT IN ('draft', 'submitted') ORDER BY id FOR UPDATE",
            cohort.id,
        )
        present = [row["id"] for row in rows if row["public_id"] not in set(absent)]
        taught = await spans(present)
        able = [key for key in present if day_problem(taught[key], entry.held_on, today()) is None]
        wanted = [Hours(key, entry.module_code, entry.held_on, entry.hours) for key in able]
        entered = await enter_hours(actor, wanted, "form")
        changes = {"module": (None, entry.module_code), "trainees": (None, len(entered))}
        await record(actor, "cohort.hours_recorded", ("cohort", cohort.id), changes)
    return Recorded(len(entered), len(able) - len(entered), len(present) - len(able))


async def record_result(actor: Actor, enrolment_public_id: str, entry: ResultEntry) -> None:
    """Record a result. Raises `Invalid`; `Conflict` when that module has a result on that day."""
    actor.require(_RECORD)
    async with transaction():
        enrolment = await _own_locked(actor, enrolment_public_id)
        course = await version(enrolment.course_version_id)
        _guard_module(course, entry.module_code)
        await _guard_day(enrolment.id, entry.held_on)
        wanted = [Score(enrolment.id, entry.module_code, entry.held_on, entry.score)]
        if not await enter_scores(actor, course, wanted):
            raise _doubled()


async def void_hours(actor: Actor, record_id: uuid.UUID, reason: str) -> str:
    """Set hours aside; they stay in the list and count no more. The public id of the enrolment."""
    return await _void(actor, "learning_record", record_id, reason)


async def void_result(actor: Actor, result_id: uuid.UUID, reason: str) -> str:
    """Set a result aside; it stays in the list and counts no more. The public id of the enrolment."""
    return await _void(actor, "module_result", result_id, reason)


async def _void(actor: Actor, table: Entered, entry_id: uuid.UUID, reason: str) -> str:
    actor.require(_VOID)
    if not reason.strip():
        raise Invalid([FieldProblem("reason", text("Say why."))])
    public_id = await enrolment_of_entry(table, entry_id)
    if public_id is None:
        raise NotFound()
    async with transaction():
        enrolment = await _own_locked(actor, public_id)
        row = await fetchrow(
            f"UPDATE {table} SET voided_at = $4, voided_by = $2, void_reason = $3"  # noqa: S608 - one of two names
            " WHERE id = $1 AND voided_at IS NULL RETURNING *",
            entry_id,
            actor.account_id,
            reason.strip(),
            now(),
        )
        if row is None:
            raise Conflict(text("This entry was set aside before."))
        value = row["hours"] if table == "learning_record" else row["score"]
        changes = {
            "module": (row["module_code"], None),
            "held_on": (row["held_on"].isoformat(), None),
            "value": (f"{value.normalize():f}", None),
        }
        kind = "hours.voided" if table == "learning_record" else "result.voided"
        await record(actor, kind, ("enrolment", enrolment.id), changes, reason=reason.strip())
    return public_id


async def _own_locked(actor: Actor, public_id: str) -> EnrolmentView:
    await fetchval("SELECT 1 FROM enrolment WHERE public_id = $1 FOR UPDATE", public_id)
    enrolment = await find_enrolment(actor, public_id)
    if enrolment.college_id != actor.organisation_id:
        raise NotFound()
    return enrolment


def _guard_module(course: CourseVersionView, code: str) -> None:
    if course.module(code) is None:
        raise Invalid([FieldProblem("module_code", text("Please choose from the list."))])


async def _guard_day(enrolment_id: uuid.UUID, held_on: date) -> None:
    span = (await spans([enrolment_id]))[enrolment_id]
    if wrong := day_problem(span, held_on, today()):
        raise Invalid([FieldProblem("held_on", wrong)])


def _doubled() -> Conflict:
    return Conflict(
        text("This module has an entry on that day already."),
        remedy=text("If it is wrong, set it aside, then enter it again."),
        field="held_on",
    )
