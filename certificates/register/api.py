"""The certificate register for programs: the same actions as on the pages."""

from __future__ import annotations

from datetime import date

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery, JSONBody

from certificates.holds import actions as holds
from certificates.proposals import actions as proposals
from certificates.proposals.start import decide_and_start
from certificates.register.queries import (
    CertificateRow,
    find_certificate,
    list_certificates,
    proposals_of,
)
from foundation.actor import Actor
from foundation.clock import today
from foundation.web.access import SignedIn

_VIEW = {"permission": "certificates.certificate.view"}
_SUSPEND = {"permission": "certificates.certificate.suspend"}
_REINSTATE = {"permission": "certificates.certificate.reinstate"}
_PROPOSE = {"permission": "certificates.certificate.propose"}
_DECIDE = {"permission": "certificates.certificate.decide"}
_MOST = 200


class Reason(msgspec.Struct):
    """Why a certificate is suspended or reinstated."""

    reason: str


class NewProposal(msgspec.Struct):
    """A withdrawal or reissue as it is proposed."""

    kind: proposals.Kind
    reason_code: str
    reason: str
    document_no: str = ""


class Verdict(msgspec.Struct):
    """What the second officer says."""

    agreed: bool


class CertificateOut(msgspec.Struct, frozen=True):
    """A certificate as programs see it: the standing is what verification answers."""

    public_id: str
    number: str
    version: int
    holder: str
    occupation_code: str
    level: int
    evaluator: str
    issued_on: date
    expires_on: date | None
    standing: str


class ProposalOut(msgspec.Struct, frozen=True):
    """A proposal about a certificate."""

    public_id: str
    kind: str
    reason_code: str
    verdict: str | None


class CertificateDetail(CertificateOut, frozen=True, kw_only=True):
    """A certificate with the proposals about it."""

    proposals: list[ProposalOut]


class CertificateList(msgspec.Struct, frozen=True):
    """A page of certificates."""

    total: int
    items: list[CertificateOut]


def _out(row: CertificateRow) -> CertificateOut:
    return CertificateOut(
        row.public_id,
        row.number,
        row.version,
        row.holder_name,
        row.occupation_code,
        row.level,
        row.evaluator_name,
        row.issued_on,
        row.expires_on,
        row.standing(today()),
    )


async def _found(actor: Actor, public_id: str) -> CertificateDetail:
    row = await find_certificate(actor, public_id)
    found = [
        ProposalOut(each.public_id, each.kind, each.reason_code, each.verdict)
        for each in await proposals_of(row.id)
    ]
    return CertificateDetail(**msgspec.structs.asdict(_out(row)), proposals=found)


@get("/api/v1/certificates", opt=_VIEW)
async def api_certificates(
    actor: SignedIn,
    q: FromQuery[str] = "",
    standing: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
    offset: FromQuery[int] = 0,
) -> CertificateList:
    """The certificates in scope, newest first; `q` is the beginning of a name or a complete number."""
    rows, total = await list_certificates(
        actor,
        search=q,
        standing=standing,
        order_by="c.issued_on DESC, c.number, c.version",
        limit=min(max(limit, 1), _MOST),
        offset=min(max(offset, 0), 1_000_000),
    )
    return CertificateList(total, [_out(row) for row in rows])


@get("/api/v1/certificates/{public_id:str}", opt=_VIEW)
async def api_certificate(actor: SignedIn, public_id: FromPath[str]) -> CertificateDetail:
    """One certificate."""
    return await _found(actor, public_id)


@post("/api/v1/certificates/{public_id:str}/suspend", opt=_SUSPEND, status_code=200)
async def api_suspend(actor: SignedIn, public_id: FromPath[str], data: JSONBody[Reason]) -> CertificateDetail:
    """Suspend at once."""
    await holds.suspend(actor, public_id, data.reason)
    return await _found(actor, public_id)


@post("/api/v1/certificates/{public_id:str}/reinstate", opt=_REINSTATE, status_code=200)
async def api_reinstate(
    actor: SignedIn, public_id: FromPath[str], data: JSONBody[Reason]
) -> CertificateDetail:
    """End a suspension, as another person, after a new screening."""
    await holds.reinstate(actor, public_id, data.reason)
    return await _found(actor, public_id)


@post("/api/v1/certificates/{public_id:str}/proposals", opt=_PROPOSE, status_code=201)
async def api_propose(
    actor: SignedIn, public_id: FromPath[str], data: JSONBody[NewProposal]
) -> CertificateDetail:
    """Put a withdrawal or a reissue before another officer."""
    await proposals.propose(
        actor,
        public_id,
        data.kind,
        reason_code=data.reason_code,
        reason=data.reason,
        document_no=data.document_no,
    )
    return await _found(actor, public_id)


@post("/api/v1/certificates/{public_id:str}/proposals/{proposal_id:str}", opt=_DECIDE, status_code=200)
async def api_decide(
    actor: SignedIn, public_id: FromPath[str], proposal_id: FromPath[str], data: JSONBody[Verdict]
) -> CertificateDetail:
    """Agree or refuse, as another person than the proposer."""
    await decide_and_start(actor, public_id, proposal_id, agreed=data.agreed)
    return await _found(actor, public_id)


routes = [
    api_certificates,
    api_certificate,
    api_suspend,
    api_reinstate,
    api_propose,
    api_decide,
]
