"""Exemptions: the list, proposing one for a trainee, looking at the evidence, and the decision."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta, structs

from curricula.courses.queries import version
from foundation.actor import Actor
from foundation.errors import Conflict, DomainError, NotFound
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, Upload, read_form
from foundation.web.pages import Answer, Request, download, render, see_other
from foundation.web.twice import gone_on
from training.enrolments.queries import find_enrolment
from training.exemptions.actions import Evidence, NewExemption, decide_exemption, propose_exemption
from training.exemptions.data import EXEMPTION_RULES
from training.exemptions.queries import (
    FILE_BYTES,
    KINDS,
    MEDIA,
    evidence_file,
    exemption_counts,
    find_exemption,
    list_exemptions,
    revocations_of,
)

_VIEW = "training.exemption.view"
_PROPOSE = "training.exemption.propose"
_DECIDE = "training.exemption.decide"
_STATES = ("proposed", "revoking", "approved", "rejected", "revoked")
_RULE = EXEMPTION_RULES["EX-01"].rule


class ProposalForm(NewExemption, frozen=True, kw_only=True):
    """What is proposed, with the scan."""

    file: Upload | None = None
    labels: ClassVar[dict[str, Text]] = NewExemption.labels | {"file": text("Scan of the evidence")}


class DecisionForm(msgspec.Struct):
    """What was decided."""

    decision: Literal["approve", "reject"]
    note: Annotated[str, Meta(max_length=300, extra={"text": "lines"})] = ""
    labels: ClassVar[dict[str, Text]] = {
        "decision": text("Decision on the exemption"),
        "note": text("Reason"),
    }


@get("/exemptions", opt={"permission": _VIEW})
async def exemptions_page(request: Request, actor: SignedIn) -> Answer:
    state = request.query_params.get("status") or ""
    rows, _ = await list_exemptions(actor, state)
    counts = await exemption_counts(actor)
    return render(
        request,
        "training/exemptions.html",
        rows=rows,
        chosen=state,
        counts={one: counts.get(one, 0) for one in _STATES},
        kinds=KINDS,
        several=len({one.college_id for one in rows}) > 1,
        rule=_RULE,
    )


@get("/enrolments/{public_id:str}/exemption", opt={"permission": _PROPOSE})
async def propose_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _propose(request, actor, public_id)


@post(
    "/enrolments/{public_id:str}/exemption",
    opt={"permission": _PROPOSE},
    request_max_body_size=FILE_BYTES + 100_000,
)
async def propose(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        form = await read_form(request, ProposalForm, max_file_bytes=FILE_BYTES)
        file = Evidence(form.file.filename, form.file.data) if form.file else None
        values = {name: getattr(form, name) for name in NewExemption.__struct_fields__}
        exemption = await propose_exemption(actor, public_id, NewExemption(**values), file)
    except CORRECTABLE as error:
        return await _propose(request, actor, public_id, error)
    flash = text("The exemption is proposed. Another person decides on it.")
    return see_other(request, f"/exemptions/{exemption}", flash=flash)


async def _propose(
    request: Request, actor: Actor, public_id: str, error: DomainError | None = None
) -> Answer:
    enrolment = await find_enrolment(actor, public_id)
    if enrolment.college_id != actor.organisation_id:
        raise NotFound()
    course = await version(enrolment.course_version_id)
    return render(
        request,
        "training/exemption_new.html",
        error=error,
        filled={"kind": "exemption"},
        enrolment=enrolment,
        modules=[
            (one.code, text("{code} {title} ({hours} hours)", **_said(structs.asdict(one))))
            for one in course.modules
        ],
        kinds=list(KINDS.items()),
        rule=_RULE,
    )


def _said(module: dict[str, object]) -> dict[str, object]:
    return {"code": module["code"], "title": module["title"], "hours": f"{module['hours']:g}"}


@get("/exemptions/{public_id:str}", opt={"permission": _VIEW})
async def exemption_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _one(request, actor, public_id)


async def _one(request: Request, actor: Actor, public_id: str, error: DomainError | None = None) -> Answer:
    shown = await find_exemption(actor, public_id)
    own = shown.college_id == actor.organisation_id
    return render(
        request,
        "training/exemption.html",
        error=error,
        shown=shown,
        kinds=KINDS,
        rule=_RULE,
        decides=own
        and shown.status == "proposed"
        and actor.may(_DECIDE)
        and shown.proposed_by != actor.account_id,
        waits=own and shown.status == "proposed" and shown.proposed_by == actor.account_id,
        revocation=next((one for one in await revocations_of(shown.id) if one.verdict != "refused"), None),
        may_revoke=own and shown.state == "approved" and actor.may(_PROPOSE),
    )


@get("/exemptions/{public_id:str}/evidence", opt={"permission": _VIEW})
async def evidence(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    shown = await find_exemption(actor, public_id)
    name = shown.file_name or ""
    return download(
        await evidence_file(shown), name, MEDIA.get(name.rsplit(".", 1)[-1], "application/octet-stream")
    )


@post("/exemptions/{public_id:str}/decide", opt={"permission": _DECIDE})
async def decide(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        form = await read_form(request, DecisionForm)
        done = await decide_exemption(actor, public_id, approve=form.decision == "approve", note=form.note)
    except CORRECTABLE as error:
        if isinstance(error, Conflict):
            return gone_on(request, f"/exemptions/{public_id}", error)
        return await _one(request, actor, public_id, error)
    flash = (
        text("The exemption is approved and counts from now on.")
        if done.status == "approved"
        else text("The exemption is rejected.")
    )
    return see_other(request, f"/exemptions/{public_id}", flash=flash)


ROUTES = [exemptions_page, propose_page, propose, exemption_page, evidence, decide]
