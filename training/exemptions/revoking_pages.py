"""The page on which an exemption is taken back: what rests on it, the proposal, and the decision."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta

from foundation.actor import Actor
from foundation.errors import DomainError, NotFound
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, Upload, read_form
from foundation.web.pages import Answer, Request, download, render, see_other
from training.exemptions.actions import Evidence
from training.exemptions.data import EXEMPTION_RULES
from training.exemptions.dependents import LABELS, dependents_of, fingerprint
from training.exemptions.queries import (
    FILE_BYTES,
    KINDS,
    MEDIA,
    find_exemption,
    open_revocation,
    revocation_file,
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


class ProposalForm(NewRevocation, frozen=True, kw_only=True):
    """Why, with the scan of the document."""

    file: Upload | None = None
    labels: ClassVar[dict[str, Text]] = NewRevocation.labels | {"file": text("Scan of the document")}


class DecisionForm(msgspec.Struct):
    """What was decided, on what was shown."""

    decision: Literal["agree", "refuse"]
    note: Annotated[str, Meta(max_length=300, extra={"text": "lines"})] = ""
    seen: Annotated[str, Meta(max_length=40)] = ""
    labels: ClassVar[dict[str, Text]] = {"decision": text("Decision"), "note": text("Reason")}


@get("/exemptions/{public_id:str}/revocation", opt={"permission": _VIEW})
async def revocation_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _revocation(request, actor, public_id)


@post(
    "/exemptions/{public_id:str}/revocation",
    opt={"permission": PROPOSE},
    request_max_body_size=FILE_BYTES + 100_000,
)
async def propose(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        form = await read_form(request, ProposalForm, max_file_bytes=FILE_BYTES)
        file = Evidence(form.file.filename, form.file.data) if form.file else None
        await propose_revocation(actor, public_id, form, file)
    except CORRECTABLE as error:
        return await _revocation(request, actor, public_id, error)
    flash = text("It is proposed to take the exemption back. It counts until another person agrees.")
    return see_other(request, f"/exemptions/{public_id}/revocation", flash=flash)


@post("/exemptions/{public_id:str}/revocation/decide", opt={"permission": DECIDE})
async def decide(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        form = await read_form(request, DecisionForm)
        given = Verdict(agreed=form.decision == "agree", note=form.note, seen=form.seen)
        done = await decide_revocation(actor, public_id, given)
    except CORRECTABLE as error:
        return await _revocation(request, actor, public_id, error)
    if done.status != "revoked":
        return see_other(request, f"/exemptions/{public_id}", flash=text("The exemption still counts."))
    short = await short_of(done.enrolment_id)
    flash = text("The exemption is taken back and no longer counts.")
    body = text("{count} minimums of the training are short now.", count=short) if short else None
    return see_other(request, f"/exemptions/{public_id}", flash=flash, body=body)


async def _revocation(
    request: Request, actor: Actor, public_id: str, error: DomainError | None = None
) -> Answer:
    shown = await find_exemption(actor, public_id)
    waiting = await open_revocation(shown.id) if shown.status == "approved" else None
    if shown.status != "approved" and error is None:
        return see_other(request, f"/exemptions/{public_id}")
    own = shown.college_id == actor.organisation_id
    rests = await dependents_of(shown.enrolment_id)
    return render(
        request,
        "training/exemption_revocation.html",
        error=error,
        shown=shown,
        kinds=KINDS,
        waiting=waiting,
        earlier=[one for one in await revocations_of(shown.id) if one.verdict == "refused"],
        rests=rests,
        names=LABELS,
        seen=fingerprint(rests),
        short=await short_of(shown.enrolment_id),
        short_without=await short_of(shown.enrolment_id, without=shown.id),
        proposes=own and shown.status == "approved" and waiting is None and actor.may(PROPOSE),
        decides=own and waiting is not None and actor.may(DECIDE) and waiting.proposed_by != actor.account_id,
        rule=EXEMPTION_RULES["EX-01"].rule,
    )


@get("/exemptions/{public_id:str}/revocation/document", opt={"permission": _VIEW})
async def document(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    shown = await find_exemption(actor, public_id)
    found = next((one for one in await revocations_of(shown.id) if one.verdict != "refused"), None)
    if found is None or found.file_name is None:
        raise NotFound()
    media = MEDIA.get(found.file_name.rsplit(".", 1)[-1], "application/octet-stream")
    return download(await revocation_file(found), found.file_name, media)


ROUTES = [revocation_page, propose, decide, document]
