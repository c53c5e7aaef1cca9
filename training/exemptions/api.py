"""Exemptions and their revocation for programs: the same actions as on the pages."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery, JSONBody

from foundation.actor import Actor
from foundation.language import say
from foundation.web.access import SignedIn
from training.exemptions.actions import Evidence, NewExemption, decide_exemption, propose_exemption
from training.exemptions.dependents import dependents_of, fingerprint
from training.exemptions.queries import (
    ExemptionView,
    RevocationView,
    State,
    find_exemption,
    list_exemptions,
    revocations_of,
)
from training.exemptions.revoking import (
    DECIDE,
    PROPOSE,
    NewRevocation,
    Verdict,
    decide_revocation,
    propose_revocation,
    short_of,
)

_VIEW = "training.exemption.view"
_MOST = 200
#: A scan of 5 MB; base 64 is a third longer than what it says.
_BODY = 5_000_000 * 4 // 3 + 100_000


class ScanIn(msgspec.Struct, frozen=True):
    """PDF, JPEG or PNG; `content` in base 64."""

    file_name: str
    content: bytes


class ExemptionIn(NewExemption, frozen=True, kw_only=True):
    """What was learnt elsewhere, with the scan of the paper."""

    scan: ScanIn | None = None


class RevocationIn(NewRevocation, frozen=True, kw_only=True):
    """Why the exemption no longer holds, with the scan of the document."""

    scan: ScanIn | None = None


class DecisionIn(msgspec.Struct, frozen=True):
    """The second person's word; a no says why."""

    agreed: bool
    note: str = ""


class ExemptionOut(msgspec.Struct, frozen=True, kw_only=True):
    """An exemption; `state` is proposed, approved, rejected, revoking or revoked."""

    id: str
    enrolment: str
    trainee: str
    student_no: str
    kind: str
    module: str
    hours: Decimal
    score: Decimal | None
    learnt_at: str
    learnt_on: date
    evidence: str
    state: str
    proposed_by: str | None
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decision_note: str | None


class ExemptionList(msgspec.Struct, frozen=True):
    """A page of exemptions."""

    total: int
    items: list[ExemptionOut]


class RevocationOut(msgspec.Struct, frozen=True, kw_only=True):
    """A revocation as it was proposed; `verdict` is agreed, refused, or null while it waits."""

    id: str
    reason: str
    document: str
    proposed_by: str | None
    proposed_at: datetime
    verdict: str | None
    decided_by: str | None
    decided_at: datetime | None
    note: str


class RestsOut(msgspec.Struct, frozen=True):
    """One thing that rests on the training: completion, admission, result or certificate."""

    kind: str
    said: str


class StandingOut(msgspec.Struct, frozen=True, kw_only=True):
    """Every revocation, what rests on the exemption, and how many minimums are short with and without it.

    `seen` goes back with a decision: it stands for exactly what `rests` says.
    """

    exemption: ExemptionOut
    revocations: list[RevocationOut]
    rests: list[RestsOut]
    minimums_short: int
    minimums_short_without: int
    seen: str


@get("/api/v1/exemptions", opt={"permission": _VIEW})
async def api_exemptions(
    actor: SignedIn,
    status: FromQuery[State | None] = None,
    limit: FromQuery[int] = 50,
    offset: FromQuery[int] = 0,
) -> ExemptionList:
    """The exemptions in scope, those that wait first, then the newest."""
    rows, total = await list_exemptions(
        actor, status or "", limit=min(max(limit, 1), _MOST), offset=min(max(offset, 0), 1_000_000)
    )
    return ExemptionList(total, [_out(row) for row in rows])


@get("/api/v1/exemptions/{public_id:str}", opt={"permission": _VIEW})
async def api_exemption(actor: SignedIn, public_id: FromPath[str]) -> ExemptionOut:
    """One exemption."""
    return _out(await find_exemption(actor, public_id))


