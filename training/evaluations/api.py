"""Sessions, their entries and scores for other systems; no document numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
from litestar import get, put
from litestar.params import FromPath, FromQuery, JSONBody

from foundation.web.access import SignedIn
from training.evaluations.queries import EntryView, SessionView, entries_of, find_session, list_sessions
from training.evaluations.scoring import Marks, enter_scores

_VIEW = "training.evaluation.view"
_MOST = 200


class SessionOut(msgspec.Struct):
    """A session."""

    id: str
    code: str
    name: str
    evaluator: str
    occupation: str
    standard_edition: str
    level: int
    held_on: date
    status: str
    publicised_until: date | None
    admitted: int
    scored: int
    confirmed: int


class EntryOut(msgspec.Struct):
    """A candidate's entry."""

    id: str
    ticket_no: str
    name: str
    status: str
    theory: Decimal | None
    skill: Decimal | None
    review: Decimal | None
    absent: list[str]


class ScoresIn(msgspec.Struct):
    """Marks by the entry's id."""

    scores: dict[str, Marks]


class ScoresOut(msgspec.Struct):
    """How many entries have changed."""

    changed: int


@get("/api/v1/evaluations", opt={"permission": _VIEW})
async def api_sessions(actor: SignedIn, page: FromQuery[int] = 1) -> list[SessionOut]:
    rows, _ = await list_sessions(actor, limit=_MOST, offset=(max(page, 1) - 1) * _MOST)
    return [_session(row) for row in rows]


@get("/api/v1/evaluations/{public_id:str}", opt={"permission": _VIEW})
async def api_session(actor: SignedIn, public_id: FromPath[str]) -> SessionOut:
    return _session(await find_session(actor, public_id))


@get("/api/v1/evaluations/{public_id:str}/entries", opt={"permission": _VIEW})
async def api_entries(actor: SignedIn, public_id: FromPath[str]) -> list[EntryOut]:
    session = await find_session(actor, public_id)
    return [_entry(row) for row in await entries_of(session.id)]


@put("/api/v1/evaluations/{public_id:str}/scores", opt={"permission": "training.evaluation.score"})
async def api_scores(actor: SignedIn, public_id: FromPath[str], data: JSONBody[ScoresIn]) -> ScoresOut:
    """All or none; the same marks again change nothing."""
    return ScoresOut(await enter_scores(actor, public_id, data.scores))


def _session(row: SessionView) -> SessionOut:
    return SessionOut(
        id=row.public_id,
        code=row.code,
        name=row.name,
        evaluator=row.evaluator_name,
        occupation=row.occupation_code,
        standard_edition=row.standard_edition,
        level=row.level,
        held_on=row.held_on,
        status=str(row.status),
        publicised_until=row.publicised_until,
        admitted=row.admitted,
        scored=row.scored,
        confirmed=row.confirmed,
    )


def _entry(row: EntryView) -> EntryOut:
    return EntryOut(
        id=row.public_id,
        ticket_no=row.ticket_no,
        name=row.name,
        status=str(row.status),
        theory=row.theory,
        skill=row.skill,
        review=row.review,
        absent=list(row.absent),
    )


ROUTES = [api_sessions, api_session, api_entries, api_scores]
