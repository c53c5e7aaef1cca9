"""Objections against publicised results for programs: recorded by one person, answered by another."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody

from foundation.actor import Actor
from foundation.web.access import SignedIn
from training.evaluations.pages import own
from training.objections.actions import DECIDE, RECORD, Decision, NewObjection, decide, object_to
from training.objections.correcting import WRITE, write_fixed
from training.objections.queries import ObjectionView, objections_of
from training.objections.showing import MarkShown, marks_shown


class GivenMarkOut(msgspec.Struct, frozen=True):
    """A mark of the contested score; `superseded` by new ones or by a fixed score, never deleted."""

    assessor: str
    points: Decimal
    settles: bool
    anew: bool
    superseded: bool


class ObjectionOut(msgspec.Struct, frozen=True):
    """An objection; `verdict` is upheld, rejected, or null while it waits.

    `remedy`: `remark` (marked anew, `marks` shows old and new ones once all are there) or `fixed`
    (`points` with its `document`), or `present` (an absence recorded by mistake: the assessors mark); null
    where a score is corrected by its own step.
    """

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
    remedy: str | None
    component: str | None
    points: Decimal | None
    document: str
    carried_out_by: str | None
    carried_out_at: datetime | None
    marks: list[GivenMarkOut]


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
    """Answer it (`upheld` or `rejected`), as another person.

    Where assessors give the marks, an upheld one says its `remedy`: `correct`, `remark`, `fixed` or
    `present`. New marks are given like the first ones, by others; a score is corrected by its own step.
    """
    await decide(actor, public_id, objection, data)
    return await _objections(actor, public_id)


@post(
    "/api/v1/evaluations/{public_id:str}/objections/{objection:str}/correction",
    opt={"permission": WRITE},
    status_code=200,
)
async def api_write_fixed(
    actor: SignedIn, public_id: FromPath[str], objection: FromPath[str]
) -> list[ObjectionOut]:
    """Write the score that a decision has fixed, as another person than the one who decided."""
    await write_fixed(actor, public_id, objection)
    return await _objections(actor, public_id)


async def _objections(actor: Actor, public_id: str) -> list[ObjectionOut]:
    session = await own(actor, public_id)
    rows = await objections_of(session.id)
    shown = await marks_shown(session.id, rows)
    return [_out(row, shown.get(row.id, [])) for row in rows]


def _out(row: ObjectionView, marks: list[MarkShown]) -> ObjectionOut:
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
        remedy=row.remedy,
        component=row.component,
        points=row.points,
        document=row.document,
        carried_out_by=row.carried_out_by_name,
        carried_out_at=row.carried_out_at,
        marks=[
            GivenMarkOut(one.mark.assessor_name, one.mark.points, one.mark.settles, one.anew, one.superseded)
            for one in marks
        ],
    )


ROUTES = [api_objections, api_object, api_decide_objection, api_write_fixed]
