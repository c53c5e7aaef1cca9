"""Pages of sweeps: what was gone through and found, starting one, accepting another matcher."""

from __future__ import annotations

from typing import Annotated, ClassVar
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta

from foundation.actor import Actor
from foundation.errors import Conflict, DomainError, NotFound
from foundation.jobs.queries import JobView, job_for
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, Lines, read_form
from foundation.web.navigation import NavigationItem
from foundation.web.pages import Answer, Request, render, see_other
from foundation.web.twice import gone_on, taken_before
from screening.matching.rules import MATCHER_VERSION
from screening.sweeps.actions import ACCEPT, START, TITLES, VIEW, Kind, accept, go_on, may, start
from screening.sweeps.queries import differences_of, find_sweep, live_version, sweeps

NAVIGATION = [NavigationItem("/screening/sweeps", text("Sweeps"), permission=VIEW, order=26)]


class StartForm(msgspec.Struct):
    """Which sweep is to begin."""

    kind: Kind


class AcceptForm(msgspec.Struct):
    """Why the pairs that are lost may be lost."""

    reason: Annotated[Lines, Meta(max_length=1000)] = ""
    labels: ClassVar[dict[str, Text]] = {"reason": text("Reason")}


@get("/screening/sweeps", opt={"permission": VIEW})
async def sweeps_page(request: Request, actor: SignedIn) -> Answer:
    return await _list(request, actor)


@post("/screening/sweeps", opt={"permission": START})
async def start_sweep(request: Request, actor: SignedIn) -> Answer:
    try:
        form = await read_form(request, StartForm)
        public_id = await start(actor, form.kind)
    except Conflict as error:
        return await _list(request, actor, error)
    return see_other(request, f"/screening/sweeps/{public_id}")


async def _list(request: Request, actor: Actor, error: DomainError | None = None) -> Answer:
    return render(
        request,
        "screening/sweeps.html",
        error=error,
        sweeps=await sweeps(),
        titles=TITLES,
        installed=MATCHER_VERSION,
        live=await live_version(),
        may_start=may(actor, START),
    )


@get("/screening/sweeps/{public_id:str}", opt={"permission": VIEW})
async def sweep_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _sweep(request, actor, public_id)


@post("/screening/sweeps/{public_id:str}/go-on", opt={"permission": START})
async def go_on_with_sweep(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    await find_sweep(public_id)
    try:
        await go_on(actor, public_id)
    except Conflict as error:
        return gone_on(request, f"/screening/sweeps/{public_id}", error)
    return see_other(request, f"/screening/sweeps/{public_id}")


@post("/screening/sweeps/{public_id:str}/accept", opt={"permission": ACCEPT})
async def accept_matcher(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    await find_sweep(public_id)
    try:
        form = await read_form(request, AcceptForm)
        await accept(actor, public_id, form.reason)
    except CORRECTABLE as error:
        if isinstance(error, Conflict) and (await find_sweep(public_id)).accepted_at:
            return taken_before(request, f"/screening/sweeps/{public_id}")
        return await _sweep(request, actor, public_id, error)
    flash = text("The matcher is taken into use; everybody is compared by it.")
    return see_other(request, f"/screening/sweeps/{public_id}", flash=flash)


async def _sweep(request: Request, actor: Actor, public_id: str, error: DomainError | None = None) -> Answer:
    sweep = await find_sweep(public_id)
    return render(
        request,
        "screening/sweep.html",
        error=error,
        sweep=sweep,
        job=None if sweep.finished_at else await _job(actor, sweep.job_id),
        differences=await differences_of(actor, sweep.id),
        titles=TITLES,
        may_start=may(actor, START),
        may_accept=sweep.awaits_word and may(actor, ACCEPT) and sweep.started_by != actor.account_id,
    )


async def _job(actor: Actor, job_id: UUID | None) -> JobView | None:
    """The work itself with its pace, for the office that asked for it; others see the sweep's figures."""
    try:
        return await job_for(actor, job_id) if job_id else None
    except NotFound:
        return None


ROUTES = [sweeps_page, start_sweep, sweep_page, go_on_with_sweep, accept_matcher]
