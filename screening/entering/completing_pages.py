"""Completing an entry that cannot be searched for: only what the authority has told of the person."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta

from foundation.actor import Actor
from foundation.errors import DomainError, NotFound
from foundation.text import Text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, Lines, read_form
from foundation.web.pages import Answer, Request, render, see_other
from registry.documents.data import DOCUMENT_KINDS
from screening.bans.completing import complete
from screening.bans.entry import LABELS, Entry, as_draft
from screening.bans.queries import find_ban
from screening.bans.rules import Status
from screening.matching.rules import Identity

_RECORD = "screening.ban.record"


class CompletionForm(msgspec.Struct):
    """What is known now besides the name."""

    former_names: Lines = ""
    document_kind: str = ""
    document_number: Annotated[str, Meta(max_length=64)] = ""
    birth_date: date | None = None
    sex: Literal["", "F", "M"] = ""
    labels: ClassVar[dict[str, Text]] = LABELS


@get("/bans/{public_id:str}/complete", opt={"permission": _RECORD})
async def complete_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _form(request, actor, public_id)


@post("/bans/{public_id:str}/complete", opt={"permission": _RECORD})
async def complete_entry(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    ban = await find_ban(actor, public_id)
    try:
        form = await read_form(request, CompletionForm)
        await complete(actor, public_id, _identity(ban.person_name, form))
    except CORRECTABLE as error:
        return await _form(request, actor, public_id, error)
    return see_other(request, f"/bans/{public_id}/receipt")


def _identity(name: str, form: CompletionForm) -> Identity:
    entry = Entry(person_name=name, **msgspec.structs.asdict(form))
    return as_draft(entry).identity


async def _form(request: Request, actor: Actor, public_id: str, error: DomainError | None = None) -> Answer:
    ban = await find_ban(actor, public_id)
    if ban.status != Status.UNSCREENABLE:
        raise NotFound
    return render(
        request,
        "screening/ban_complete.html",
        error=error,
        ban=ban,
        documents=[(kind.code, kind.label) for kind in DOCUMENT_KINDS.values()],
    )


ROUTES = [complete_page, complete_entry]
