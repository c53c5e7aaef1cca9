"""Pages of the evaluator register: who may evaluate what, under which thirteen places."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Annotated, ClassVar

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta

from certificates.numbers.actions import end_validity, register_evaluator
from certificates.numbers.data import LETTERS
from certificates.numbers.queries import evaluators, find_register, list_registers
from certificates.numbers.rules import LEVELS, NewRegister
from curricula.occupations.data import OCCUPATIONS, occupation
from curricula.occupations.rules import level_label
from foundation import history
from foundation.actor import Actor
from foundation.clock import today
from foundation.errors import DomainError
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.navigation import NavigationItem
from foundation.web.pages import Answer, Request, render, see_other

_VIEW = "certificates.evaluator.view"
_REGISTER = "certificates.evaluator.register"

NAVIGATION = [
    NavigationItem("/evaluators", text("Evaluator register"), permission=_VIEW, order=62, seldom=True)
]
_HISTORY = {
    "evaluator.registered": text("Entered in the register"),
    "evaluator.ended": text("End of validity set"),
}


class Entry(msgspec.Struct):
    """What the form for a new entry holds."""

    evaluator: str
    prefix: Annotated[str, Meta(max_length=20)]
    valid_from: date
    valid_until: date | None = None
    scopes: list[str] = []
    labels: ClassVar[dict[str, Text]] = {
        "evaluator": text("Evaluator"),
        "prefix": text("First thirteen places"),
        "valid_from": text("First day"),
        "valid_until": text("Last day"),
        "scopes": text("May evaluate"),
    }


class End(msgspec.Struct):
    """Until when an entry is good, and why."""

    valid_until: date
    reason: Annotated[str, Meta(min_length=2, max_length=500)]
    labels: ClassVar[dict[str, Text]] = {"valid_until": text("Last day"), "reason": text("Reason")}


@get("/evaluators", opt={"permission": _VIEW})
async def evaluators_page(request: Request, actor: SignedIn) -> Answer:
    return render(
        request,
        "certificates/evaluators.html",
        registers=await list_registers(actor.area_prefix),
        day=today(),
        occupation=occupation,
        level_label=level_label,
    )


@get("/evaluators/new", opt={"permission": _REGISTER})
async def new_evaluator_page(request: Request, actor: SignedIn) -> Answer:
    return await _new(request, actor)


async def _new(request: Request, actor: Actor, error: DomainError | None = None) -> Answer:
    return render(
        request,
        "certificates/evaluator_new.html",
        error=error,
        evaluators=await evaluators(actor),
        letters=LETTERS.values(),
        occupations=OCCUPATIONS.values(),
        levels=sorted(LEVELS, reverse=True),
        level_label=level_label,
    )


@post("/evaluators/new", opt={"permission": _REGISTER})
async def new_evaluator(request: Request, actor: SignedIn) -> Answer:
    try:
        wanted = await read_form(request, Entry)
        prefix = "".join(wanted.prefix.split()).upper()
        entry = NewRegister(wanted.evaluator, prefix, wanted.valid_from, wanted.valid_until, wanted.scopes)
        entry_id = await register_evaluator(actor, entry)
    except CORRECTABLE as error:
        return await _new(request, actor, error)
    return see_other(request, f"/evaluators/{entry_id}", flash=text("The evaluator is registered."))


@get("/evaluators/{entry_id:uuid}", opt={"permission": _VIEW})
async def evaluator_page(request: Request, actor: SignedIn, entry_id: FromPath[uuid.UUID]) -> Answer:
    return await _entry(request, actor, entry_id)


async def _entry(
    request: Request, actor: Actor, entry_id: uuid.UUID, error: DomainError | None = None
) -> Answer:
    entry = await find_register(actor, entry_id)
    return render(
        request,
        "certificates/evaluator.html",
        error=error,
        entry=entry,
        day=today(),
        letter=LETTERS[entry.prefix[0]],
        occupation=occupation,
        level_label=level_label,
        entries=await history.of("evaluator", entry.organisation_id),
        history_word=lambda kind: _HISTORY.get(kind, text("Changed")),
    )


@post("/evaluators/{entry_id:uuid}/end", opt={"permission": _REGISTER})
async def end_evaluator(request: Request, actor: SignedIn, entry_id: FromPath[uuid.UUID]) -> Answer:
    try:
        wanted = await read_form(request, End)
        await end_validity(actor, entry_id, wanted.valid_until, wanted.reason)
    except CORRECTABLE as error:
        return await _entry(request, actor, entry_id, error)
    return see_other(request, f"/evaluators/{entry_id}", flash=text("The last day is on record."))


routes = [evaluators_page, new_evaluator_page, new_evaluator, evaluator_page, end_evaluator]
