"""Compares a roster that was read with the registry: who is new, who is in the cohort already, who is somebody else."""

from __future__ import annotations

import uuid

import msgspec

from foundation.database import fetch
from foundation.spreadsheets.findings import Conversion, RowProblem
from foundation.text import text
from registry.people.queries import Identity, by_documents, identities
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


async def compare(cohort_id: uuid.UUID, reading: CohortReading) -> Preview:
    """Set-wise: three queries however long the roster is."""
    people = await by_documents((row.document_kind, row.document_number) for row in reading.rows)
    recorded = await identities(people.values())
    enrolled = await _enrolled(cohort_id)
    good, known, problems = [], [], list(reading.problems)
    bad = {problem.row for problem in problems}
    for row in reading.rows:
        person_id = people.get((row.document_kind, row.document_number))
        if row.row_number in bad:
            continue
        if person_id in enrolled:
            known.append(row)
        elif person_id is not None and not _same(recorded[person_id], row):
            problems.append(_somebody_else(row))
        else:
            good.append(row)
    problems.sort(key=lambda problem: problem.row)
    return Preview(tuple(good), tuple(known), tuple(problems), reading.warnings, reading.conversions)


async def _enrolled(cohort_id: uuid.UUID) -> set[uuid.UUID]:
    rows = await fetch("SELECT person_id FROM enrolment WHERE cohort_id = $1", cohort_id)
    return {row["person_id"] for row in rows}


def _same(person: Identity, row: TraineeRow) -> bool:
    names = {person.name, *person.former_names}
    return row.name in names and person.birth_date in (None, row.birth_date)


def _somebody_else(row: TraineeRow) -> RowProblem:
    return RowProblem(
        row.row_number,
        "",
        row.name,
        text("This document number is registered for a person of another name or birth date."),
        text("Compare the document; if it is right, the registry has to be corrected first."),
    )
