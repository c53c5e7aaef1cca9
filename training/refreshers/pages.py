"""Who is due for a refresher, recording one for those who are chosen, striking one out."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta

from curricula.outlines.data import KIND_LABELS, REFRESH
from foundation.actor import Actor
from foundation.clock import today
from foundation.errors import DomainError, Rule
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.navigation import NavigationItem
from foundation.web.pages import Answer, Request, render, see_other
from training.cohorts.queries import find_cohort
from training.refreshers import queries
from training.refreshers.actions import NewRefresher, record_refresher, void_refresher
from training.refreshers.numbers import periods
from training.refreshers.rules import SUBJECTS, State

_VIEW = "training.refresher.view"
_RECORD = "training.refresher.record"
_LABELS = {one: KIND_LABELS[one] for one in SUBJECTS}
_STATES: dict[State, tuple[Text, str]] = {
    "fresh": (text("Fresh"), "valid"),
    "soon": (text("Due soon"), "attention"),
    "overdue": (text("Overdue"), "stopped"),
    "never": (text("Not trained yet"), "neutral"),
}

NAVIGATION = [
    NavigationItem(
        "/refreshers", text("Refreshers"), permission=_VIEW, order=43, kinds=frozenset({"institution"})
    )
]


async def _rule() -> Rule:
    """The period as it holds today; it stays unsure until all three subjects are confirmed."""
    used = REFRESH["ethics"]
    months, confirmed = await periods(today())
    title = text("Ethics, safety and law are trained again every {months} months", months=months["ethics"])
    return Rule("REFRESH", title, used.document, used.article, "V" if confirmed else used.confidence)


@get("/refreshers", opt={"permission": _VIEW})
async def refreshers_page(request: Request, actor: SignedIn) -> Answer:
    wanted = request.query_params.get("cohort") or ""
    cohort = await find_cohort(actor, wanted) if wanted else None
    everybody = await queries.people(actor, wanted)
    shown = request.query_params.get("state") or "due"
    return render(
        request,
        "training/refreshers.html",
        cohort=cohort,
        rows=[one for one in everybody if one.due] if shown == "due" else everybody,
        state=shown,
        due=sum(one.due for one in everybody),
        total=len(everybody),
        subjects=_LABELS,
        states=_STATES,
        rule=await _rule(),
        held=await queries.recorded(actor),
    )


@get("/refreshers/new", opt={"permission": _RECORD})
async def new_page(request: Request, actor: SignedIn) -> Answer:
    return await _new(request, actor, request.query_params.getall("people", []))


@post("/refreshers/new", opt={"permission": _RECORD})
async def record_new(request: Request, actor: SignedIn) -> Answer:
    try:
        count = await record_refresher(actor, await read_form(request, NewRefresher))
    except CORRECTABLE as error:
        return await _new(request, actor, [], error)
    return see_other(request, "/refreshers", flash=text("{count} entries are recorded.", count=count))


async def _new(request: Request, actor: Actor, chosen: list[str], error: DomainError | None = None) -> Answer:
    everybody = await queries.people(actor)
    return render(
        request,
        "training/refresher_new.html",
        error=error,
        filled={"people": chosen, "subjects": list(SUBJECTS)},
        people=[{"value": one.public_id, "label": one.name, "hint": one.cohort} for one in everybody],
        subjects=list(_LABELS.items()),
        rule=await _rule(),
    )


class VoidForm(msgspec.Struct):
    """Why it is struck out."""

    reason: Annotated[str, Meta(min_length=2, max_length=200)]
    labels: ClassVar[dict[str, Text]] = {"reason": text("Reason")}


@get("/refreshers/{public_id:str}/void", opt={"permission": _RECORD})
async def void_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _void(request, actor, public_id)


@post("/refreshers/{public_id:str}/void", opt={"permission": _RECORD})
async def void(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    await queries.find_held(actor, public_id)
    try:
        await void_refresher(actor, public_id, (await read_form(request, VoidForm)).reason)
    except CORRECTABLE as error:
        return await _void(request, actor, public_id, error)
    return see_other(request, "/refreshers", flash=text("The entry is struck out."))


async def _void(request: Request, actor: Actor, public_id: str, error: DomainError | None = None) -> Answer:
    held = await queries.find_held(actor, public_id)
    return render(request, "training/refresher_void.html", error=error, held=held, subjects=_LABELS)


ROUTES = [refreshers_page, new_page, record_new, void_page, void]
