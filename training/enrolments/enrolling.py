"""Takes people into a cohort: registered, linked to the college and enrolled, all in one transaction."""

from __future__ import annotations

import uuid

from foundation.actor import Actor
from foundation.clock import now
from foundation.database import fetch, transaction
from foundation.history import record
from foundation.ids import new_id, new_public_id
from registry.people.actions import NewDocument, NewPerson, register_many
from registry.people.links import link_many
from registry.people.tables import LinkKind, Sex
from training.cohorts.queries import CohortView
from training.cohorts.sheet import TraineeRow

_ENROL = """
INSERT INTO enrolment
  (id, public_id, person_id, cohort_id, college_id, student_no, status, enrolled_on, created_at)
SELECT t.id, t.public_id, t.person_id, $5, $6, t.student_no, 'active', $7, $8
  FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[]) AS t (id, public_id, person_id, student_no)
ON CONFLICT (person_id, cohort_id) DO NOTHING RETURNING id, person_id
"""
_SEXES = {"female": Sex.FEMALE, "male": Sex.MALE}


async def enrol_people(actor: Actor, cohort: CohortView, rows: list[TraineeRow]) -> list[uuid.UUID]:
    """Register and enrol the people of these rows; the ids of those who were not enrolled before."""
    actor.require("training.cohort.import")
    if not rows:
        return []
    async with transaction():
        people = await register_many(actor, [_person(row) for row in rows])
        await link_many(actor, people, cohort.college_id, LinkKind.TRAINEE, cohort.starts_on)
        enrolled = await fetch(
            _ENROL,
            [new_id() for _ in rows],
            [new_public_id() for _ in rows],
            people,
            await _student_numbers(cohort, rows),
            cohort.id,
            cohort.college_id,
            cohort.starts_on,
            now(),
        )
        for row in enrolled:
            await record(actor, "enrolment.created", ("enrolment", row["id"]), {"status": (None, "active")})
    return [row["person_id"] for row in enrolled]


def _person(row: TraineeRow) -> NewPerson:
    return NewPerson(
        name=row.name,
        former_names=list(row.former_names),
        sex=_SEXES.get(row.sex or "", Sex.UNKNOWN),
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
