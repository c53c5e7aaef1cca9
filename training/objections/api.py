"""Objections against publicised results for programs: recorded by one person, answered by another."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody

from foundation.actor import Actor
from foundation.web.access import SignedIn
from training.evaluations.pages import own
from training.objections.actions import DECIDE, RECORD, Decision, NewObjection, decide, object_to
from training.objections.queries import ObjectionView, objections_of


class ObjectionOut(msgspec.Struct, frozen=True):
    """An objection; `verdict` is upheld, rejected, or null while it waits."""

    id: str
    entry: str
    ticket_no: str
    name: str
    raised_by: str
    raised_on: date
    content: str
    recorded_by: str | None
    verdict: str | None
    answer: str
    decided_by: str | None
    decided_at: datetime | None


@get("/api/v1/evaluations/{public_id:str}/objections", opt={"permission": RECORD})
async def api_objections(actor: SignedIn, public_id: FromPath[str]) -> list[ObjectionOut]:
    """Every objection in the session, those that wait first."""
    return await _objections(actor, public_id)


@post("/api/v1/evaluations/{public_id:str}/objections", opt={"permission": RECORD}, status_code=201)
async def api_object(
    actor: SignedIn, public_id: FromPath[str], data: JSONBody[NewObjection]
) -> list[ObjectionOut]:
    """Record an objection while the results are publicised. Nothing is confirmed before it is answered."""
    await object_to(actor, public_id, data)
    return await _objections(actor, public_id)


@post(
    "/api/v1/evaluations/{public_id:str}/objections/{objection:str}/decision",
    opt={"permission": DECIDE},
    status_code=200,
)
async def api_decide_objection(
    actor: SignedIn, public_id: FromPath[str], objection: FromPath[str], data: JSONBody[Decision]
) -> list[ObjectionOut]:
    """Answer it (`upheld` or `rejected`), as another person; a score is corrected by its own step."""
    await decide(actor, public_id, objection, data)
    return await _objections(actor, public_id)


async def _objections(actor: Actor, public_id: str) -> list[ObjectionOut]:
    session = await own(actor, public_id)
    return [_out(row) for row in await objections_of(session.id)]


def _out(row: ObjectionView) -> ObjectionOut:
    return ObjectionOut(
        id=row.public_id,
        entry=row.entry_public_id,
        ticket_no=row.ticket_no,
        name=row.name,
        raised_by=row.raised_by,
        raised_on=row.raised_on,
        content=row.content,
        recorded_by=row.recorded_by_name,
        verdict=row.verdict,
        answer=row.answer,
        decided_by=row.decided_by_name,
        decided_at=row.decided_at,
    )


ROUTES = [api_objections, api_object, api_decide_objection]
