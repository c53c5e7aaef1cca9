"""Pages of batches: what waits, the batch as its preparer and approver see it, and its steps."""

from __future__ import annotations

import uuid
from typing import Annotated

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta

from certificates.batches import actions
from certificates.batches.export import public_list
from certificates.batches.queries import (
    Batch,
    Member,
    find_batch,
    list_batches,
    members,
    sessions_waiting,
    status_counts,
)
from certificates.batches.start import approve_and_start, can_be_resumed, resume
from certificates.gate.queries import gates
from certificates.gate.show import missing, shown, whose_turn
from curricula.occupations.data import occupation
from curricula.occupations.rules import level_label
from foundation.actor import Actor
from foundation.clock import today
from foundation.errors import DomainError, NotFound
from foundation.text import text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.navigation import NavigationItem
from foundation.web.pages import Answer, Request, download, render, see_other
from foundation.web.paging import read_listing
from foundation.web.twice import taken_before

_VIEW = "certificates.batch.view"
_PREPARE = "certificates.batch.prepare"
_APPROVE = "certificates.batch.approve"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

NAVIGATION = [NavigationItem("/batches", text("Batches"), permission=_VIEW, order=60)]


class NewBatch(msgspec.Struct):
    """The session from which a batch is prepared."""

    session: str


class Reason(msgspec.Struct):
    """Why something is sent back, left out or given up."""

    reason: Annotated[str, Meta(min_length=2, max_length=500)]


@get("/batches", opt={"permission": _VIEW})
async def batches_page(request: Request, actor: SignedIn) -> Answer:
    listing = read_listing(
        request, sorts={"prepared": "b.prepared_at"}, default="-prepared", filters={"status": str}
    )
    rows, total = await list_batches(
        actor, status=listing.filters.get("status"), limit=listing.limit, offset=listing.offset
    )
    return render(
        request,
        "certificates/batches.html",
        page=listing.page(rows, total),
        counts=await status_counts(actor),
        waiting=await sessions_waiting(actor) if actor.may(_PREPARE) else [],
        occupation=occupation,
        level_label=level_label,
    )


@post("/batches", opt={"permission": _PREPARE})
async def prepare_batch(request: Request, actor: SignedIn) -> Answer:
    wanted = await read_form(request, NewBatch)
    public_id = await actions.prepare(actor, wanted.session)
    return see_other(
        request, f"/batches/{public_id}", flash=text("The batch is prepared. Nothing is submitted yet.")
    )


@get("/batches/{public_id:str}", opt={"permission": _VIEW})
async def batch_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _batch(request, actor, public_id)


async def _batch(request: Request, actor: Actor, public_id: str, error: DomainError | None = None) -> Answer:
    batch = await find_batch(actor, public_id)
    applicants = await members(batch.id)
    return render(
        request,
        "certificates/batch.html",
        error=error,
        batch=batch,
        ready=[member for member in applicants if member.included],
        attention=[member for member in applicants if not member.included],
        day=today(),
        resting=await can_be_resumed(batch.id),
        own=batch.organisation_id == actor.organisation_id,
        prepared_by_me=batch.prepared_by == actor.account_id,
        occupation=occupation(batch.occupation_code),
        level_label=level_label,
        shown=shown,
        missing=missing,
        whose_turn=whose_turn,
    )


@get("/batches/{public_id:str}/members/{item_id:uuid}", opt={"permission": _VIEW})
async def member_page(
    request: Request, actor: SignedIn, public_id: FromPath[str], item_id: FromPath[uuid.UUID]
) -> Answer:
    return await _member(request, actor, public_id, item_id)


async def _member(
    request: Request, actor: Actor, public_id: str, item_id: uuid.UUID, error: DomainError | None = None
) -> Answer:
    batch = await find_batch(actor, public_id)
    member = _one(await members(batch.id), item_id)
    current = await gates([member.entry_id], today())
    return render(
        request,
        "certificates/member.html",
        error=error,
        batch=batch,
        member=member,
        gate=shown(current[member.entry_id]),
        occupation=occupation(batch.occupation_code),
        level_label=level_label,
    )


def _one(applicants: list[Member], item_id: uuid.UUID) -> Member:
    for member in applicants:
        if member.id == item_id:
            return member
    raise NotFound()


