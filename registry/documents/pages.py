"""Adding an identity document to a person's file, and correcting a mistyped number."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta

from foundation.actor import Actor
from foundation.errors import DomainError, NotFound
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.pages import Answer, Request, render, see_other
from registry.documents.data import DOCUMENT_KINDS
from registry.people.actions import NewDocument, add_document, correct_document
from registry.people.pages import LABELS
from registry.people.queries import PersonView, person

_AMEND = "registry.person.amend"


class DocumentForm(msgspec.Struct):
    """A document; with `document` the one whose number is corrected."""

    kind: str
    number: Annotated[str, Meta(max_length=60)]
    reason: Annotated[str, Meta(min_length=2, max_length=300)]
    valid_until: date | None = None
    primary: bool = False
    document: UUID | None = None
    labels: ClassVar[dict[str, Text]] = LABELS


@get("/people/{public_id:str}/documents", opt={"permission": _AMEND})
async def document_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return _document(request, await person(actor, public_id))


def _document(request: Request, shown: PersonView, error: DomainError | None = None) -> Answer:
    asked = request.query_params.get("document", "")
    corrected = next((one for one in shown.documents if str(one.id) == asked), None)
    if asked and corrected is None:
        raise NotFound
    filled = {"kind": corrected.kind, "valid_until": corrected.valid_until} if corrected else {"kind": "01"}
    return render(
        request,
        "registry/person_document.html",
        error=error,
        filled=filled,
        shown=shown,
        corrected=corrected,
        document_kinds=[(kind.code, kind.label) for kind in DOCUMENT_KINDS.values()],
    )


@post("/people/{public_id:str}/documents", opt={"permission": _AMEND})
async def save_document(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    shown = await person(actor, public_id)
    try:
        await _save(actor, shown, await read_form(request, DocumentForm))
    except CORRECTABLE as error:
        return _document(request, shown, error)
    return see_other(request, f"/people/{public_id}", flash=text("The document is in the file."))


async def _save(actor: Actor, shown: PersonView, wanted: DocumentForm) -> None:
    new = NewDocument(wanted.kind, wanted.number, wanted.valid_until)
    if wanted.document:
        await correct_document(actor, shown.id, wanted.document, new, wanted.reason)
    else:
        await add_document(actor, shown.id, new, wanted.reason, primary=wanted.primary)


ROUTES = [document_page, save_document]
