"""Enrol people, let an enrolment rest, complete it, end it."""

from __future__ import annotations

import uuid
from datetime import date

from foundation.actor import Actor
from foundation.clock import now, today
from foundation.database import execute, fetch, fetchval, transaction
from foundation.errors import Conflict, FieldProblem, Invalid
from foundation.history import record
from foundation.ids import new_id, new_public_id
from foundation.text import text
from registry.people.actions import NewDocument, NewPerson, register_many
from registry.people.links import link_many
from registry.people.tables import LinkKind
from training.cohorts.queries import CohortView
from training.cohorts.sheet import TraineeRow

_ENROL = """
INSERT INTO enrolment (id, public_id, person_id, cohort_id, college_id, student_no, status, enrolled_on, created_at)
VALUES ($1, $2, $3, $4, $5, $6, 'active', $7, $8)
ON CONFLICT (person_id, cohort_id) DO NOTHING RETURNING id
"""


async def enrol_people(actor: Actor, cohort: CohortView, rows: list[TraineeRow]) -> list[uuid.UUID]:
    """Register and enrol the people of these rows; the ids of those who were not enrolled before."""
    actor.require("training.cohort.import")
    async with transaction():
        people = await register_many(actor, [_person(row) for row in rows])
        await link_many(actor, people, cohort.college_id, LinkKind.TRAINEE, cohort.starts_on)
        numbers = await _student_numbers(cohort, rows)
        enrolled = []
        for person_id, student_no in zip(people, numbers, strict=True):
            if await _enrol(actor, cohort, person_id, student_no):
                enrolled.append(person_id)
    return enrolled


def _person(row: TraineeRow) -> NewPerson:
    return NewPerson(
        name=row.name,
        former_names=list(row.former_names),
        sex=row.sex or "U",
        birth_date=row.birth_date,
        documents=[NewDocument(row.document_kind, row.document_number)],
        phone=row.phone or "",
        ethnicity=row.ethnicity or "",
        education=row.education or "",
        guardian_name=row.guardian_name or "",
    )


async def _student_numbers(cohort: CohortView, rows: list[TraineeRow]) -> list[str]:
    """The sheet's own numbers; where it has none, the cohort's code and the next number."""
    used = await fetch("SELECT student_no FROM enrolment WHERE college_id = $1", cohort.college_id)
    taken = {row["student_no"] for row in used} | {row.student_no for row in rows if row.student_no}
    found, serial = [], 0
    for row in rows:
        number = row.student_no
        while not number:
            serial += 1
            candidate = f"{cohort.code}-{serial:03d}"
            number = candidate if candidate not in taken else None
        taken.add(number)
        found.append(number)
    return found


async def _enrol(actor: Actor, cohort: CohortView, person_id: uuid.UUID, student_no: str) -> bool:
    key = await fetchval(
        _ENROL, new_id(), new_public_id(), person_id, cohort.id, cohort.college_id, student_no, cohort.starts_on, now()
    )
    if key is None:
        return False
    await record(actor, "enrolment.created", ("enrolment", key), {"status": (None, "active")})
    return True