@post("/batches/{public_id:str}/members/{item_id:uuid}/exclude", opt={"permission": _PREPARE})
async def exclude_member(
    request: Request, actor: SignedIn, public_id: FromPath[str], item_id: FromPath[uuid.UUID]
) -> Answer:
    try:
        wanted = await read_form(request, Reason)
        await actions.exclude(actor, public_id, item_id, wanted.reason)
    except CORRECTABLE as error:
        return await _member(request, actor, public_id, item_id, error)
    return see_other(request, f"/batches/{public_id}", flash=text("The applicant is left out of this batch."))


@post("/batches/{public_id:str}/refresh", opt={"permission": _PREPARE})
async def refresh_batch(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    await actions.refresh(actor, public_id)
    return see_other(request, f"/batches/{public_id}", flash=text("Every applicant was looked at again."))


@get("/batches/{public_id:str}/submit", opt={"permission": _PREPARE})
async def submit_check_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _check(request, actor, public_id, "submit")


@post("/batches/{public_id:str}/submit", opt={"permission": _PREPARE})
async def submit_batch(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        await actions.submit(actor, public_id)
    except CORRECTABLE as error:
        if (await find_batch(actor, public_id)).status == "submitted":
            return taken_before(request, f"/batches/{public_id}/receipt")
        return await _batch(request, actor, public_id, error)
    return see_other(request, f"/batches/{public_id}/receipt")


@get("/batches/{public_id:str}/approve", opt={"permission": _APPROVE})
async def approve_check_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    batch = await find_batch(actor, public_id)
    if batch.status != "submitted":
        return see_other(request, f"/batches/{public_id}")
    if batch.prepared_by == actor.account_id:
        raise actions.two_persons()
    return await _check(request, actor, public_id, "approve")


@post("/batches/{public_id:str}/approve", opt={"permission": _APPROVE})
async def approve_batch(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        job_id = await approve_and_start(actor, public_id)
    except CORRECTABLE as error:
        if (await find_batch(actor, public_id)).status in ("approved", "issued"):
            return taken_before(request, f"/batches/{public_id}")
        return await _batch(request, actor, public_id, error)
    return see_other(
        request, f"/jobs/{job_id}", flash=text("The batch is approved; its certificates are being issued.")
    )


@post("/batches/{public_id:str}/issue", opt={"permission": _APPROVE})
async def resume_issuing(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        job_id = await resume(actor, public_id)
    except CORRECTABLE as error:
        return await _batch(request, actor, public_id, error)
    return see_other(request, f"/jobs/{job_id}", flash=text("Issuing goes on where it stopped."))


async def _check(request: Request, actor: Actor, public_id: str, step: str) -> Answer:
    batch = await find_batch(actor, public_id)
    applicants = await members(batch.id)
    return render(
        request,
        "certificates/batch_check.html",
        batch=batch,
        step=step,
        included=sum(member.included for member in applicants),
        excluded=sum(not member.included for member in applicants),
        occupation=occupation(batch.occupation_code),
        level_label=level_label,
    )


@get("/batches/{public_id:str}/receipt", opt={"permission": _VIEW})
async def receipt_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    batch = await find_batch(actor, public_id)
    included = sum(member.included for member in await members(batch.id))
    return render(request, "certificates/batch_receipt.html", batch=batch, included=included)


@get("/batches/{public_id:str}/return", opt={"permission": _APPROVE})
async def return_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return render(request, "certificates/batch_return.html", batch=await find_batch(actor, public_id))


@post("/batches/{public_id:str}/return", opt={"permission": _APPROVE})
async def return_batch(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    batch: Batch = await find_batch(actor, public_id)
    try:
        wanted = await read_form(request, Reason)
        await actions.return_(actor, public_id, wanted.reason)
    except CORRECTABLE as error:
        return render(request, "certificates/batch_return.html", error=error, batch=batch)
    return see_other(request, f"/batches/{public_id}", flash=text("The batch is back with its preparer."))


@get("/batches/{public_id:str}/list.xlsx", opt={"permission": _VIEW})
async def batch_sheet(actor: SignedIn, public_id: FromPath[str]) -> Answer:
    batch = await find_batch(actor, public_id)
    return download(public_list(batch, await members(batch.id)), f"{batch.title}.xlsx", _SHEET)


routes = [
    batches_page,
    prepare_batch,
    batch_page,
    member_page,
    exclude_member,
    refresh_batch,
    submit_check_page,
    submit_batch,
    approve_check_page,
    approve_batch,
    resume_issuing,
    receipt_page,
    return_page,
    return_batch,
    batch_sheet,
]
