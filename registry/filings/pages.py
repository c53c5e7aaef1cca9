"""Filings: the officers' work list, one filing with its clocks, and each step on its own page."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar

import msgspec
from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Meta

from foundation import history
from foundation.actor import Actor
from foundation.clock import today
from foundation.errors import DomainError
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.navigation import NavigationItem
from foundation.web.pages import Answer, Request, render, see_other
from foundation.web.paging import read_listing
from registry.areas.rules import full_name
from registry.calendars.queries import expected_calendars, settled_calendars
from registry.chronicle import events
from registry.filings import actions
from registry.filings.data import PAPERS
from registry.filings.queries import FILTERS, SORTS, FilingRecord, filing, filing_counts, list_filings
from registry.filings.steps import STEPS, Step
from registry.organisations.data import FILING_CLOCKS
from registry.organisations.queries import by_public_id
from registry.organisations.rules import receipt_due

_VIEW = "registry.filing.view"
_RECEIVE = "registry.filing.receive"

NAVIGATION = [NavigationItem("/filings", text("Filings"), permission=_VIEW, order=12)]


class ReceiveForm(msgspec.Struct):
    """What the registering authority pushed."""

    registered_on: date
    registration_no: Annotated[str, Meta(max_length=60)] = ""
    labels: ClassVar[dict[str, Text]] = {
        "registered_on": text("Registered on"),
        "registration_no": text("Registration number"),
    }


@get("/filings", opt={"permission": _VIEW})
async def filings_page(request: Request, actor: SignedIn) -> Answer:
    listing = read_listing(
        request, sorts=SORTS, default="handed_in", tie="f.id", filters={"q": str, "stands": str}
    )
    asked = listing.filters
    rows, total = await list_filings(
        actor,
        q=asked["q"] or "",
        stands=asked["stands"] or "",
        order_by=listing.order_by,
        limit=listing.limit,
        offset=listing.offset,
    )
    return render(
        request,
        "registry/filings.html",
        page=listing.page(rows, total),
        counts=await filing_counts(actor),
        settled=await settled_calendars(today()),
        stands=FILTERS,
        full_name=full_name,
    )


@get("/filings/{public_id:str}", opt={"permission": _VIEW})
async def filing_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    shown = await filing(actor, public_id)
    return render(
        request,
        "registry/filing.html",
        shown=shown,
        papers=PAPERS,
        clocks=FILING_CLOCKS,
        settled=await settled_calendars(today()),
        full_name=full_name,
        events=events(await history.of("filing", shown.id)),
        steps=[one for one in STEPS if actor.may(one.permission) and one.fits(actor, shown)],
    )


@get("/organisations/{public_id:str}/filing", opt={"permission": _RECEIVE})
async def receive_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _receive(request, actor, public_id)


async def _receive(
    request: Request, actor: Actor, public_id: str, error: DomainError | None = None
) -> Answer:
    shown = await by_public_id(actor, public_id)
    return render(request, "registry/filing_receive.html", error=error, organisation=shown)


@post("/organisations/{public_id:str}/filing", opt={"permission": _RECEIVE})
async def receive(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    institution = await by_public_id(actor, public_id)
    try:
        wanted = await read_form(request, ReceiveForm)
        filing_id = await actions.receive(actor, institution.id, wanted.registered_on, wanted.registration_no)
    except CORRECTABLE as error:
        return await _receive(request, actor, public_id, error)
    return see_other(request, f"/filings/{filing_id}", flash=text("The registration is taken in."))


def _pages_of(step: Step[Any]) -> list[HTTPRouteHandler]:
    """The page of a step with its form, and what the form does."""
    address = f"/filings/{{public_id:str}}/{step.name}"

    @get(address, opt={"permission": step.permission}, name=f"filing_{step.name}_page")
    async def step_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
        return await _step(request, step, await filing(actor, public_id))

    @post(address, opt={"permission": step.permission}, name=f"filing_{step.name}")
    async def take_step(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
        shown = await filing(actor, public_id)
        try:
            await step.run(actor, public_id, await read_form(request, step.form))
        except CORRECTABLE as error:
            return await _step(request, step, shown, error)
        return see_other(request, f"/filings/{public_id}", flash=step.done)

    return [step_page, take_step]


async def _step(
    request: Request, step: Step[Any], shown: FilingRecord, error: DomainError | None = None
) -> Answer:
    return render(
        request,
        "registry/filing_step.html",
        error=error,
        filled=shown,
        step=step,
        shown=shown,
        papers=PAPERS.values(),
        clocks=FILING_CLOCKS,
        today_due=receipt_due(today(), await expected_calendars(today())),
        settled=await settled_calendars(today()),
    )


ROUTES = [
    filings_page,
    filing_page,
    receive_page,
    receive,
    *(handler for step in STEPS for handler in _pages_of(step)),
]
