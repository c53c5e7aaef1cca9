"""The page of a session's objections: recorded by one person, answered by another."""

from __future__ import annotations

from litestar import get, post
from litestar.params import FromPath

from foundation.actor import Actor
from foundation.clock import today
from foundation.errors import DomainError
from foundation.text import text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.pages import Answer, Request, render, see_other
from training.evaluations.pages import own, session_context
from training.objections import actions
from training.objections.actions import DECIDE, RECORD, Decision, NewObjection
from training.objections.queries import objections_of


@get("/evaluations/{public_id:str}/objections", opt={"permission": RECORD})
async def objections_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _objections(request, actor, public_id)


@post("/evaluations/{public_id:str}/objections", opt={"permission": RECORD})
async def object_to(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    await own(actor, public_id)
    try:
        await actions.object_to(actor, public_id, await read_form(request, NewObjection))
    except CORRECTABLE as error:
        return await _objections(request, actor, public_id, error)
    return see_other(
        request, f"/evaluations/{public_id}/objections", flash=text("The objection is recorded.")
    )


@post("/evaluations/{public_id:str}/objections/{objection:str}", opt={"permission": DECIDE})
async def decide(
    request: Request, actor: SignedIn, public_id: FromPath[str], objection: FromPath[str]
) -> Answer:
    await own(actor, public_id)
    try:
        await actions.decide(actor, public_id, objection, await read_form(request, Decision))
    except CORRECTABLE as error:
        return await _objections(request, actor, public_id, error)
    return see_other(
        request, f"/evaluations/{public_id}/objections", flash=text("The objection is answered.")
    )


async def _objections(
    request: Request, actor: Actor, public_id: str, error: DomainError | None = None
) -> Answer:
    session = await own(actor, public_id)
    return render(
        request,
        "training/objections.html",
        error=error,
        filled={"raised_on": today().isoformat()},
        objections=await objections_of(session.id),
        takes=session.publicised_from is not None and session.status != "confirmed",
        **session_context(actor, session),
    )


ROUTES = [objections_page, object_to, decide]
