"""Batches for programs: the same actions as on the pages."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery, JSONBody

from certificates.batches import actions
from certificates.batches.queries import Batch, find_batch, list_batches, members
from certificates.batches.start import approve_and_start
from certificates.gate.rules import GateLine
from foundation.actor import Actor
from foundation.web.access import SignedIn

_VIEW = {"permission": "certificates.batch.view"}
_PREPARE = {"permission": "certificates.batch.prepare"}
_APPROVE = {"permission": "certificates.batch.approve"}
_MOST = 200


class NewBatch(msgspec.Struct):
    """The session from which a batch is prepared."""

    session: str
    title: str = ""


class Reason(msgspec.Struct):
    """Why a batch is sent back or given up."""

    reason: str


class BatchOut(msgspec.Struct, frozen=True):
    """A batch as programs see it."""

    public_id: str
    title: str
    status: str
    evaluator: str
    occupation_code: str
    level: int
    prepared_by: str
    approved_by: str | None
    returned_reason: str | None


class MemberOut(msgspec.Struct, frozen=True):
    """One applicant: whether included, the gate as it was seen, and the certificate if there is one."""

    name: str
    document: str
    included: bool
    excluded_reason: str
    gate: list[dict[str, Any]]
    certificate: str | None


class BatchList(msgspec.Struct, frozen=True):
    """A page of batches."""

    total: int
    items: list[BatchOut]


class BatchDetail(BatchOut, frozen=True, kw_only=True):
    """A batch with its applicants."""

    members: list[MemberOut]


def _out(batch: Batch) -> BatchOut:
    return BatchOut(
        batch.public_id,
        batch.title,
        batch.status,
        batch.evaluator_name,
        batch.occupation_code,
        batch.level,
        batch.preparer_name,
        batch.approver_name,
        batch.returned_reason,
    )


def _line(line: GateLine) -> dict[str, Any]:
    return {"kind": line.kind, "passed": line.passed, "evidence": line.evidence.english()}


@get("/api/v1/batches", opt=_VIEW)
async def api_batches(
    actor: SignedIn,
    status: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
    offset: FromQuery[int] = 0,
) -> BatchList:
    """The batches in scope, newest first."""
    rows, total = await list_batches(
        actor, status=status, limit=min(max(limit, 1), _MOST), offset=min(max(offset, 0), 1_000_000)
    )
    return BatchList(total, [_out(row) for row in rows])


@get("/api/v1/batches/{public_id:str}", opt=_VIEW)
async def api_batch(actor: SignedIn, public_id: FromPath[str]) -> BatchDetail:
    """One batch with its applicants."""
    batch = await find_batch(actor, public_id)
    applicants = [
        MemberOut(
            member.name,
            member.document_masked,
            member.included,
            member.excluded_reason,
            [
                {"kind": line.kind, "passed": line.passed, "evidence": line.evidence.english()}
                for line in member.gate
            ],
            member.certificate_number,
        )
        for member in await members(batch.id)
    ]
    return BatchDetail(**msgspec.structs.asdict(_out(batch)), members=applicants)


@post("/api/v1/batches", opt=_PREPARE, status_code=201)
async def api_prepare(actor: SignedIn, data: JSONBody[NewBatch]) -> BatchOut:
    """Gather a confirmed session's results into a batch."""
    return await _found(actor, await actions.prepare(actor, data.session, data.title))


@post("/api/v1/batches/{public_id:str}/submit", opt=_PREPARE, status_code=200)
async def api_submit(actor: SignedIn, public_id: FromPath[str]) -> BatchOut:
    """Hand the batch to another person."""
    await actions.submit(actor, public_id)
    return await _found(actor, public_id)


@post("/api/v1/batches/{public_id:str}/approve", opt=_APPROVE, status_code=200)
async def api_approve(actor: SignedIn, public_id: FromPath[str]) -> BatchOut:
    """Approve as another person than the preparer; the certificates are issued from now on."""
    await approve_and_start(actor, public_id)
    return await _found(actor, public_id)


@post("/api/v1/batches/{public_id:str}/return", opt=_APPROVE, status_code=200)
async def api_return(actor: SignedIn, public_id: FromPath[str], data: JSONBody[Reason]) -> BatchOut:
    """Give the batch back to its preparer."""
    await actions.return_(actor, public_id, data.reason)
    return await _found(actor, public_id)


async def _found(actor: Actor, public_id: str) -> BatchOut:
    return _out(await find_batch(actor, public_id))


routes = [api_batches, api_batch, api_prepare, api_submit, api_approve, api_return]
