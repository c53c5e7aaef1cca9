"""Absences that were recorded by mistake, for programs: taken back by one person, agreed to by another."""

from __future__ import annotations

from datetime import datetime

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody

from foundation.web.access import SignedIn
from training.absences.actions import DECIDE, REQUEST, SecondLook, WasThere, decide, take_back
from training.absences.queries import CorrectionView, corrections_of
from training.evaluations.api import EntryOut, entry_out
from training.evaluations.pages import own
from training.evaluations.queries import find_entry


class CorrectionOut(msgspec.Struct, frozen=True):
    """A correction; `verdict` is agreed, rejected, or null while it waits for the second person."""

    id: str
    entry: str
    ticket_no: str
    name: str
    component: str
    reason: str
    requested_by: str | None
    requested_at: datetime
    verdict: str | None
    answer: str
    decided_by: str | None
    decided_at: datetime | None


class TakenBackOut(msgspec.Struct, frozen=True):
    """`done`: the component is open again; else the correction waits for the second person."""

    done: bool
    entry: EntryOut


@get("/api/v1/evaluations/{public_id:str}/absences", opt={"permission": REQUEST})
async def api_corrections(actor: SignedIn, public_id: FromPath[str]) -> list[CorrectionOut]:
    """Corrections of absences in the session, those that wait first."""
    session = await own(actor, public_id)
    return [_out(one) for one in await corrections_of(session.id)]


@post("/api/v1/evaluations/entries/{public_id:str}/absence", opt={"permission": REQUEST}, status_code=200)
async def api_take_back(actor: SignedIn, public_id: FromPath[str], data: JSONBody[WasThere]) -> TakenBackOut:
    """Take an absence back before the publicity. Where assessors mark, a second person agrees to it."""
    done = await take_back(actor, public_id, data)
    entry, session = await find_entry(actor, public_id)
    return TakenBackOut(done, entry_out(entry, session))


@post(
    "/api/v1/evaluations/entries/{public_id:str}/absence/{correction:str}",
    opt={"permission": DECIDE},
    status_code=200,
)
async def api_decide_correction(
    actor: SignedIn, public_id: FromPath[str], correction: FromPath[str], data: JSONBody[SecondLook]
) -> EntryOut:
    """Agree to it (`agreed`) or reject it with a reason (`rejected`), as another person."""
    await decide(actor, public_id, correction, data)
    entry, session = await find_entry(actor, public_id)
    return entry_out(entry, session)


def _out(one: CorrectionView) -> CorrectionOut:
    return CorrectionOut(
        id=one.public_id,
        entry=one.entry_public_id,
        ticket_no=one.ticket_no,
        name=one.name,
        component=one.component,
        reason=one.reason,
        requested_by=one.requested_by_name,
        requested_at=one.requested_at,
        verdict=one.verdict,
        answer=one.answer,
        decided_by=one.decided_by_name,
        decided_at=one.decided_at,
    )


ROUTES = [api_corrections, api_take_back, api_decide_correction]
