"""Compares a roster with the registry: who is new, who is in the cohort already, who is somebody else."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

import msgspec

from foundation.database import fetch
from foundation.spreadsheets.findings import Conversion, RowProblem
from foundation.text import text
from registry.people.queries import Identity, by_documents, identities
from registry.people.rules import same_person
from training.cohorts.columns import STUDENT_NO
from training.cohorts.queries import CohortView
from training.cohorts.sheet import CohortReading, TraineeRow


class Preview(msgspec.Struct, frozen=True):
    """A roster as it would be taken in: nothing is changed by looking."""

    good: tuple[TraineeRow, ...]
    known: tuple[TraineeRow, ...]
    problems: tuple[RowProblem, ...]
    warnings: tuple[RowProblem, ...]
    conversions: tuple[Conversion, ...]

    @property
    def bad_rows(self) -> int:
        """How many rows cannot be taken in."""
        return len({problem.row for problem in self.problems})


async def compare(cohort: CohortView, reading: CohortReading) -> Preview:
    """Set-wise: as many queries however long the roster is."""
    people = await by_documents((row.document_kind, row.document_number) for row in reading.rows)
    recorded = await identities(people.values())
    enrolled = await _enrolled(cohort.id)
    numbers = StudentNumbers(await _numbers_in_use(cohort.college_id, reading.rows))
    good, known = [], []
    problems, warnings = list(reading.problems), list(reading.warnings)
    bad = {problem.row for problem in problems}
    for row in (row for row in reading.rows if row.row_number not in bad):
        person_id = people.get((row.document_kind, row.document_number))
        if person_id is not None and not _same(recorded[person_id], row):
            problems.append(_somebody_else(row))
        elif person_id in enrolled:
            known.append(row)
            warnings += _left(row, enrolled[person_id])
        elif taken := numbers.taken(row):
            problems.append(taken)
        else:
            good.append(row)
    problems.sort(key=lambda problem: problem.row)
    warnings.sort(key=lambda warning: warning.row)
    return Preview(tuple(good), tuple(known), tuple(problems), tuple(warnings), reading.conversions)


class StudentNumbers:
    """A student number belongs to one person of the college."""

    def __init__(self, in_use: Iterable[str]) -> None:
        self._in_use = set(in_use)
        self._rows: dict[str, int] = {}

    def taken(self, row: TraineeRow) -> RowProblem | None:
        """The problem of a row whose number somebody else has, here or in an earlier row."""
        number = row.student_no
        if not number:
            return None
        if number in self._in_use:
            message = text("Somebody else at your college has this student number.")
        elif (first := self._rows.setdefault(number, row.row_number)) != row.row_number:
            message = text("Row {row} has the same student number.", row=first)
        else:
            return None
        remedy = text("Correct it, or leave it empty: a number will be given.")
        return RowProblem(row.row_number, STUDENT_NO.headings[0], number, message, remedy)


async def _enrolled(cohort_id: uuid.UUID) -> dict[uuid.UUID, str]:
    rows = await fetch("SELECT person_id, status FROM enrolment WHERE cohort_id = $1", cohort_id)
    return {row["person_id"]: row["status"] for row in rows}


async def _numbers_in_use(college_id: uuid.UUID, rows: tuple[TraineeRow, ...]) -> list[str]:
    wanted = [row.student_no for row in rows if row.student_no]
    found = await fetch(
        "SELECT student_no FROM enrolment WHERE college_id = $1 AND student_no = ANY($2)", college_id, wanted
    )
    return [row["student_no"] for row in found]


def _same(person: Identity, row: TraineeRow) -> bool:
    return same_person(row.name, row.birth_date, [person.name, *person.former_names], person.birth_date)


def _somebody_else(row: TraineeRow) -> RowProblem:
    return RowProblem(
        row.row_number,
        "",
        row.name,
        text("This document number is registered for a person of another name or birth date."),
        text("Compare the document; if it is right, the registry has to be corrected first."),
    )


def _left(row: TraineeRow, status: str) -> list[RowProblem]:
    """Somebody who left is on the roll already, and a roster does not bring them back."""
    if status not in ("withdrawn", "transferred"):
        return []
    said = text("Was in this cohort and has left it; the roster does not enrol anybody again.")
    return [RowProblem(row.row_number, "", row.name, said, text("Enrol the person in another cohort."))]
