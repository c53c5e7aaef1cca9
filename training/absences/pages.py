"""The page on which an absence is taken back, and on which a second person looks at that."""

from __future__ import annotations

from litestar import get, post
from litestar.params import FromPath

from curricula.standards.data import COMPONENT_LABELS
from foundation.actor import Actor
from foundation.errors import DomainError
from foundation.text import text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.pages import Answer, Request, render, see_other
from training.absences import actions
from training.absences.actions import DECIDE, REQUEST, SecondLook, WasThere
from training.absences.queries import corrections_of_entry
from training.evaluations.pages import own, session_context
from training.evaluations.queries import find_entry
from training.evaluations.rules import SessionState


@get("/evaluations/entries/{public_id:str}/absence", opt={"permission": REQUEST})
async def absence_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _absence(request, actor, public_id)


@post("/evaluations/entries/{public_id:str}/absence", opt={"permission": REQUEST})
async def take_back(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    entry, session = await find_entry(actor, public_id)
    await own(actor, session.public_id)
    try:
        done = await actions.take_back(actor, public_id, await read_form(request, WasThere))
    except CORRECTABLE as error:
        return await _absence(request, actor, public_id, error)
    if done:
        flash = text("The absence is taken back; the score can be entered.")
        return see_other(request, f"/evaluations/entries/{entry.public_id}", flash=flash)
    flash = text("The correction waits for the second person.")
    return see_other(request, f"/evaluations/entries/{entry.public_id}/absence", flash=flash)


@post("/evaluations/entries/{public_id:str}/absence/{correction:str}", opt={"permission": DECIDE})
async def decide(
    request: Request, actor: SignedIn, public_id: FromPath[str], correction: FromPath[str]
) -> Answer:
    entry, session = await find_entry(actor, public_id)
    await own(actor, session.public_id)
    try:
        agreed = await actions.decide(actor, public_id, correction, await read_form(request, SecondLook))
    except CORRECTABLE as error:
        return await _absence(request, actor, public_id, error, correction)
    done = (
        text("The absence is taken back; the assessors mark the candidate.")
        if agreed
        else text("The absence stands.")
    )
    return see_other(request, f"/evaluations/entries/{entry.public_id}", flash=done)


async def _absence(
    request: Request, actor: Actor, public_id: str, error: DomainError | None = None, decided: str = ""
) -> Answer:
    entry, session = await find_entry(actor, public_id)
    await own(actor, session.public_id)
    corrections = await corrections_of_entry(entry.id)
    waiting = {one.component for one in corrections if one.waiting}
    held, first = session.status is SessionState.HELD, session.publicised_from is None
    by_two = [kind for kind in session.components if kind not in session.organisers]
    return render(
        request,
        "training/evaluation_absence.html",
        error=error,
        decided=decided,
        entry=entry,
        corrections=corrections,
        open=held and first,
        contestable=not first and any(kind in entry.absent for kind in by_two),
        choices=[
            (kind, COMPONENT_LABELS[kind])
            for kind in session.components
            if held and kind in entry.absent and kind not in waiting and (first or kind not in by_two)
        ],
        by_two=by_two,
        **session_context(actor, session),
    )


ROUTES = [absence_page, take_back, decide]
