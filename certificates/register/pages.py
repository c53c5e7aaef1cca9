"""Pages of the certificate register: the list, one certificate, and the steps about it."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery
from msgspec import Meta

from certificates.batches.queries import batch_by_id
from certificates.holds import actions as holds
from certificates.proposals import actions as proposals
from certificates.proposals import under_way
from certificates.proposals.start import decide_and_start
from certificates.register.actions import open_document
from certificates.register.queries import (
    find_certificate,
    holds_of,
    in_making,
    list_certificates,
    proposals_of,
)
from certificates.register.words import ANSWERS, CHANNELS, HISTORY
from certificates.watching.queries import look_ups
from curricula.occupations.data import occupation
from curricula.occupations.rules import level_label
from foundation import history
from foundation.actor import Actor
from foundation.clock import today
from foundation.errors import Conflict, DomainError
from foundation.text import text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, read_form, typed
from foundation.web.navigation import NavigationItem
from foundation.web.pages import Answer, Request, download, render, see_other
from foundation.web.paging import read_listing
from foundation.web.twice import gone_on
from registry.accounts.data import PURPOSES
from registry.people.queries import public_id_of

_VIEW = "certificates.certificate.view"
_SUSPEND = "certificates.certificate.suspend"
_REINSTATE = "certificates.certificate.reinstate"
_PROPOSE = "certificates.certificate.propose"
_DECIDE = "certificates.certificate.decide"
_SORTS = {"number": "c.number", "name": "c.holder_name", "issued": "c.issued_on"}

NAVIGATION = [NavigationItem("/certificates", text("Certificates"), permission=_VIEW, order=61)]


class Reason(msgspec.Struct):
    """Why a certificate is suspended or reinstated."""

    reason: Annotated[str, Meta(min_length=2, max_length=500)]


class NewProposal(msgspec.Struct):
    """A withdrawal or reissue as it is proposed."""

    kind: proposals.Kind
    reason_code: str
    reason: Annotated[str, Meta(min_length=2, max_length=500)]
    document_no: str = ""


class Verdict(msgspec.Struct):
    """What the second officer says."""

    verdict: Annotated[str, Meta(pattern="^(agreed|refused)$")]


@get("/certificates", opt={"permission": _VIEW})
async def certificates_page(request: Request, actor: SignedIn) -> Answer:
    listing = read_listing(
        request, sorts=_SORTS, default="-issued", filters={"q": str, "standing": str}, tie="c.number", size=50
    )
    rows, total = await list_certificates(
        actor,
        search=listing.filters.get("q") or "",
        standing=listing.filters.get("standing"),
        order_by=listing.order_by,
        limit=listing.limit,
        offset=listing.offset,
    )
    return render(
        request,
        "certificates/certificates.html",
        page=listing.page(rows, total),
        day=today(),
        occupation=occupation,
        level_label=level_label,
    )


@get("/certificates/{public_id:str}", opt={"permission": _VIEW})
async def certificate_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _certificate(request, actor, public_id)


async def _certificate(
    request: Request, actor: Actor, public_id: str, error: DomainError | None = None
) -> Answer:
    certificate = await find_certificate(actor, public_id)
    return render(
        request,
        "certificates/certificate.html",
        error=error,
        certificate=certificate,
        person=await public_id_of(certificate.person_id),
        standing=certificate.standing(today()),
        holds=await holds_of(certificate.id),
        proposals=await proposals_of(certificate.id),
        next_version=await in_making(certificate.id),
        reasons=proposals.REASONS,
        batch=await batch_by_id(certificate.batch_id),
        occupation=occupation(certificate.occupation_code),
        level_label=level_label,
        entries=await history.of("certificate", certificate.id),
        history_word=lambda kind: HISTORY.get(kind, text("Changed")),
    )


@get("/certificates/{public_id:str}/certificate.pdf", opt={"permission": _VIEW})
async def certificate_document(actor: SignedIn, public_id: FromPath[str]) -> Answer:
    certificate, document = await open_document(actor, public_id)
    return download(document, f"{certificate.number}.pdf", "application/pdf")


@get("/certificates/{public_id:str}/look-ups", opt={"permission": _VIEW})
async def look_ups_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    certificate = await find_certificate(actor, public_id)
    return render(
        request,
        "certificates/look_ups.html",
        certificate=certificate,
        look_ups=await look_ups(certificate.id),
        channels=CHANNELS,
        answers=ANSWERS,
        purposes=PURPOSES,
    )


async def _step(
    request: Request, actor: Actor, public_id: str, step: str, error: DomainError | None = None
) -> Answer:
    """The page on which one of the steps is decided."""
    certificate = await find_certificate(actor, public_id)
    return render(
        request,
        "certificates/certificate_step.html",
        error=error,
        step=step,
        certificate=certificate,
        reasons=proposals.REASONS,
        occupation=occupation(certificate.occupation_code),
        level_label=level_label,
    )


@get("/certificates/{public_id:str}/suspend", opt={"permission": _SUSPEND})
async def suspend_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _step(request, actor, public_id, "suspend")


@post("/certificates/{public_id:str}/suspend", opt={"permission": _SUSPEND})
async def suspend_certificate(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        await holds.suspend(actor, public_id, (await read_form(request, Reason)).reason)
    except Conflict as error:
        return gone_on(request, f"/certificates/{public_id}", error)
    except CORRECTABLE as error:
        return await _step(request, actor, public_id, "suspend", error)
    return see_other(request, f"/certificates/{public_id}", flash=text("The certificate is suspended."))


@get("/certificates/{public_id:str}/reinstate", opt={"permission": _REINSTATE})
async def reinstate_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _step(request, actor, public_id, "reinstate")


@post("/certificates/{public_id:str}/reinstate", opt={"permission": _REINSTATE})
async def reinstate_certificate(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        await holds.reinstate(actor, public_id, (await read_form(request, Reason)).reason)
    except Conflict as error:
        return gone_on(request, f"/certificates/{public_id}", error)
    except CORRECTABLE as error:
        return await _step(request, actor, public_id, "reinstate", error)
    return see_other(request, f"/certificates/{public_id}", flash=text("The certificate is valid again."))


@get("/certificates/{public_id:str}/proposals", opt={"permission": _PROPOSE})
async def propose_page(
    request: Request, actor: SignedIn, public_id: FromPath[str], kind: FromQuery[proposals.Kind]
) -> Answer:
    return await _step(request, actor, public_id, kind)


@post("/certificates/{public_id:str}/proposals", opt={"permission": _PROPOSE})
async def propose(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    kind = "reissue" if (await typed(request)).get("kind") == "reissue" else "withdraw"
    try:
        wanted = await read_form(request, NewProposal)
        await proposals.propose(
            actor,
            public_id,
            wanted.kind,
            reason_code=wanted.reason_code,
            reason=wanted.reason,
            document_no=wanted.document_no,
        )
    except CORRECTABLE as error:
        return await _step(request, actor, public_id, kind, error)
    return see_other(
        request, f"/certificates/{public_id}", flash=text("Another officer of your office decides now.")
    )


@post("/certificates/{public_id:str}/proposals/{proposal_id:str}", opt={"permission": _DECIDE})
async def decide(
    request: Request, actor: SignedIn, public_id: FromPath[str], proposal_id: FromPath[str]
) -> Answer:
    try:
        wanted = await read_form(request, Verdict)
        await decide_and_start(actor, public_id, proposal_id, agreed=wanted.verdict == "agreed")
    except CORRECTABLE as error:
        return await _certificate(request, actor, public_id, error)
    return see_other(request, f"/certificates/{public_id}", flash=text("The decision is on record."))


@get("/certificates/{public_id:str}/next/call-off", opt={"permission": _PROPOSE})
async def call_off_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _step(request, actor, public_id, "next/call-off")


@post("/certificates/{public_id:str}/next/call-off", opt={"permission": _PROPOSE})
async def call_off(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        await under_way.call_off(actor, public_id, (await read_form(request, Reason)).reason)
    except CORRECTABLE as error:
        return await _step(request, actor, public_id, "next/call-off", error)
    return see_other(request, f"/certificates/{public_id}", flash=text("The reissue is called off."))


@post("/certificates/{public_id:str}/next/issue", opt={"permission": _DECIDE})
async def issue_next(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        job_id = await under_way.try_again(actor, public_id)
    except CORRECTABLE as error:
        return await _certificate(request, actor, public_id, error)
    return see_other(request, f"/jobs/{job_id}", flash=text("Issuing goes on where it stopped."))


routes = [
    certificates_page,
    certificate_page,
    certificate_document,
    look_ups_page,
    suspend_page,
    suspend_certificate,
    reinstate_page,
    reinstate_certificate,
    propose_page,
    propose,
    decide,
    call_off_page,
    call_off,
    issue_next,
]
