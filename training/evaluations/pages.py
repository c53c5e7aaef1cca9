"""Pages of evaluation sessions: the list, one with its candidates and figures, planning, entering."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta

from curricula.occupations.data import LEVELS, OCCUPATIONS, occupation
from foundation import history
from foundation.actor import Actor
from foundation.errors import DomainError, NotFound
from foundation.language import say
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.charts import Part, Row, stacked_bar_chart
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.navigation import NavigationItem
from foundation.web.pages import Answer, Request, render, see_other
from foundation.web.paging import read_listing
from registry.people.queries import public_id_of
from training.absences.queries import corrections_of, corrections_of_entry
from training.candidacy.deciding import decision_on
from training.candidacy.pages import words
from training.candidacy.queries import evidence_of
from training.evaluations import actions
from training.evaluations.entering import enter_cohort
from training.evaluations.queries import (
    ENTRY_SORTS,
    SORTS,
    ComponentStatistics,
    SessionView,
    entries_of,
    entry_counts,
    find_entry,
    find_session,
    list_sessions,
    statistics,
)
from training.evaluations.rules import ENTRY_LABELS, SESSION_LABELS, EntryState, SessionState
from training.evaluations.telling import events
from training.objections.queries import marked_anew
from training.plans.queries import standing_plan

_VIEW = "training.evaluation.view"
_PLAN = "training.evaluation.plan"
_ENTER = "training.evaluation.enter"

NAVIGATION = [NavigationItem("/evaluations", text("Evaluations"), permission=_VIEW, order=48)]


class PlanForm(msgspec.Struct):
    """A session; occupation and edition are chosen together."""

    code: Annotated[str, Meta(min_length=2, max_length=40, pattern=r"^[A-Za-z0-9._-]+$")]
    name: Annotated[str, Meta(min_length=2, max_length=80)]
    standard: str
    level: Annotated[int, Meta(ge=1, le=5)]
    held_on: date
    place: Annotated[str, Meta(max_length=100)] = ""
    single: bool = False
    labels: ClassVar[dict[str, Text]] = actions.NewSession.labels | {"standard": text("Standard")}

    @property
    def session(self) -> actions.NewSession:
        """As the action takes it."""
        code, _, edition = self.standard.partition(" ")
        return actions.NewSession(
            code=self.code,
            name=self.name,
            occupation_code=code,
            standard_edition=edition,
            level=self.level,
            held_on=self.held_on,
            place=self.place,
            double_entry=not self.single,
        )


class EnterForm(msgspec.Struct):
    """A cohort by the codes its college has given."""

    college_code: Annotated[str, Meta(min_length=1, max_length=60)]
    cohort_code: Annotated[str, Meta(min_length=1, max_length=60)]
    labels: ClassVar[dict[str, Text]] = {
        "college_code": text("Code of the college"),
        "cohort_code": text("Code of the cohort"),
    }


@get("/evaluations", opt={"permission": _VIEW})
async def sessions_page(request: Request, actor: SignedIn) -> Answer:
    listing = read_listing(
        request, sorts=SORTS, default="-held", tie="s.id", filters={"q": str, "status": SessionState}
    )
    rows, total = await list_sessions(
        actor,
        search=listing.filters["q"] or "",
        status=str(listing.filters["status"] or ""),
        order_by=listing.order_by,
        limit=listing.limit,
        offset=listing.offset,
    )
    return render(
        request,
        "training/evaluations.html",
        page=listing.page(rows, total),
        states=SESSION_LABELS,
        occupation=occupation,
        levels=LEVELS,
    )


@get("/evaluations/new", opt={"permission": _PLAN})
async def new_session_page(request: Request, actor: SignedIn) -> Answer:
    return _plan(request)


@post("/evaluations/new", opt={"permission": _PLAN})
async def new_session(request: Request, actor: SignedIn) -> Answer:
    try:
        wanted = await read_form(request, PlanForm)
        public_id = await actions.plan_session(actor, wanted.session)
    except CORRECTABLE as error:
        return _plan(request, error)
    return see_other(request, f"/evaluations/{public_id}", flash=text("The session is planned."))


def _plan(request: Request, error: DomainError | None = None) -> Answer:
    standards = [
        (f"{one.code} {edition.edition}", f"{one.code} {say(edition.label)} · {edition.edition}")
        for one in OCCUPATIONS.values()
        for edition in one.editions
        if edition.in_use
    ]
    levels = [(str(level), one.label) for level, one in sorted(LEVELS.items(), reverse=True)]
    return render(request, "training/evaluation_new.html", error=error, standards=standards, levels=levels)


@get("/evaluations/{public_id:str}", opt={"permission": _VIEW})
async def session_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    session = await find_session(actor, public_id)
    listing = read_listing(
        request, sorts=ENTRY_SORTS, default="ticket", tie="n.id", filters={"q": str, "status": EntryState}
    )
    search, status = listing.filters["q"] or "", str(listing.filters["status"] or "")
    counts = await entry_counts(session.id, search)
    rows = await entries_of(
        session.id,
        search=search,
        status=status,
        order_by=listing.order_by,
        limit=listing.limit,
        offset=listing.offset,
    )
    figures = await statistics(session) if session.scored else []
    return render(
        request,
        "training/evaluation.html",
        page=listing.page(rows, counts.get(status, 0) if status else sum(counts.values())),
        counts=counts,
        states=ENTRY_LABELS,
        figures=figures,
        chart=_chart(figures) if figures else None,
        plan_filed=(plan := await standing_plan(session.id)) is not None and plan.verdict == "filed",
        anew=await marked_anew(session.id),
        contested=[one for one in await corrections_of(session.id) if one.waiting],
        events=events(await history.of("session", session.id)),
        **session_context(actor, session),
    )


def session_context(actor: Actor, session: SessionView) -> dict[str, Any]:
    """What every page of a session shows of it."""
    return {
        "session": session,
        "own": session.evaluator_id == actor.organisation_id,
        "occupation": occupation(session.occupation_code),
        "level": LEVELS[session.level],
    }


def _chart(figures: list[ComponentStatistics]) -> Any:
    rows = [
        Row(
            say(one.label),
            [
                Part(say(text("Passed")), one.passed, "valid"),
                Part(say(text("Did not pass")), one.failed, "stopped"),
                Part(say(text("Absent")), one.absent, "attention"),
            ],
        )
        for one in figures
    ]
    description = "; ".join(
        f"{say(one.label)}: {one.passed} / {one.failed} / {one.absent}" for one in figures
    )
    return stacked_bar_chart(say(text("Passed, not passed and absent by component")), description, rows)


@get("/evaluations/{public_id:str}/candidates", opt={"permission": _ENTER})
async def enter_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return _enter(request, actor, await own(actor, public_id))


@post("/evaluations/{public_id:str}/candidates", opt={"permission": _ENTER})
async def enter(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    session = await own(actor, public_id)
    try:
        wanted = await read_form(request, EnterForm)
        receipt = await enter_cohort(actor, public_id, wanted.college_code, wanted.cohort_code)
    except CORRECTABLE as error:
        return _enter(request, actor, session, error)
    return render(
        request, "training/evaluation_entered.html", receipt_of=receipt, **session_context(actor, session)
    )


def _enter(request: Request, actor: Actor, session: SessionView, error: DomainError | None = None) -> Answer:
    return render(request, "training/evaluation_enter.html", error=error, **session_context(actor, session))


@get("/evaluations/entries/{public_id:str}", opt={"permission": _VIEW})
async def entry_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    entry, session = await find_entry(actor, public_id)
    return render(
        request,
        "training/evaluation_entry.html",
        entry=entry,
        decision=await decision_on(entry.id),
        contested=[one for one in await corrections_of_entry(entry.id) if one.waiting],
        evidence=await evidence_of(entry.person_id),
        person_public_id=await public_id_of(entry.person_id),
        events=events(await history.of("entry", entry.id)),
        **words(),
        **session_context(actor, session),
    )


async def own(actor: Actor, public_id: str) -> SessionView:
    """A session of the actor's own evaluator. Raises `NotFound`."""
    session = await find_session(actor, public_id)
    if session.evaluator_id != actor.organisation_id:
        raise NotFound()
    return session


ROUTES = [sessions_page, new_session_page, new_session, session_page, enter_page, enter, entry_page]
