"""The page of a session's objections: recorded by one person, answered and put right by others."""

from __future__ import annotations

from litestar import get, post
from litestar.params import FromPath

from curricula.standards.data import COMPONENT_LABELS
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
from training.objections.correcting import WRITE, write_fixed
from training.objections.queries import objections_of
from training.objections.rules import REMEDIES, REMEDY_HINTS
from training.objections.showing import marks_shown


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
        return await _objections(request, actor, public_id, error, answering=objection)
    return see_other(
        request, f"/evaluations/{public_id}/objections", flash=text("The objection is answered.")
    )


@post("/evaluations/{public_id:str}/objections/{objection:str}/correction", opt={"permission": WRITE})
async def write(
    request: Request, actor: SignedIn, public_id: FromPath[str], objection: FromPath[str]
) -> Answer:
    await own(actor, public_id)
    try:
        await write_fixed(actor, public_id, objection)
    except CORRECTABLE as error:
        return await _objections(request, actor, public_id, error)
    flash = text("The score is corrected. The results have to be publicised again.")
    return see_other(request, f"/evaluations/{public_id}/objections", flash=flash)


async def _objections(
    request: Request, actor: Actor, public_id: str, error: DomainError | None = None, answering: str = ""
) -> Answer:
    session = await own(actor, public_id)
    objections = await objections_of(session.id)
    marked = [kind for kind in session.components if kind not in session.organisers]
    return render(
        request,
        "training/objections.html",
        error=error,
        filled={"raised_on": today().isoformat()},
        objections=objections,
        answering=answering,
        marks=await marks_shown(session.id, objections),
        marked=[(kind, COMPONENT_LABELS[kind]) for kind in marked],
        component_labels=COMPONENT_LABELS,
        remedy_labels=REMEDIES,
        remedies=[
            {"value": name, "label": label, "hint": REMEDY_HINTS[name]}
            for name, label in REMEDIES.items()
            if name != "remark" or "skill" in marked
        ],
        takes=session.publicised_from is not None and session.status != "confirmed",
        **session_context(actor, session),
    )


ROUTES = [objections_page, object_to, decide, write]
