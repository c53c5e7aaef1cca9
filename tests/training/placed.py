"""A filed institution, a trainee with every paper, and the days of their placement."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from foundation.actor import Actor
from foundation.clock import now
from foundation.database import execute, fetchval
from foundation.ids import new_id, new_public_id
from screening.checks.actions import ask_about_trainee
from tests.parameters import confirm_placing
from tests.people import organisation, persona
from training.placements.actions import (
    Acceptance,
    NewPlacement,
    Papers,
    Signature,
    accept,
    assign,
    record_papers,
    sign,
)
from training.pledges.actions import sign_pledges
from training.pledges.data import pledge_on

STARTS_ON, ENDS_ON = date(2026, 9, 1), date(2026, 9, 30)
NEW = NewPlacement(
    post="保育师", starts_on=STARTS_ON, ends_on=ENDS_ON, required_hours=Decimal(8), teacher_name="刘老师"
)
PAPERS = Papers(
    teacher_name="刘老师",
    consent_on=date(2026, 8, 20),
    guardian_consent_on=date(2026, 8, 20),
    insurance_policy_no="PICC-2026-001",
    insurance_from=date(2026, 9, 1),
    insurance_until=date(2026, 10, 31),
    safety_training_passed_on=date(2026, 8, 25),
    health_certificate_until=date(2027, 8, 1),
    record_check_on=date(2026, 8, 15),
    record_check_letter_no="洪公查〔2026〕77号",
)
SIGNED = date(2026, 8, 28)


async def host(code: str = "host", *, staff: int = 40, carers: int = 20, **filing: object) -> Actor:
    """The manager of an institution that is filed with so many people."""
    place = await organisation("institution", code=code)
    values = {"status": "filed", "cancelled_on": None, "nonconforming_since": None} | filing
    await execute(
        "INSERT INTO filing (id, public_id, organisation_id, status, registered_on, receipt_no, filed_on,"
        " staff_on_duty, carers, created_at, cancelled_on, nonconforming_since)"
        " VALUES ($1, $2, $3, $4, '2025-01-02', $2, '2025-01-10', $5, $6, $7, $8, $9)",
        new_id(), new_public_id(), place.id, values["status"], staff, carers, now(), values["cancelled_on"],
        values["nonconforming_since"],
    )  # fmt: skip
    return await persona("manager", organisation_id=place.id)


async def coordinator(registrar: Actor) -> Actor:
    """The placement coordinator of the same college."""
    return await persona("placement_coordinator", organisation_id=registrar.organisation_id)


async def proposed(college: Actor, enrolment: str, host_code: str = "host") -> str:
    """A placement without any paper."""
    return await assign(college, enrolment, host_code, NEW)


async def prepared(
    college: Actor, manager: Actor, enrolment: str, host_code: str = "host", *, outcome: str = "CLEAR"
) -> str:
    """A placement that can begin, if public security has answered so."""
    public_id = await proposed(college, enrolment, host_code)
    await record_papers(college, public_id, PAPERS)
    await pledged(college, enrolment)
    for party in ("school", "trainee"):
        await sign(college, public_id, Signature(party=party, signed_on=SIGNED))
    await accept(manager, public_id, Acceptance(mentor_name="王老师", signed_on=SIGNED))
    if outcome:
        await checked(manager, public_id, outcome)
    return public_id


async def pledged(college: Actor, enrolment: str) -> None:
    """The trainee has signed the pledge of conduct."""
    cohort = await fetchval(
        "SELECT c.public_id FROM enrolment e JOIN cohort c ON c.id = e.cohort_id WHERE e.public_id = $1",
        enrolment,
    )
    await confirm_placing()
    await sign_pledges(college, cohort, pledge_on(SIGNED).version, date(2026, 8, 20), [enrolment])


async def checked(
    manager: Actor, placement: str, outcome: str = "CLEAR", on: date = date(2026, 8, 15)
) -> None:
    """The host has asked public security about the trainee, and was answered."""
    person = await fetchval(
        "SELECT p.public_id FROM placement w JOIN enrolment e ON e.id = w.enrolment_id"
        " JOIN person p ON p.id = e.person_id WHERE w.public_id = $1",
        placement,
    )
    check = await ask_about_trainee(manager, person, "保育师")
    police = await persona("record_check_officer", "360100")
    await execute(
        "UPDATE record_check SET outcome = $2, letter_no = '洪公查〔2026〕77号', station = '东湖派出所',"
        " answered_on = $3, answered_by = $4, answered_at = $5, answering_id = $6 WHERE public_id = $1",
        check, outcome, date(2026, 8, 15), police.account_id, now(), police.organisation_id,
    )  # fmt: skip
