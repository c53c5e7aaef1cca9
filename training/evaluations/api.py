"""Sessions, their entries and scores for programs; no document numbers. The same actions as on the pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
from litestar import get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from foundation.web.access import SignedIn
from training.evaluations.actions import NewSession, plan_session
from training.evaluations.queries import (
    EntryView,
    SessionView,
    entries_of,
    entry_counts,
    find_session,
    list_sessions,
)
from training.evaluations.rules import EntryState, SessionState
from training.evaluations.scoring import Marks, enter_scores

_VIEW = "training.evaluation.view"
MOST = 200


class SessionIn(NewSession, frozen=True, kw_only=True):
    """A session to be planned; unless it is said otherwise two assessors give the practical marks."""

    double_entry: bool = True


class SessionOut(msgspec.Struct):
    """A session."""

    id: str
    code: str
    name: str
    evaluator: str
    occupation: str
    standard_edition: str
    level: int
    components: list[str]
    double_entry: bool
    held_on: date
    place: str
    status: str
    publicised_until: date | None
    entries: int
    admitted: int
    scored: int
    confirmed: int


class SessionList(msgspec.Struct, frozen=True):
    """A page of sessions."""

    total: int
    items: list[SessionOut]


class EntryOut(msgspec.Struct):
    """A candidate's entry; `outcome` is pass, fail or incomplete, `kept` was passed in an earlier session."""

    id: str
    ticket_no: str
    name: str
    status: str
    theory: Decimal | None
    skill: Decimal | None
    review: Decimal | None
    absent: list[str]
    kept: list[str]
    outcome: str


class EntryList(msgspec.Struct, frozen=True):
    """A page of entries."""

    total: int
    items: list[EntryOut]


class ScoresIn(msgspec.Struct):
    """Marks by the entry's id."""

    scores: dict[str, Marks]


class ScoresOut(msgspec.Struct):
    """How many entries have changed."""

    changed: int


def within(limit: int, offset: int) -> tuple[int, int]:
    """How many are answered at once, and from where on."""
    return min(max(limit, 1), MOST), min(max(offset, 0), 1_000_000)


@get("/api/v1/evaluations", opt={"permission": _VIEW})
async def api_sessions(
    actor: SignedIn,
    q: FromQuery[str] = "",
    status: FromQuery[SessionState | None] = None,
    limit: FromQuery[int] = 50,
    offset: FromQuery[int] = 0,
) -> SessionList:
    """The sessions of your evaluator or area, the latest first; `q` is part of a name or begins a code."""
    most, first = within(limit, offset)
    rows, total = await list_sessions(actor, search=q, status=str(status or ""), limit=most, offset=first)
    return SessionList(total, [session_out(row) for row in rows])


@post("/api/v1/evaluations", opt={"permission": "training.evaluation.plan"}, status_code=201)
async def api_plan_session(actor: SignedIn, data: JSONBody[SessionIn]) -> SessionOut:
    """Plan a session. Its code is given once: sent again, it is refused and nothing is doubled."""
    return session_out(await find_session(actor, await plan_session(actor, data)))


@get("/api/v1/evaluations/{public_id:str}", opt={"permission": _VIEW})
async def api_session(actor: SignedIn, public_id: FromPath[str]) -> SessionOut:
    """One session."""
    return session_out(await find_session(actor, public_id))


@get("/api/v1/evaluations/{public_id:str}/entries", opt={"permission": _VIEW})
async def api_entries(
    actor: SignedIn,
    public_id: FromPath[str],
    q: FromQuery[str] = "",
    status: FromQuery[EntryState | None] = None,
    limit: FromQuery[int] = 50,
    offset: FromQuery[int] = 0,
) -> EntryList:
    """The candidates by ticket number; `q` is part of a name or a ticket number."""
    session = await find_session(actor, public_id)
    return await entry_list(session, q, status, within(limit, offset))


@put("/api/v1/evaluations/{public_id:str}/scores", opt={"permission": "training.evaluation.score"})
async def api_scores(actor: SignedIn, public_id: FromPath[str], data: JSONBody[ScoresIn]) -> ScoresOut:
    """All or none; the same marks again change nothing."""
    return ScoresOut(await enter_scores(actor, public_id, data.scores))


async def entry_list(
    session: SessionView, q: str, status: EntryState | None, page: tuple[int, int]
) -> EntryList:
    """A page of a session's entries."""
    counts = await entry_counts(session.id, q)
    total = counts.get(str(status), 0) if status else sum(counts.values())
    rows = await entries_of(session.id, search=q, status=str(status or ""), limit=page[0], offset=page[1])
    return EntryList(total, [entry_out(row, session) for row in rows])


def session_out(row: SessionView) -> SessionOut:
    """A session as programs see it."""
    return SessionOut(
        id=row.public_id,
        code=row.code,
        name=row.name,
        evaluator=row.evaluator_name,
        occupation=row.occupation_code,
        standard_edition=row.standard_edition,
        level=row.level,
        components=list(row.components),
        double_entry=row.double_entry,
        held_on=row.held_on,
        place=row.place,
        status=str(row.status),
        publicised_until=row.publicised_until,
        entries=row.entries,
        admitted=row.admitted,
        scored=row.scored,
        confirmed=row.confirmed,
    )


def entry_out(row: EntryView, session: SessionView) -> EntryOut:
    """An entry as programs see it."""
    return EntryOut(
        id=row.public_id,
        ticket_no=row.ticket_no,
        name=row.name,
        status=str(row.status),
        theory=row.theory,
        skill=row.skill,
        review=row.review,
        absent=list(row.absent),
        kept=list(row.kept),
        outcome=str(row.outcome(session.components)),
    )


ROUTES = [api_sessions, api_plan_session, api_session, api_entries, api_scores]