@post(
    "/api/v1/enrolments/{public_id:str}/exemptions",
    opt={"permission": PROPOSE},
    status_code=201,
    request_max_body_size=_BODY,
)
async def api_propose(actor: SignedIn, public_id: FromPath[str], data: JSONBody[ExemptionIn]) -> ExemptionOut:
    """Propose an exemption; it counts once another person has approved it."""
    found = await propose_exemption(actor, public_id, data, _scan(data.scan))
    return _out(await find_exemption(actor, found))


@post("/api/v1/exemptions/{public_id:str}/decision", opt={"permission": DECIDE}, status_code=200)
async def api_decide(actor: SignedIn, public_id: FromPath[str], data: JSONBody[DecisionIn]) -> ExemptionOut:
    """Approve or reject, as another person than who proposed it."""
    return _out(await decide_exemption(actor, public_id, approve=data.agreed, note=data.note))


@get("/api/v1/exemptions/{public_id:str}/revocation", opt={"permission": _VIEW})
async def api_revocation(actor: SignedIn, public_id: FromPath[str]) -> StandingOut:
    """Whether the exemption is being taken back, and what rests on it."""
    return await _standing(actor, public_id)


@post(
    "/api/v1/exemptions/{public_id:str}/revocation",
    opt={"permission": PROPOSE},
    status_code=201,
    request_max_body_size=_BODY,
)
async def api_propose_revocation(
    actor: SignedIn, public_id: FromPath[str], data: JSONBody[RevocationIn]
) -> StandingOut:
    """Propose to take an approved exemption back; it counts until another person agrees."""
    await propose_revocation(actor, public_id, data, _scan(data.scan))
    return await _standing(actor, public_id)


@post("/api/v1/exemptions/{public_id:str}/revocation/decision", opt={"permission": DECIDE}, status_code=200)
async def api_decide_revocation(
    actor: SignedIn, public_id: FromPath[str], data: JSONBody[Verdict]
) -> StandingOut:
    """Agree, with the `seen` of what you have read; or refuse, saying why. Results and certificates stay."""
    await decide_revocation(actor, public_id, data)
    return await _standing(actor, public_id)


async def _standing(actor: Actor, public_id: str) -> StandingOut:
    shown = await find_exemption(actor, public_id)
    rests = await dependents_of(shown.enrolment_id)
    return StandingOut(
        exemption=_out(shown),
        revocations=[_revocation(one) for one in await revocations_of(shown.id)],
        rests=[RestsOut(one.kind, say(one.said)) for one in rests],
        minimums_short=await short_of(shown.enrolment_id),
        minimums_short_without=await short_of(shown.enrolment_id, without=shown.id),
        seen=fingerprint(rests),
    )


def _scan(given: ScanIn | None) -> Evidence | None:
    return Evidence(given.file_name, given.content) if given else None


def _out(row: ExemptionView) -> ExemptionOut:
    return ExemptionOut(
        id=row.public_id,
        enrolment=row.enrolment_public_id,
        trainee=row.name,
        student_no=row.student_no,
        kind=row.kind,
        module=row.module_code,
        hours=row.hours,
        score=row.score,
        learnt_at=row.learnt_at,
        learnt_on=row.learnt_on,
        evidence=row.evidence,
        state=row.state,
        proposed_by=row.proposer,
        proposed_at=row.proposed_at,
        decided_by=row.decider,
        decided_at=row.decided_at,
        decision_note=row.decision_note,
    )


def _revocation(row: RevocationView) -> RevocationOut:
    return RevocationOut(
        id=row.public_id,
        reason=row.reason,
        document=row.document,
        proposed_by=row.proposer,
        proposed_at=row.proposed_at,
        verdict=row.verdict,
        decided_by=row.decider,
        decided_at=row.decided_at,
        note=row.decision_note,
    )


ROUTES = [
    api_exemptions,
    api_exemption,
    api_propose,
    api_decide,
    api_revocation,
    api_propose_revocation,
    api_decide_revocation,
]
