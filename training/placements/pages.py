"""Pages of placements: the list, one of them with what is open and whose turn it is, and each step."""

from __future__ import annotations

from typing import Annotated, ClassVar

from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Meta, structs

from foundation import history
from foundation.actor import Actor
from foundation.errors import Conflict, DomainError, NotFound
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.navigation import NavigationItem
from foundation.web.pages import Answer, Request, render, see_other
from foundation.web.paging import read_listing
from foundation.web.twice import gone_on
from registry.organisations.queries import options
from registry.organisations.rules import OrganisationKind
from screening.checks.queries import standing_at
from training.enrolments.queries import EnrolmentView, find_enrolment
from training.placements import actions
from training.placements.queries import (
    SORTS,
    PlacementView,
    find_placement,
    list_placements,
    logs_of,
    placements_of,
    status_counts,
)
from training.placements.readiness import blocks_of, caps_of
from training.placements.states import LABELS, PlacementState
from training.placements.steps import STEPS, Step
from training.placements.telling import ARRANGED, TURNS, events, waits_for
from training.pledges.queries import pledges_of

_VIEW = ("training.placement.view", "training.placement.host_view")
_ASSIGN = "training.placement.assign"
_BEFORE = ("proposed", "accepted", "blocked")

NAVIGATION = [NavigationItem("/placements", text("Placements"), permission=_VIEW, order=44)]


class AssignForm(actions.NewPlacement, frozen=True, kw_only=True):
    """A new placement and the host it is proposed to."""

    host: Annotated[str, Meta(min_length=1)]
    labels: ClassVar[dict[str, Text]] = actions.NewPlacement.labels | {"host": text("Host")}


@get("/placements", opt={"permission": _VIEW})
async def placements_page(request: Request, actor: SignedIn) -> Answer:
    listing = read_listing(
        request, sorts=SORTS, default="-starts", tie="w.id", filters={"q": str, "status": PlacementState}
    )
    search, status = listing.filters["q"] or "", listing.filters["status"] or ""
    rows, total = await list_placements(
        actor,
        search=search,
        status=str(status),
        order_by=listing.order_by,
        limit=listing.limit,
        offset=listing.offset,
    )
    return render(
        request,
        "training/placements.html",
        page=listing.page(rows, total),
        counts=await status_counts(actor, search),
        states=LABELS,
    )


@get("/placements/{public_id:str}", opt={"permission": _VIEW})
async def placement_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    shown = await find_placement(actor, public_id)
    blocks = await blocks_of(shown) if shown.status in _BEFORE else []
    return render(
        request,
        "training/placement.html",
        shown=shown,
        blocks=blocks,
        caps=await caps_of(shown.host_id),
        check=await standing_at(shown.host_id, shown.person_id),
        turn=waits_for(shown, blocks),
        turns=TURNS,
        arranged=ARRANGED,
        logs=await logs_of(shown.id),
        own=shown.college_id == actor.organisation_id,
        pledge=(await pledges_of([shown.enrolment_id])).get(shown.enrolment_id),
        steps=[step for step in STEPS if step.fits(actor, shown)],
        events=events(await history.of("placement", shown.id)),
    )


@get("/enrolments/{public_id:str}/placement", opt={"permission": _ASSIGN})
async def assign_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _assign(request, actor, await _own_enrolment(actor, public_id))


@post("/enrolments/{public_id:str}/placement", opt={"permission": _ASSIGN})
async def assign(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    enrolment = await _own_enrolment(actor, public_id)
    try:
        wanted = await read_form(request, AssignForm)
        values = {name: getattr(wanted, name) for name in actions.NewPlacement.__struct_fields__}
        placement = await actions.assign(actor, public_id, wanted.host, actions.NewPlacement(**values))
    except CORRECTABLE as error:
        return await _assign(request, actor, enrolment, error)
    return see_other(
        request, f"/placements/{placement}", flash=text("The placement is proposed to the host.")
    )


async def _own_enrolment(actor: Actor, public_id: str) -> EnrolmentView:
    enrolment = await find_enrolment(actor, public_id)
    if enrolment.college_id != actor.organisation_id:
        raise NotFound()
    return enrolment


async def _assign(
    request: Request, actor: Actor, enrolment: EnrolmentView, error: DomainError | None = None
) -> Answer:
    return render(
        request,
        "training/placement_new.html",
        error=error,
        enrolment=enrolment,
        earlier=await placements_of(actor, enrolment.id),
        hosts=await options(OrganisationKind.INSTITUTION, within=actor.area_code[:2]),
        arranged=[(code, label) for code, label in ARRANGED.items() if code != "agency"],
    )


def _pages_of(step: Step) -> list[HTTPRouteHandler]:
    """The page of a step with its form, and what the form does."""
    address = f"/placements/{{public_id:str}}/{step.name}"

    @get(address, opt={"permission": step.permission}, name=f"placement_{step.name}_page")
    async def step_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
        shown = await _reachable(step, actor, public_id)
        if not step.fits(actor, shown):
            return see_other(request, f"/placements/{public_id}")
        return await _step(request, actor, step, shown)

    @post(address, opt={"permission": step.permission}, name=f"placement_{step.name}")
    async def take_step(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
        await _reachable(step, actor, public_id)
        try:
            await step.run(actor, public_id, await read_form(request, step.form))
        except CORRECTABLE as error:
            shown = await find_placement(actor, public_id)
            if isinstance(error, Conflict) and not step.fits(actor, shown):
                return gone_on(request, f"/placements/{public_id}", error)
            return await _step(request, actor, step, shown, error)
        return see_other(request, f"/placements/{public_id}", flash=step.done)

    return [step_page, take_step]


async def _reachable(step: Step, actor: Actor, public_id: str) -> PlacementView:
    """A placement in scope whose side the actor is on. Raises `NotFound`."""
    shown = await find_placement(actor, public_id)
    own = {"college": shown.college_id, "host": shown.host_id}
    if all(own[side] != actor.organisation_id for side in step.sides):
        raise NotFound()
    return shown


async def _step(
    request: Request, actor: Actor, step: Step, shown: PlacementView, error: DomainError | None = None
) -> Answer:
    filled = structs.asdict(shown) if step.name == "papers" else {}
    return render(
        request,
        "training/placement_step.html",
        error=error,
        filled=filled,
        step=step,
        shown=shown,
        blocks=await blocks_of(shown) if step.name == "start" else [],
        turns=TURNS,
    )


ROUTES = [
    placements_page,
    placement_page,
    assign_page,
    assign,
    *(handler for step in STEPS for handler in _pages_of(step)),
]
