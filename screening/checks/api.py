"""Record checks for programs of institutions and of public security."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery, JSONBody

from foundation.web.access import SignedIn
from registry.lookups.limits import count_candidate
from screening.checks import actions
from screening.checks.overview import Kept, kept_in
from screening.checks.pages import ANSWER, ASK, DECIDE, VIEW, Shown
from screening.checks.queries import CheckView, find_check, list_checks
from screening.checks.rules import Decision, Outcome

_MOST = 200


class CheckOut(msgspec.Struct, frozen=True, kw_only=True):
    """A check; the person masked, no detail of any offence. `due_on` is expected, not confirmed."""

    public_id: str
    institution: str
    person_name: str
    kind: str
    post: str
    asked_at: datetime
    due_on: date
    overdue: bool
    outcome: str | None
    letter_no: str
    station: str
    answered_on: date | None
    decision: str | None


class CheckList(msgspec.Struct, frozen=True):
    """One page of the checks."""

    items: list[CheckOut]
    total: int


class CandidateIn(msgspec.Struct, frozen=True):
    """Who may be hired, and for what."""

    name: str
    document_kind: str
    document_number: str
    post: str


class TraineeIn(msgspec.Struct, frozen=True):
    """Who is to come on placement, and as what."""

    person: str
    post: str


class AnswerIn(msgspec.Struct, frozen=True):
    """The answer of public security."""

    outcome: Outcome
    letter_no: str = ""
    station: str = ""
    answered_on: date | None = None


class DecisionIn(msgspec.Struct, frozen=True):
    """What the institution does."""

    decision: Decision
    on: date


@get("/api/v1/checks", opt={"permission": VIEW})
async def api_checks(
    actor: SignedIn, show: FromQuery[Shown] = Shown.WAITING, offset: FromQuery[int] = 0
) -> CheckList:
    """The checks of your institution or area, the most urgent first, 200 at a time."""
    rows, total = await list_checks(actor, str(show), _MOST, max(offset, 0))
    return CheckList([_out(row) for row in rows], total)


@get("/api/v1/checks/overview", opt={"permission": VIEW})
async def api_overview(actor: SignedIn) -> list[Kept]:
    """Asked, answered and overdue, one line for each institution of your area; those that are late first."""
    return await kept_in(actor)


@post("/api/v1/checks", opt={"permission": ASK}, status_code=201)
async def api_ask(actor: SignedIn, data: JSONBody[CandidateIn]) -> CheckOut:
    """Ask about somebody before hiring."""
    await count_candidate(actor, data.document_kind, data.document_number)
    public_id = await actions.ask_about_candidate(actor, actions.Candidate(**msgspec.structs.asdict(data)))
    return _out(await find_check(actor, public_id))


@post("/api/v1/checks/placement", opt={"permission": ASK}, status_code=201)
async def api_ask_about_trainee(actor: SignedIn, data: JSONBody[TraineeIn]) -> CheckOut:
    """Ask about a trainee before the first day; `person` is the id of the trainee's file."""
    return _out(await find_check(actor, await actions.ask_about_trainee(actor, data.person, data.post)))


@post("/api/v1/checks/{public_id:str}/answer", opt={"permission": ANSWER}, status_code=200)
async def api_answer(actor: SignedIn, public_id: FromPath[str], data: JSONBody[AnswerIn]) -> CheckOut:
    """Answer with the outcome, the letter's number, the station and the day."""
    await actions.answer(
        actor,
        public_id,
        data.outcome,
        letter_no=data.letter_no,
        station=data.station,
        answered_on=data.answered_on,
    )
    return _out(await find_check(actor, public_id))


@post("/api/v1/checks/{public_id:str}/decision", opt={"permission": DECIDE}, status_code=200)
async def api_decide(actor: SignedIn, public_id: FromPath[str], data: JSONBody[DecisionIn]) -> CheckOut:
    """Record what you do on the answer."""
    await actions.decide(actor, public_id, data.decision, data.on)
    return _out(await find_check(actor, public_id))


def _out(check: CheckView) -> CheckOut:
    return CheckOut(
        public_id=check.public_id,
        institution=check.institution_name,
        person_name=check.person_name,
        kind=str(check.kind),
        post=check.post,
        asked_at=check.asked_at,
        due_on=check.due_on,
        overdue=check.overdue,
        outcome=check.outcome and str(check.outcome),
        letter_no=check.letter_no,
        station=check.station,
        answered_on=check.answered_on,
        decision=check.decision and str(check.decision),
    )


ROUTES = [api_checks, api_overview, api_ask, api_ask_about_trainee, api_answer, api_decide]
