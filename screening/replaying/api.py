"""Screenings on record and their replay, for programs of those who audit; masked, as on the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta

from foundation.web.access import SignedIn
from screening.adjudication.api import EvidenceOut
from screening.matching.rules import Evidence
from screening.replaying.actions import replay_or_enqueue, require_replay
from screening.replaying.pages import limit_replays
from screening.replaying.queries import (
    PERMISSION,
    ScreeningRecord,
    find_person,
    find_screening,
    replay_of_job,
    screenings_of,
)
from screening.replaying.rules import Replay, conclusion

_MOST = 200


class ScreeningOut(msgspec.Struct, frozen=True, kw_only=True):
    """A screening as it is on record. `account` and `organisation` are empty for the system itself."""

    id: UUID
    person: str
    occasion: str
    purpose: str
    at: datetime
    account: str
    organisation: str
    epoch: int
    listed: int
    matcher: str
    identity_version: int
    candidates: int
    result: str


class ScreeningList(msgspec.Struct, frozen=True):
    """One page of a person's screenings."""

    items: list[ScreeningOut]
    total: int


class HitOut(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that the replay finds; `ban` is there when it lies in your area."""

    ban: str | None
    document_no: str
    state: str
    bits: float
    shares_key: bool
    stood: str
    match: str | None
    evidence: list[EvidenceOut]


class EarlierOut(msgspec.Struct, frozen=True, kw_only=True):
    """A match that held then, from data of before."""

    ban: str | None
    document_no: str
    strength: str
    stood: str
    match: str | None


class ReplayOut(msgspec.Struct, frozen=True, kw_only=True):
    """What comes out when the answer is made again, and whether the record says the same."""

    screening: UUID
    agrees: bool
    conclusion: str
    remark: str | None
    recorded: str
    expected: str
    same_matcher: bool
    matcher_recorded: str
    matcher: str
    epoch: int
    listed: int
    entries: int
    hits: list[HitOut]
    earlier: list[EarlierOut]


class ReplayIn(msgspec.Struct, frozen=True):
    """What it is for; that is written down."""

    purpose: Annotated[str, Meta(min_length=2, max_length=200)]


class Begun(msgspec.Struct, frozen=True):
    """The replay, or the job that makes it while the register is long."""

    replay: ReplayOut | None
    job: UUID | None


@get("/api/v1/people/{public_id:str}/screenings", opt={"permission": PERMISSION})
async def api_screenings(
    actor: SignedIn, public_id: FromPath[str], offset: FromQuery[int] = 0
) -> ScreeningList:
    """The screenings of a person of your area, the newest first, 200 at a time."""
    person = await find_person(actor, public_id)
    rows, total = await screenings_of(actor, person.id, _MOST, max(offset, 0))
    return ScreeningList([screening_out(row) for row in rows], total)


@get("/api/v1/screenings/{screening_id:uuid}", opt={"permission": PERMISSION})
async def api_screening(actor: SignedIn, screening_id: FromPath[UUID]) -> ScreeningOut:
    """One screening as it is on record."""
    return screening_out(await find_screening(actor, screening_id))


@post("/api/v1/screenings/{screening_id:uuid}/replay", opt={"permission": PERMISSION}, status_code=200)
async def api_replay(actor: SignedIn, screening_id: FromPath[UUID], data: JSONBody[ReplayIn]) -> Begun:
    """Make its answer again. Against more than 5,000 entries a job does it; ask for it once that ended."""
    await require_replay(actor, screening_id)
    await limit_replays(actor)
    found = await replay_or_enqueue(actor, screening_id, data.purpose)
    return Begun(None, found) if isinstance(found, UUID) else Begun(replay_out(found), None)


@get("/api/v1/screenings/{screening_id:uuid}/replay/{job_id:uuid}", opt={"permission": PERMISSION})
async def api_replay_of_job(
    actor: SignedIn, screening_id: FromPath[UUID], job_id: FromPath[UUID]
) -> ReplayOut:
    """What the job found, once it has ended."""
    await find_screening(actor, screening_id)
    return replay_out(await replay_of_job(actor, screening_id, job_id))


def screening_out(record: ScreeningRecord) -> ScreeningOut:
    """The record in the words of the API."""
    return ScreeningOut(
        id=record.id,
        person=record.person,
        occasion=record.trigger,
        purpose=record.purpose,
        at=record.at,
        account=record.account_name,
        organisation=record.organisation_name,
        epoch=record.epoch,
        listed=record.listed,
        matcher=record.matcher_version,
        identity_version=record.identity_version,
        candidates=record.candidates,
        result=record.result,
    )


def replay_out(found: Replay) -> ReplayOut:
    """The replay in the words of the API; the command line says it so as well."""
    _, said, remark = conclusion(found)
    return ReplayOut(
        screening=found.screening_id,
        agrees=found.agrees,
        conclusion=said.english(),
        remark=remark.english() if remark else None,
        recorded=found.recorded,
        expected=found.expected,
        same_matcher=found.same_matcher,
        matcher_recorded=found.matcher_recorded,
        matcher=found.matcher,
        epoch=found.epoch,
        listed=found.listed,
        entries=found.entries,
        hits=[
            HitOut(
                ban=hit.ban,
                document_no=hit.document_no,
                state=hit.state,
                bits=hit.bits,
                shares_key=hit.shares_key,
                stood=str(hit.stood),
                match=hit.match,
                evidence=[_evidence(one) for one in hit.evidence],
            )
            for hit in found.hits
        ],
        earlier=[
            EarlierOut(
                ban=one.ban,
                document_no=one.document_no,
                strength=one.strength,
                stood=str(one.stood),
                match=one.match,
            )
            for one in found.earlier
        ],
    )


def _evidence(one: Evidence) -> EvidenceOut:
    return EvidenceOut(one.feature, one.agrees, one.message.english(), one.person, one.banned)


ROUTES = [api_screenings, api_screening, api_replay, api_replay_of_job]
