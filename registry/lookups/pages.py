"""Finding a person by exact document number, and showing in full what is masked; both are written down."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta

from foundation.errors import DomainError, Invalid
from foundation.text import Text
from foundation.web.access import SignedIn
from foundation.web.forms import read_form
from foundation.web.pages import Answer, Request, render, see_other
from registry.documents.data import DOCUMENT_KINDS
from registry.lookups.actions import seek, unmask
from registry.lookups.limits import count_look_up, count_unmasking
from registry.people.pages import LABELS, show_person
from registry.people.queries import visible_id

_FIND = "registry.person.find"
_REVEAL = "registry.person.reveal"


class FindForm(msgspec.Struct):
    """The exact number of a document."""

    kind: str
    number: Annotated[str, Meta(max_length=60)]
    labels: ClassVar[dict[str, Text]] = LABELS


@get("/people/find", opt={"permission": _FIND})
async def find_page(request: Request, actor: SignedIn) -> Answer:
    return _find(request)


def _find(request: Request, error: DomainError | None = None, *, missed: bool = False) -> Answer:
    return render(
        request,
        "registry/person_find.html",
        error=error,
        filled={"kind": "01"},
        missed=missed,
        document_kinds=[(kind.code, kind.label) for kind in DOCUMENT_KINDS.values()],
    )


@post("/people/find", opt={"permission": _FIND})
async def find(request: Request, actor: SignedIn) -> Answer:
    try:
        wanted = await read_form(request, FindForm)
        await count_look_up(actor)
        public_id = await seek(actor, wanted.kind, wanted.number)
    except Invalid as error:
        return _find(request, error)
    if public_id is None:
        return _find(request, missed=True)
    return see_other(request, f"/people/{public_id}")


@post("/people/{public_id:str}/unmask", opt={"permission": _REVEAL})
async def show_in_full(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    await count_unmasking(actor, await visible_id(actor, public_id))
    return await show_person(request, actor, await unmask(actor, public_id), in_full=True, status=200)


ROUTES = [find_page, find, show_in_full]
