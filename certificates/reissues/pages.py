"""Pages on which everything that a struck-off key signed is issued anew."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta

from certificates.credentials.multikey import multikey
from certificates.reissues.actions import decide_reissue, propose_reissue, resume_reissue, struck_off
from certificates.reissues.queries import (
    can_be_resumed,
    find_reissue,
    judged,
    left_out,
    list_reissues,
    struck_off_keys,
)
from certificates.reissues.rules import WHYS
from foundation.actor import Actor
from foundation.errors import DomainError
from foundation.text import text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.pages import Answer, Request, render, see_other
from foundation.web.paging import read_listing

_PROPOSE = "certificates.certificate.propose"
_DECIDE = "certificates.certificate.decide"
_SEE = (_PROPOSE, _DECIDE)


class NewReissue(msgspec.Struct):
    """The key that was struck off, and what happened."""

    key: str
    reason: Annotated[str, Meta(min_length=2, max_length=500)]


class Verdict(msgspec.Struct):
    """What the second officer says."""

    verdict: Annotated[str, Meta(pattern="^(agreed|refused)$")]


@get("/reissues", opt={"permission": _SEE})
async def reissues_page(request: Request, actor: SignedIn) -> Answer:
    return render(
        request,
        "certificates/reissues.html",
        reissues=await list_reissues(actor),
        keys=await struck_off_keys(actor.organisation_id),
        multikey=multikey,
    )


@get("/reissues/keys/{struck_key:str}", opt={"permission": _PROPOSE})
async def new_reissue_page(request: Request, actor: SignedIn, struck_key: FromPath[str]) -> Answer:
    return await _new(request, actor, struck_key)


async def _new(request: Request, actor: Actor, key: str, error: DomainError | None = None) -> Answer:
    seen = list((await judged(await struck_off(key), actor.organisation_id)).values())
    return render(
        request,
        "certificates/reissue_new.html",
        error=error,
        key=key,
        included=seen.count(None),
        reasons=[(WHYS[why], seen.count(why)) for why in WHYS if seen.count(why)],
    )


@post("/reissues", opt={"permission": _PROPOSE})
async def propose_many(request: Request, actor: SignedIn) -> Answer:
    wanted = await read_form(request, NewReissue)
    try:
        public_id = await propose_reissue(actor, wanted.key, wanted.reason)
    except CORRECTABLE as error:
        return await _new(request, actor, wanted.key, error)
    return see_other(
        request, f"/reissues/{public_id}", flash=text("Another officer of your office decides now.")
    )


@get("/reissues/{public_id:str}", opt={"permission": _SEE})
async def reissue_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _reissue(request, actor, public_id)


async def _reissue(
    request: Request, actor: Actor, public_id: str, error: DomainError | None = None
) -> Answer:
    reissue = await find_reissue(actor, public_id)
    listing = read_listing(request, sorts={"number": "c.number"}, default="number", size=50)
    refused: list[Any] = await left_out(reissue.id, limit=listing.limit, offset=listing.offset)
    return render(
        request,
        "certificates/reissue.html",
        error=error,
        reissue=reissue,
        key=multikey(reissue.public_key),
        page=listing.page(refused, reissue.left_out),
        whys=WHYS,
        resting=await can_be_resumed(reissue),
    )


@post("/reissues/{public_id:str}/decision", opt={"permission": _DECIDE})
async def decide_many(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        agreed = (await read_form(request, Verdict)).verdict == "agreed"
        job_id = await decide_reissue(actor, public_id, agreed=agreed)
    except CORRECTABLE as error:
        return await _reissue(request, actor, public_id, error)
    if job_id is None:
        return see_other(request, f"/reissues/{public_id}", flash=text("The decision is on record."))
    return see_other(request, f"/jobs/{job_id}", flash=text("The certificates are being issued anew."))


@post("/reissues/{public_id:str}/resume", opt={"permission": _DECIDE})
async def resume_many(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        job_id = await resume_reissue(actor, public_id)
    except CORRECTABLE as error:
        return await _reissue(request, actor, public_id, error)
    return see_other(request, f"/jobs/{job_id}", flash=text("Issuing goes on where it stopped."))


routes = [
    reissues_page,
    propose_many,
    new_reissue_page,
    reissue_page,
    decide_many,
    resume_many,
]
