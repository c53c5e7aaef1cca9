"""The pledge with its words, who of a cohort has signed it, and recording signatures."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta

from foundation.actor import Actor
from foundation.clock import today
from foundation.errors import DomainError, NotFound
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.pages import Answer, Request, render, see_other
from training.cohorts.actions import own_cohort
from training.enrolments.queries import find_enrolment, list_enrolments
from training.pledges.actions import Signing, sign_pledge, sign_pledges
from training.pledges.data import pledge_on
from training.pledges.queries import pledges_of
from training.pledges.unsure import words_problem

_RECORD = "training.pledge.record"
_MOST = 2_000


class PaperForm(msgspec.Struct):
    """Who signed on paper, and when."""

    trainees: Annotated[tuple[str, ...], Meta(min_length=1)]
    signed_on: date
    labels: ClassVar[dict[str, Text]] = {"trainees": text("Trainees"), "signed_on": text("Signed on")}


@get("/cohorts/{public_id:str}/pledges", opt={"permission": _RECORD})
async def pledges_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _cohort(request, actor, public_id)


@post("/cohorts/{public_id:str}/pledges", opt={"permission": _RECORD})
async def record_pledges(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        form = await read_form(request, PaperForm)
        version = pledge_on(form.signed_on).version
        count = await sign_pledges(actor, public_id, version, form.signed_on, form.trainees)
    except CORRECTABLE as error:
        return await _cohort(request, actor, public_id, error)
    flash = text("{count} signatures are recorded.", count=count)
    return see_other(request, f"/cohorts/{public_id}/pledges", flash=flash)


async def _cohort(request: Request, actor: Actor, public_id: str, error: DomainError | None = None) -> Answer:
    cohort = await own_cohort(actor, public_id)
    everybody, _ = await list_enrolments(actor, cohort.id, limit=_MOST)
    there = [one for one in everybody if one.status not in ("withdrawn", "transferred")]
    return render(
        request,
        "training/pledges.html",
        error=error,
        cohort=cohort,
        rows=there,
        signed=await pledges_of(one.id for one in there),
        pledge=pledge_on(today()),
        problem=await words_problem(pledge_on(today()).version),
    )


@get("/enrolments/{public_id:str}/pledge", opt={"permission": _RECORD})
async def pledge_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _one(request, actor, public_id)


@post("/enrolments/{public_id:str}/pledge", opt={"permission": _RECORD})
async def record_pledge(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        await sign_pledge(actor, public_id, await read_form(request, Signing))
    except CORRECTABLE as error:
        return await _one(request, actor, public_id, error)
    return see_other(request, f"/enrolments/{public_id}", flash=text("The pledge is signed."))


async def _one(request: Request, actor: Actor, public_id: str, error: DomainError | None = None) -> Answer:
    enrolment = await find_enrolment(actor, public_id)
    if enrolment.college_id != actor.organisation_id:
        raise NotFound()
    return render(
        request,
        "training/pledge.html",
        error=error,
        filled={"signed_on": today()},
        enrolment=enrolment,
        pledge=pledge_on(today()),
        problem=await words_problem(pledge_on(today()).version),
        signed=(await pledges_of([enrolment.id])).get(enrolment.id),
    )


ROUTES = [pledges_page, record_pledges, pledge_page, record_pledge]
