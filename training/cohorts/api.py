"""Cohorts and their trainees for other systems, read-only; no document numbers."""

from __future__ import annotations

from datetime import date

import msgspec
from litestar import get
from litestar.params import FromPath, FromQuery

from foundation.web.access import SignedIn
from training.cohorts.queries import CohortView, find_cohort, list_cohorts
from training.enrolments.queries import EnrolmentView, list_enrolments

_VIEW = "training.cohort.view"
_MOST = 200


class CohortOut(msgspec.Struct):
    """A cohort."""

    id: str
    code: str
    name: str
    college: str
    course: str
    occupation: str
    level: int
    starts_on: date
    ends_on: date
    enrolled: int
    completed: int


class TraineeOut(msgspec.Struct):
    """A trainee of a cohort."""

    id: str
    name: str
    student_no: str
    state: str
    enrolled_on: date
    completed_on: date | None


class Trainees(msgspec.Struct):
    """One page of trainees and how many there are."""

    total: int
    trainees: list[TraineeOut]


@get("/api/v1/cohorts", opt={"permission": _VIEW})
async def api_cohorts(actor: SignedIn, page: FromQuery[int] = 1) -> list[CohortOut]:
    rows, _ = await list_cohorts(
        actor, search="", order_by="c.code, c.id", limit=_MOST, offset=(max(page, 1) - 1) * _MOST
    )
    return [_cohort(row) for row in rows]


@get("/api/v1/cohorts/{public_id:str}", opt={"permission": _VIEW})
async def api_cohort(actor: SignedIn, public_id: FromPath[str]) -> CohortOut:
    return _cohort(await find_cohort(actor, public_id))


@get("/api/v1/cohorts/{public_id:str}/trainees", opt={"permission": "training.enrolment.view"})
async def api_trainees(actor: SignedIn, public_id: FromPath[str], page: FromQuery[int] = 1) -> Trainees:
    cohort = await find_cohort(actor, public_id)
    rows, total = await list_enrolments(
        actor,
        cohort.id,
        order_by="e.student_no, e.id",
        limit=_MOST,
        offset=(max(page, 1) - 1) * _MOST,
    )
    return Trainees(total, [_trainee(row) for row in rows])


def _cohort(row: CohortView) -> CohortOut:
    return CohortOut(
        id=row.public_id,
        code=row.code,
        name=row.name,
        college=row.college_name,
        course=row.course_title,
        occupation=row.occupation_code,
        level=row.level,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        enrolled=row.enrolled,
        completed=row.completed,
    )


def _trainee(row: EnrolmentView) -> TraineeOut:
    return TraineeOut(row.public_id, row.name, row.student_no, row.state, row.enrolled_on, row.completed_on)


ROUTES = [api_cohorts, api_cohort, api_trainees]
