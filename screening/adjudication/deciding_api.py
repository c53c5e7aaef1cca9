"""Judging and contesting matches by program: the same two persons, the same reasons."""

from __future__ import annotations

from datetime import datetime

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody

from foundation.actor import Actor
from foundation.web.access import SignedIn
from screening.adjudication import actions
from screening.adjudication.api import MatchOut, out
from screening.adjudication.disputing import PERMISSION, dispute
from screening.adjudication.pages import VIEW
from screening.adjudication.queries import disputes_of, find_match, involved_in, opinions_of
from screening.adjudication.rules import Verdict
from screening.adjudication.standpoint import standpoint

_PROPOSE, _DECIDE = "screening.match.propose", "screening.match.decide"


class OpinionIn(msgspec.Struct, frozen=True):
    """What one thinks, on which reason of the list, and what was compared."""

    verdict: Verdict
    reason_code: str
    note: str


class DisputeIn(msgspec.Struct, frozen=True):
    """Who contests the result (`person`, `college`, `institution`, `authority`), and on what grounds."""

    raised_by: str
    grounds: str


class DisputeOut(msgspec.Struct, frozen=True):
    """A dispute on record."""

    raised_by: str
    settled_as: str
    grounds: str
    at: datetime
    organisation: str


@get("/api/v1/matches/{public_id:str}", opt={"permission": VIEW})
async def api_match(actor: SignedIn, public_id: FromPath[str]) -> MatchOut:
    """One match, masked, with whose turn it is."""
    return await _match(actor, public_id)


@post(
    "/api/v1/matches/{public_id:str}/proposals",
    opt={"permission": "screening.match.propose"},
    status_code=201,
)
async def api_propose(actor: SignedIn, public_id: FromPath[str], data: JSONBody[OpinionIn]) -> MatchOut:
    """The first opinion; the hold stays."""
    await actions.propose(actor, public_id, data.verdict, data.reason_code, data.note)
    return await _match(actor, public_id)


@post(
    "/api/v1/matches/{public_id:str}/decisions", opt={"permission": "screening.match.decide"}, status_code=201
)
async def api_decide(actor: SignedIn, public_id: FromPath[str], data: JSONBody[OpinionIn]) -> MatchOut:
    """The second opinion, by another person; of another organisation where the same document is ruled out."""
    await actions.decide(actor, public_id, data.verdict, data.reason_code, data.note)
    return await _match(actor, public_id)


@get("/api/v1/matches/{public_id:str}/disputes", opt={"permission": VIEW})
async def api_disputes(actor: SignedIn, public_id: FromPath[str]) -> list[DisputeOut]:
    """How often it was contested, first things first."""
    match = await find_match(actor, public_id)
    return [
        DisputeOut(one.raised_by, one.settled_as, one.grounds, one.at, one.organisation)
        for one in await disputes_of(match.id)
    ]


@post("/api/v1/matches/{public_id:str}/disputes", opt={"permission": PERMISSION}, status_code=201)
async def api_dispute(actor: SignedIn, public_id: FromPath[str], data: JSONBody[DisputeIn]) -> MatchOut:
    """Take down that the result is contested: it is open again, and others judge it."""
    await dispute(actor, public_id, data.raised_by, data.grounds)
    return await _match(actor, public_id)


async def _match(actor: Actor, public_id: str) -> MatchOut:
    match = await find_match(actor, public_id)
    involved = await involved_in(match.id, await opinions_of(match.id))
    return out(match, standpoint(actor, match, involved))


ROUTES = [api_match, api_propose, api_decide, api_disputes, api_dispute]
