"""Several at once: trainees of a cohort are proposed to one institution, and accepted placements begun."""

from __future__ import annotations

from typing import Any, ClassVar

import msgspec
from litestar import get, post
from litestar.params import FromPath

from foundation.actor import Actor
from foundation.clock import today
from foundation.errors import DomainError, FieldProblem, Invalid
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.pages import Answer, Request, render, see_other
from foundation.web.twice import taken_before
from registry.organisations.queries import options
from registry.organisations.rules import OrganisationKind
from training.cohorts.actions import own_cohort
from training.placements import actions
from training.placements.hosted import open_host
from training.placements.pages import AssignForm
from training.placements.queries import PlacementView, find_placement, to_place, to_start
from training.placements.readiness import NotReady, blocks_of, caps_of
from training.placements.rules import Block, blocks_only
from training.placements.telling import ARRANGED, TURNS

_ASSIGN = "training.placement.assign"


class ManyForm(AssignForm, frozen=True, kw_only=True):
    """Who is proposed, to whom; first it is checked, then it is done."""

    trainees: list[str] = []  # noqa: RUF012 - msgspec copies it
    step: str = ""
    labels: ClassVar[dict[str, Text]] = AssignForm.labels | {"trainees": text("Trainees")}


class StartForm(msgspec.Struct):
    """Which placements begin; first it is checked, then it is done."""

    placements: list[str] = []
    step: str = ""


@get("/cohorts/{public_id:str}/placements", opt={"permission": _ASSIGN})
async def assign_many_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _choose(request, actor, public_id)


@post("/cohorts/{public_id:str}/placements", opt={"permission": _ASSIGN})
async def assign_many(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    await own_cohort(actor, public_id)
    try:
        wanted = await read_form(request, ManyForm)
        if not wanted.trainees:
            raise Invalid([FieldProblem("trainees", text("Choose somebody."))])
        if wanted.step == "edit":
            return await _choose(request, actor, public_id, filled=wanted)
        new = actions.NewPlacement(
            **{name: getattr(wanted, name) for name in actions.NewPlacement.__struct_fields__}
        )
        if wanted.step != "confirm":
            return await _check(request, actor, public_id, wanted)
        made = await actions.assign_many(actor, public_id, wanted.host, new, wanted.trainees)
    except CORRECTABLE as error:
        return await _choose(request, actor, public_id, error)
    flash = text("Proposed to the host: {count} trainees.", count=len(made))
    return see_other(request, "/placements?status=proposed", flash=flash)


async def _choose(
    request: Request,
    actor: Actor,
    public_id: str,
    error: DomainError | None = None,
    filled: ManyForm | None = None,
) -> Answer:
    cohort = await own_cohort(actor, public_id)
    return render(
        request,
        "training/placements_new.html",
        error=error,
        filled=filled,
        cohort=cohort,
        trainees=await to_place(cohort.id),
        hosts=await options(OrganisationKind.INSTITUTION, within=actor.area_code[:2]),
        arranged=[(code, label) for code, label in ARRANGED.items() if code != "agency"],
    )


async def _check(request: Request, actor: Actor, public_id: str, wanted: ManyForm) -> Answer:
    cohort = await own_cohort(actor, public_id)
    chosen = [one for one in await to_place(cohort.id) if one.public_id in set(wanted.trainees)]
    if len(chosen) != len(set(wanted.trainees)):
        raise Invalid([FieldProblem("trainees", text("Somebody whom you have chosen is placed by now."))])
    host = await open_host(wanted.host)
    actions.guard_new(wanted)
    return render(
        request,
        "training/placements_check.html",
        cohort=cohort,
        wanted=wanted,
        chosen=chosen,
        host=host,
        caps=await caps_of(host.id),
        arranged=ARRANGED,
    )


@get("/placements/start", opt={"permission": _ASSIGN})
async def start_many_page(request: Request, actor: SignedIn) -> Answer:
    return await _which(request, actor)


@post("/placements/start", opt={"permission": _ASSIGN})
async def start_many(request: Request, actor: SignedIn) -> Answer:
    form = await read_form(request, StartForm)
    open_ones = {one.public_id for one in await to_start(actor, today())}
    chosen = [one for one in dict.fromkeys(form.placements) if one in open_ones]
    if form.placements and not chosen and form.step == "confirm":
        return taken_before(request, "/placements")
    if not chosen or form.step != "confirm":
        problem = Invalid([FieldProblem("placements", text("Choose somebody."))])
        return await _which(request, actor, None if chosen else problem, chosen)
    refused = await actions.start_many(actor, chosen)
    begun = [await find_placement(actor, one) for one in chosen if one not in refused]
    return render(
        request,
        "training/placements_started.html",
        begun=begun,
        refused=[_refusal(await find_placement(actor, one), found) for one, found in refused.items()],
        turns=TURNS,
    )


class NotBegun(msgspec.Struct, frozen=True):
    """A placement that could not begin, and why."""

    placement: PlacementView
    message: Text
    blocks: list[Block]


def _refusal(placement: PlacementView, found: DomainError) -> NotBegun:
    return NotBegun(placement, found.message, found.blocks if isinstance(found, NotReady) else [])


async def _which(
    request: Request, actor: Actor, error: DomainError | None = None, chosen: list[str] | None = None
) -> Answer:
    rows = await to_start(actor, today())
    shown: list[dict[str, Any]] = []
    for row in rows:
        if chosen and row.public_id not in chosen:
            continue
        blocks = blocks_only(await blocks_of(row))
        shown.append({"id": row.public_id, "name": row.name, "placement": row, "blocks": blocks})
    return render(
        request, "training/placements_start.html", error=error, rows=shown, chosen=chosen or [], turns=TURNS
    )


ROUTES = [assign_many_page, assign_many, start_many_page, start_many]
