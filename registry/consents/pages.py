"""Recording a consent with the very text that was agreed to, and its withdrawal."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta

from foundation.errors import DomainError
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.pages import Answer, Request, render, see_other
from registry.consents.actions import NewConsent, record_consent, withdraw_consent
from registry.consents.data import CURRENT_TEXTS
from registry.people.queries import PersonView, person

_RECORD = "registry.consent.record"


class ConsentForm(msgspec.Struct):
    """Who agreed to what, when, and where the paper is."""

    kind: str
    given_on: date
    given_by: Annotated[str, Meta(max_length=60)]
    evidence: Annotated[str, Meta(max_length=200)] = ""
    labels: ClassVar[dict[str, Text]] = {
        "kind": text("Consent"),
        "given_on": text("Given on"),
        "given_by": text("Given by"),
        "evidence": text("Proof"),
    }


class Withdrawal(msgspec.Struct):
    """The consent that is withdrawn."""

    consent: UUID


@get("/people/{public_id:str}/consents", opt={"permission": _RECORD})
async def consent_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return _consent(request, await person(actor, public_id))


def _consent(request: Request, shown: PersonView, error: DomainError | None = None) -> Answer:
    return render(
        request,
        "registry/person_consent.html",
        error=error,
        shown=shown,
        texts=list(CURRENT_TEXTS.values()),
        filled={"given_by": shown.name},
    )


@post("/people/{public_id:str}/consents", opt={"permission": _RECORD})
async def save_consent(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    shown = await person(actor, public_id)
    try:
        wanted = await read_form(request, ConsentForm)
        new = NewConsent(
            kind=wanted.kind, given_on=wanted.given_on, given_by=wanted.given_by, evidence=wanted.evidence
        )
        await record_consent(actor, shown.id, new)
    except CORRECTABLE as error:
        return _consent(request, shown, error)
    return see_other(request, f"/people/{public_id}", flash=text("The consent is recorded."))


@post("/people/{public_id:str}/consents/withdraw", opt={"permission": _RECORD})
async def withdraw(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    shown = await person(actor, public_id)
    wanted = await read_form(request, Withdrawal)
    await withdraw_consent(actor, shown.id, wanted.consent)
    return see_other(request, f"/people/{public_id}", flash=text("The consent is withdrawn."))


ROUTES = [consent_page, save_consent, withdraw]
