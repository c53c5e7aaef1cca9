"""Plans of sessions for programs of evaluators and of the human resources offices."""

from __future__ import annotations

from datetime import datetime

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody

from foundation.actor import Actor
from foundation.web.access import SignedIn
from training.evaluations.queries import find_session
from training.plans.actions import FILE, SUBMIT, NewPlan, PlanAnswer, answer_plan, submit_plan
from training.plans.queries import PlanView, plans_of


class PlanOut(msgspec.Struct, frozen=True):
    """A plan; `verdict` is filed, returned, or null while it waits."""

    id: str
    candidates: int
    note: str
    submitted_by: str
    submitted_at: datetime
    verdict: str | None
    filing_no: str
    reason: str
    answered_by: str | None
    office: str | None
    answered_at: datetime | None


@get("/api/v1/evaluations/{public_id:str}/plan", opt={"permission": "training.evaluation.view"})
async def api_plans(actor: SignedIn, public_id: FromPath[str]) -> list[PlanOut]:
    """Every plan that was submitted for the session, newest first."""
    return await _plans(actor, public_id)


@post("/api/v1/evaluations/{public_id:str}/plan", opt={"permission": SUBMIT}, status_code=201)
async def api_submit_plan(
    actor: SignedIn, public_id: FromPath[str], data: JSONBody[NewPlan]
) -> list[PlanOut]:
    """Submit a plan to the office; while one is with it no second one is taken."""
    await submit_plan(actor, public_id, data)
    return await _plans(actor, public_id)


@post("/api/v1/evaluations/{public_id:str}/plan/decision", opt={"permission": FILE}, status_code=200)
async def api_answer_plan(
    actor: SignedIn, public_id: FromPath[str], data: JSONBody[PlanAnswer]
) -> list[PlanOut]:
    """Put the plan on file under a number (`filed`), or return it with a reason (`returned`)."""
    await answer_plan(actor, public_id, data)
    return await _plans(actor, public_id)


async def _plans(actor: Actor, public_id: str) -> list[PlanOut]:
    session = await find_session(actor, public_id)
    return [_out(row) for row in await plans_of(session.id)]


def _out(row: PlanView) -> PlanOut:
    return PlanOut(
        id=row.public_id,
        candidates=row.candidates,
        note=row.note,
        submitted_by=row.submitted_by_name,
        submitted_at=row.submitted_at,
        verdict=row.verdict,
        filing_no=row.filing_no,
        reason=row.reason,
        answered_by=row.answered_by_name,
        office=row.answered_for_name,
        answered_at=row.answered_at,
    )


ROUTES = [api_plans, api_submit_plan, api_answer_plan]
