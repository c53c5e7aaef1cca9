"""The page of a session's plan: for the evaluator who submits it and the officer who answers."""

from __future__ import annotations

from litestar import get, post
from litestar.params import FromPath

from foundation.actor import Actor
from foundation.errors import DomainError
from foundation.text import text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.pages import Answer, Request, render, see_other
from training.evaluations.pages import own, session_context
from training.evaluations.queries import find_session
from training.plans import actions
from training.plans.actions import FILE, SUBMIT, NewPlan, PlanAnswer
from training.plans.queries import plans_of

_VIEW = "training.evaluation.view"


@get("/evaluations/{public_id:str}/plan", opt={"permission": _VIEW})
async def plan_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _plan(request, actor, public_id)


@post("/evaluations/{public_id:str}/plan", opt={"permission": SUBMIT})
async def submit(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    await own(actor, public_id)
    try:
        await actions.submit_plan(actor, public_id, await read_form(request, NewPlan))
    except CORRECTABLE as error:
        return await _plan(request, actor, public_id, error)
    return see_other(request, f"/evaluations/{public_id}/plan", flash=text("The plan is submitted."))


@post("/evaluations/{public_id:str}/plan/answer", opt={"permission": FILE})
async def answer(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    await find_session(actor, public_id)
    try:
        await actions.answer_plan(actor, public_id, await read_form(request, PlanAnswer))
    except CORRECTABLE as error:
        return await _plan(request, actor, public_id, error)
    return see_other(request, f"/evaluations/{public_id}/plan", flash=text("The plan is answered."))


async def _plan(request: Request, actor: Actor, public_id: str, error: DomainError | None = None) -> Answer:
    session = await find_session(actor, public_id)
    plans = await plans_of(session.id)
    standing = next((one for one in plans if one.verdict != "returned"), None)
    return render(
        request,
        "training/evaluation_plan.html",
        error=error,
        plans=plans,
        standing=standing,
        submits=actor.may(SUBMIT) and standing is None and session.evaluator_id == actor.organisation_id,
        answers=actor.may(FILE) and standing is not None and standing.verdict is None,
        **session_context(actor, session),
    )


ROUTES = [plan_page, submit, answer]
