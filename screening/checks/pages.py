"""Pages of record checks: the institution's list and questions, the answer, the decision."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, ClassVar

import msgspec
from litestar import get, post
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
from registry.documents.data import DOCUMENT_KINDS
from registry.lookups.limits import count_candidate, count_unmasking
from screening.checks import actions, rules
from screening.checks.numbers import terms
from screening.checks.queries import (
    Asked,
    CheckView,
    check_counts,
    due_at,
    find_check,
    list_checks,
    trainees_due,
)
from screening.checks.rules import DECISIONS, KINDS, OUTCOMES, Decision, Outcome

VIEW, ASK, ANSWER, DECIDE = (f"screening.check.{verb}" for verb in ("view", "ask", "answer", "decide"))
NAVIGATION = [NavigationItem("/checks", text("Record checks"), permission=VIEW, order=24)]
Short = Annotated[str, Meta(max_length=200)]


class Shown(StrEnum):
    """What the list is narrowed to."""

    WAITING = "waiting"
    OVERDUE = "overdue"
    TO_DECIDE = "to_decide"
    DONE = "done"


class CandidateForm(msgspec.Struct):
    """Who may be hired, and for what."""

    name: Short
    document_number: Annotated[str, Meta(max_length=64)]
    post: Short
    document_kind: str = "01"
    labels: ClassVar[dict[str, Text]] = {
        "name": text("Name"),
        "document_kind": text("Identity document"),
        "document_number": text("Document number"),
        "number": text("Document number"),
        "post": text("Position"),
    }


class StaffForm(msgspec.Struct):
    """For which post somebody employed works."""

    person: str
    post: Short = ""
    labels: ClassVar[dict[str, Text]] = {"post": text("Position")}


class AnswerForm(msgspec.Struct):
    """The answer of public security."""

    outcome: Outcome
    letter_no: Short = ""
    station: Short = ""
    answered_on: date | None = None
    labels: ClassVar[dict[str, Text]] = {
        "outcome": text("Outcome"),
        "letter_no": text("Number of the letter"),
        "station": text("Police station"),
        "answered_on": text("Date of the answer"),
    }


class DecisionForm(msgspec.Struct):
    """What the institution does."""

    decision: Decision
    on: date | None = None
    labels: ClassVar[dict[str, Text]] = {"decision": text("Decision"), "on": text("Decided on")}


@get("/checks", opt={"permission": VIEW})
async def checks_page(request: Request, actor: SignedIn) -> Answer:
    listing = read_listing(
        request, sorts={"due": "c.due_on"}, default="due", filters={"show": Shown}, size=50
    )
    shown = str(listing.filters["show"] or Shown.WAITING)
    rows, total = await list_checks(actor, shown, listing.limit, listing.offset)
    return render(
        request,
        "screening/checks.html",
        page=listing.page(rows, total),
        shown=shown,
        counts=await check_counts(actor),
        due=await due_at(actor.organisation_id) if actor.may(ASK) else [],
        trainees=await trainees_due(actor.organisation_id) if actor.may(ASK) else [],
        kinds=KINDS,
    )


@get("/checks/new", opt={"permission": ASK})
async def new_check_page(request: Request, actor: SignedIn) -> Answer:
    return _new(request)


@post("/checks/new", opt={"permission": ASK})
async def new_check(request: Request, actor: SignedIn) -> Answer:
    try:
        form = await read_form(request, CandidateForm)
        await count_candidate(actor, form.document_kind, form.document_number)
        candidate = actions.Candidate(**msgspec.structs.asdict(form))
        public_id = await actions.ask_about_candidate(actor, candidate)
    except CORRECTABLE as error:
        return _new(request, error)
    return see_other(request, f"/checks/{public_id}", flash=text("The question is on its way."))


def _new(request: Request, error: DomainError | None = None) -> Answer:
    documents = [(kind.code, kind.label) for kind in DOCUMENT_KINDS.values()]
    return render(
        request, "screening/check_new.html", error=error, filled={"document_kind": "01"}, documents=documents
    )


@post("/checks/yearly", opt={"permission": ASK})
async def ask_yearly(request: Request, actor: SignedIn) -> Answer:
    """Ask about somebody employed, from the list of those whose year is due."""
    form = await read_form(request, StaffForm)
    public_id = await actions.ask_about_staff(actor, form.person, form.post or "保育")
    return see_other(request, f"/checks/{public_id}", flash=text("The question is on its way."))


@post("/checks/placement", opt={"permission": ASK})
async def ask_before_placement(request: Request, actor: SignedIn) -> Answer:
    """Ask about a trainee, from the list of those who are to come."""
    form = await read_form(request, StaffForm)
    public_id = await actions.ask_about_trainee(actor, form.person, form.post or "岗位实习")
    return see_other(request, f"/checks/{public_id}", flash=text("The question is on its way."))


@get("/checks/{public_id:str}", opt={"permission": VIEW})
async def check_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _check(request, actor, await find_check(actor, public_id))


@post("/checks/{public_id:str}/identity", opt={"permission": ANSWER}, status_code=200)
async def check_in_full(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    """The same page with the person in full; that somebody looked is written down."""
    check = await find_check(actor, public_id)
    await count_unmasking(actor, check.person_id)
    return await _check(request, actor, check, asked=await actions.reveal(actor, public_id))


@post("/checks/{public_id:str}/answer", opt={"permission": ANSWER})
async def answer_check(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    check = await find_check(actor, public_id)
    try:
        form = await read_form(request, AnswerForm)
        await actions.answer(
            actor,
            public_id,
            form.outcome,
            letter_no=form.letter_no,
            station=form.station,
            answered_on=form.answered_on,
        )
    except CORRECTABLE as error:
        return await _check(request, actor, check, error)
    return see_other(request, f"/checks/{public_id}", flash=text("The answer is recorded."))


@post("/checks/{public_id:str}/decision", opt={"permission": DECIDE})
async def decide_check(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    check = await find_check(actor, public_id)
    try:
        form = await read_form(request, DecisionForm)
        await actions.decide(actor, public_id, form.decision, form.on)
    except CORRECTABLE as error:
        return await _check(request, actor, check, error)
    return see_other(request, f"/checks/{public_id}", flash=text("Your decision is recorded."))


async def _check(
    request: Request,
    actor: Actor,
    check: CheckView,
    error: DomainError | None = None,
    asked: Asked | None = None,
) -> Answer:
    own = check.institution_id == actor.organisation_id
    held = await terms(today())
    return render(
        request,
        "screening/check.html",
        error=error,
        filled={"answered_on": today(), "on": today()},
        check=check,
        asked=asked,
        may_answer=actor.may(ANSWER) and not rules.final(check.outcome),
        may_decide=actor.may(DECIDE) and own and check.to_decide,
        outcomes=list(OUTCOMES.items()),
        choices=[(one, DECISIONS[one]) for one in rules.choices(check.kind, check.outcome, held)],
        rule=rules.YEARLY if check.kind is rules.Kind.YEARLY else rules.PRE_HIRE,
        events=_events(await history.of("record_check", check.id)),
        outcome_labels=OUTCOMES,
        kinds=KINDS,
    )


_TITLES = {
    "check.asked": text("Asked"),
    "check.answered": text("Answered"),
    "check.decided": text("Decided"),
    "check.unmasked": text("Shown in full"),
}


def _events(entries: list[history.Entry]) -> list[dict[str, Any]]:
    return [
        {"when": entry.at, "title": _TITLES[entry.kind], "by": entry.account_name, "meaning": "neutral"}
        for entry in entries
    ]


ROUTES = [
    checks_page,
    new_check_page,
    new_check,
    ask_yearly,
    ask_before_placement,
    check_page,
    check_in_full,
    answer_check,
    decide_check,
]
