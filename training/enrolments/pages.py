"""Pages of one enrolment: how far the trainee is, what was recorded, and every step it can take."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import msgspec
from litestar import get, post
from litestar.params import FromPath

from curricula.courses.queries import version
from curricula.outlines.data import KIND_LABELS
from foundation import history
from foundation.actor import Actor
from foundation.errors import DomainError, NotFound
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.pages import Answer, Request, render, see_other
from training.enrolments import actions
from training.enrolments.data import TRIGGERS
from training.enrolments.queries import EnrolmentView, deferrals, find_enrolment
from training.enrolments.rules import STEPS, EnrolmentState
from training.enrolments.telling import events, reason_label, trigger_label
from training.exemptions.queries import KINDS, exemptions_of
from training.learning.queries import completions, hours_of, modules_done, results_of

_VIEW = "training.enrolment.view"
_CHANGE = "training.enrolment.change"


class ReturnForm(msgspec.Struct):
    """The first day back."""

    returned_on: date
    labels: ClassVar[dict[str, Text]] = {"returned_on": text("First day back")}


@get("/enrolments/{public_id:str}", opt={"permission": _VIEW})
async def enrolment_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    enrolment = await find_enrolment(actor, public_id)
    own = enrolment.college_id == actor.organisation_id
    return render(
        request,
        "training/enrolment.html",
        enrolment=enrolment,
        own=own,
        may=_possible(enrolment) if own and actor.may(_CHANGE) else frozenset(),
        course=await version(enrolment.course_version_id),
        kinds=KIND_LABELS,
        done=(await completions([enrolment.id]))[enrolment.id],
        modules=await modules_done(enrolment.id),
        hours=await hours_of(enrolment.id),
        results=await results_of(enrolment.id),
        deferrals=(await deferrals([enrolment.id]))[enrolment.id],
        exemptions=await exemptions_of(enrolment.id),
        exemption_kinds=KINDS,
        trigger=trigger_label(enrolment.withdrawal_trigger),
        reason=reason_label(enrolment.withdrawal_reason),
        events=events(await history.of("enrolment", enrolment.id)),
    )


def _possible(enrolment: EnrolmentView) -> frozenset[str]:
    """The steps that the state allows."""
    return frozenset(action for state, action in STEPS if state == EnrolmentState(enrolment.state))


@get("/enrolments/{public_id:str}/defer", opt={"permission": _CHANGE})
async def defer_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _step(request, actor, public_id, "defer")


@post("/enrolments/{public_id:str}/defer", opt={"permission": _CHANGE})
async def defer(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        await actions.defer(actor, public_id, await read_form(request, actions.Rest))
    except CORRECTABLE as error:
        return await _step(request, actor, public_id, "defer", error)
    return see_other(request, f"/enrolments/{public_id}", flash=text("The deferral is recorded."))


@get("/enrolments/{public_id:str}/return", opt={"permission": _CHANGE})
async def return_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _step(request, actor, public_id, "resume")


@post("/enrolments/{public_id:str}/return", opt={"permission": _CHANGE})
async def resume(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        form = await read_form(request, ReturnForm)
        await actions.resume(actor, public_id, form.returned_on)
    except CORRECTABLE as error:
        return await _step(request, actor, public_id, "resume", error)
    return see_other(request, f"/enrolments/{public_id}", flash=text("The trainee is back in training."))


@get("/enrolments/{public_id:str}/withdraw", opt={"permission": _CHANGE})
async def withdraw_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _step(request, actor, public_id, "withdraw")


@post("/enrolments/{public_id:str}/withdraw", opt={"permission": _CHANGE})
async def withdraw(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        await actions.withdraw(actor, public_id, await read_form(request, actions.Leaving))
    except CORRECTABLE as error:
        return await _step(request, actor, public_id, "withdraw", error)
    return see_other(request, f"/enrolments/{public_id}", flash=text("The enrolment is ended."))


@get("/enrolments/{public_id:str}/transfer", opt={"permission": _CHANGE})
async def transfer_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _step(request, actor, public_id, "transfer")


@post("/enrolments/{public_id:str}/transfer", opt={"permission": _CHANGE})
async def transfer(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        await actions.transfer(actor, public_id, await read_form(request, actions.Moving))
    except CORRECTABLE as error:
        return await _step(request, actor, public_id, "transfer", error)
    return see_other(request, f"/enrolments/{public_id}", flash=text("The transfer is recorded."))


@get("/enrolments/{public_id:str}/complete", opt={"permission": _CHANGE})
async def complete_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _step(request, actor, public_id, "complete")


@post("/enrolments/{public_id:str}/complete", opt={"permission": _CHANGE})
async def complete(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        await actions.complete(actor, public_id)
    except CORRECTABLE as error:
        return await _step(request, actor, public_id, "complete", error)
    return see_other(request, f"/enrolments/{public_id}", flash=text("The training is completed."))


async def _step(
    request: Request, actor: Actor, public_id: str, step: str, error: DomainError | None = None
) -> Answer:
    enrolment = await find_enrolment(actor, public_id)
    if enrolment.college_id != actor.organisation_id:
        raise NotFound()
    if error is None and step not in _possible(enrolment):
        return see_other(request, f"/enrolments/{public_id}")
    return render(
        request,
        f"training/enrolment_{step}.html",
        error=error,
        enrolment=enrolment,
        done=(await completions([enrolment.id]))[enrolment.id],
        triggers=[(one.code, one.label) for one in TRIGGERS.values()],
        reasons=[
            {"label": one.label, "options": [(reason.code, reason.label) for reason in one.reasons]}
            for one in TRIGGERS.values()
        ],
    )


ROUTES = [
    enrolment_page,
    defer_page,
    defer,
    return_page,
    resume,
    withdraw_page,
    withdraw,
    transfer_page,
    transfer,
    complete_page,
    complete,
]
