"""Compares a sheet of hours and results with what is recorded: what is new, known, or contradicts it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import msgspec

from foundation.clock import today
from foundation.database import fetch
from foundation.spreadsheets.findings import Conversion, RowProblem
from foundation.text import text
from registry.people.queries import identities
from training.cohorts.roll import OnRoll
from training.enrolments.queries import deferrals
from training.learning.queries import already
from training.learning.rules import Span, day_problem, differing
from training.learning.sheet import HELD_ON, HOURS, SCORE, LearningReading, LearningRow

Standing = dict[tuple[uuid.UUID, str, date], Decimal]


class LearningPreview(msgspec.Struct, frozen=True):
    """A sheet as it would be recorded; what is known already is left out of `good`."""

    good: tuple[LearningRow, ...]
    known: tuple[LearningRow, ...]
    problems: tuple[RowProblem, ...]
    warnings: tuple[RowProblem, ...]
    conversions: tuple[Conversion, ...]

    @property
    def bad_rows(self) -> int:
        """How many rows cannot be recorded."""
        return len({problem.row for problem in self.problems})


async def roll_of(cohort_id: uuid.UUID) -> list[OnRoll]:
    """Everybody who is or was enrolled in a cohort, with the numbers they are known by."""
    rows = await fetch(
        "SELECT id, person_id, student_no FROM enrolment WHERE cohort_id = $1 ORDER BY student_no", cohort_id
    )
    people = await identities(row["person_id"] for row in rows)
    return [
        OnRoll(
            row["id"],
            people[row["person_id"]].name,
            (row["student_no"], *(number for _, number in people[row["person_id"]].documents)),
            tuple(people[row["person_id"]].former_names),
        )
        for row in rows
    ]


async def spans(enrolment_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Span]:
    """When each of these is taught."""
    ids = list(enrolment_ids)
    rests = await deferrals(ids)
    rows = await fetch(
        "SELECT id, enrolled_on, coalesce(ended_on, completed_on) AS ended_on FROM enrolment"
        " WHERE id = ANY($1::uuid[])",
        ids,
    )
    return {
        row["id"]: Span(row["enrolled_on"], row["ended_on"], tuple(one.period for one in rests[row["id"]]))
        for row in rows
    }


async def compare(reading: LearningReading) -> LearningPreview:
    """Set-wise: as many queries however long the sheet is."""
    trainees = {row.trainee_id for row in reading.rows}
    taught, (hours, scores) = await spans(trainees), await already(trainees)
    good, known, problems = [], [], list(reading.problems)
    for row in reading.rows:
        if found := _problem(row, taught[row.trainee_id], hours, scores):
            problems.append(found)
        elif fresh := _fresh(row, hours, scores):
            good.append(fresh)
        else:
            known.append(row)
    problems.sort(key=lambda problem: problem.row)
    return LearningPreview(tuple(good), tuple(known), tuple(problems), reading.warnings, reading.conversions)


def _key(row: LearningRow) -> tuple[uuid.UUID, str, date]:
    return row.trainee_id, row.module_code, row.held_on


def _problem(row: LearningRow, span: Span, hours: Standing, scores: Standing) -> RowProblem | None:
    if wrong := day_problem(span, row.held_on, today()):
        remedy = text("Correct the date, or leave the row out.")
        return RowProblem(row.row_number, HELD_ON.headings[0], row.held_on.isoformat(), wrong, remedy)
    for field, standing, wanted in ((HOURS, hours, row.hours), (SCORE, scores, row.score)):
        recorded = standing.get(_key(row))
        if recorded is not None and differing(recorded, wanted):
            value = f"{recorded.normalize():f}"
            said = text("{value} is recorded already for this module and day.", value=value)
            remedy = text("If the sheet is right, set the recorded entry aside first.")
            return RowProblem(row.row_number, field.headings[0], f"{wanted:f}", said, remedy)
    return None


def _fresh(row: LearningRow, hours: Standing, scores: Standing) -> LearningRow | None:
    """What of the row is not recorded yet; None when all of it is."""
    new_hours = None if _key(row) in hours else row.hours
    new_score = None if _key(row) in scores else row.score
    if new_hours is None and new_score is None:
        return None
    return msgspec.structs.replace(row, hours=new_hours, score=new_score)
