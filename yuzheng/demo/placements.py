"""Act 3: every trainee goes to a filed institution, papers first; days are logged, both sides appraise."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from foundation.actor import Actor
from foundation.database import fetch, fetchval
from screening.checks.actions import answer, ask_about_trainee
from screening.checks.rules import Outcome
from training.placements import actions, hosting
from training.placements.actions import Acceptance, NewPlacement, Papers, Signature
from training.placements.hosting import Appraisal, WorkedDay
from training.pledges.actions import sign_pledges
from training.pledges.data import pledge_on
from yuzheng.demo.data import HOST_PLACES, Place
from yuzheng.demo.world import acting

FIRST, LAST = date(2026, 6, 1), date(2026, 7, 3)
_SIGNED = date(2026, 5, 25)
_NEW = NewPlacement(
    post="保育", starts_on=FIRST, ends_on=LAST, required_hours=Decimal(4), teacher_name="刘文静"
)
_PAPERS = Papers(
    teacher_name="刘文静",
    consent_on=_SIGNED,
    guardian_consent_on=_SIGNED,
    insurance_policy_no="演示保单2026-0601",
    insurance_from=FIRST,
    insurance_until=LAST,
    safety_training_passed_on=date(2026, 5, 22),
    health_certificate_until=date(2027, 5, 1),
    record_check_on=date(2026, 5, 20),
    record_check_letter_no="演示查询告知函〔2026〕18号",
)
_WAITING = """
SELECT e.public_id FROM enrolment e
 WHERE e.status IN ('active', 'completed')
   AND NOT EXISTS (SELECT 1 FROM placement p WHERE p.enrolment_id = e.id)
 ORDER BY e.student_no
"""
_WHO = """
SELECT p.public_id FROM placement w JOIN enrolment e ON e.id = w.enrolment_id
  JOIN person p ON p.id = e.person_id WHERE w.public_id = $1
"""
_AT = """
SELECT p.public_id FROM placement p JOIN organisation o ON o.id = p.host_id
 WHERE o.code = $1 AND p.status = $2
"""
_NOT_LOGGED = _AT + " AND NOT EXISTS (SELECT 1 FROM placement_log l WHERE l.placement_id = p.id)"  # noqa: S608 - constants


async def place() -> None:
    """Assigned by hand to one institution after the other, signed by all three, begun on the first day."""
    coordinator = await acting("placement")
    waiting = await fetch(_WAITING)
    await _pledge(coordinator)
    for at, row in enumerate(waiting):
        host = HOST_PLACES[at % len(HOST_PLACES)]
        placement = await actions.assign(coordinator, row["public_id"], host.code, _NEW)
        await actions.record_papers(coordinator, placement, _PAPERS)
        await actions.sign(coordinator, placement, Signature(party="school", signed_on=_SIGNED))
        await actions.sign(coordinator, placement, Signature(party="trainee", signed_on=_SIGNED))
    for host in HOST_PLACES:
        manager = await acting(_login(host, "manager"))
        for row in await fetch(_AT, host.code, "proposed"):
            acceptance = Acceptance(
                mentor_name=f"{host.people[_login(host, 'mentor')][1]}", signed_on=_SIGNED
            )
            await actions.accept(manager, row["public_id"], acceptance)
            await _check(manager, row["public_id"])
            await actions.start(coordinator, row["public_id"])


async def _check(manager: Actor, placement: str) -> None:
    """The host asks public security about the trainee, as the law has it, and is answered."""
    person = await fetchval(_WHO, placement)
    check = await ask_about_trainee(manager, person, _NEW.post)
    await answer(
        await acting("police"),
        check,
        Outcome.CLEAR,
        letter_no="演示查询告知函〔2026〕18号",
        station="演示派出所",
        answered_on=_SIGNED,
    )


async def _pledge(coordinator: Actor) -> None:
    """Everybody has signed the pledge of conduct on paper."""
    for row in await fetch(
        "SELECT c.public_id AS cohort, array_agg(e.public_id) AS trainees FROM enrolment e"
        " JOIN cohort c ON c.id = e.cohort_id WHERE e.college_id = $1 GROUP BY 1",
        coordinator.organisation_id,
    ):
        await sign_pledges(coordinator, row["cohort"], pledge_on(_SIGNED).version, _SIGNED, row["trainees"])


async def log() -> None:
    """The mentors log and sign a day."""
    for host in HOST_PLACES:
        mentor = await acting(_login(host, "mentor"))
        for row in await fetch(_NOT_LOGGED, host.code, "active"):
            day = WorkedDay(worked_on=date(2026, 6, 3), hours=Decimal(4), note="晨检、进餐照护、户外活动")
            await hosting.log_day(mentor, row["public_id"], day)


async def assess() -> None:
    """The placements end; institution and school give their points."""
    coordinator = await acting("placement")
    for host in HOST_PLACES:
        manager = await acting(_login(host, "manager"))
        for row in await fetch(_AT, host.code, "active"):
            placement = row["public_id"]
            await hosting.complete(coordinator, placement)
            await hosting.appraise(
                manager, placement, Appraisal(score=Decimal(88), appraisal="耐心细致，照护规范。")
            )
            await hosting.appraise(
                coordinator, placement, Appraisal(score=Decimal(86), appraisal="按时到岗，日志完整。")
            )
            await hosting.assess(coordinator, placement)


def _login(host: Place, kind: str) -> str:
    return next(login for login in host.people if login.startswith(kind))
