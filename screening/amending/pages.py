"""Pages of an amendment: the entry as a form, what changes side by side for the second person."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta

from foundation.actor import Actor
from foundation.errors import DomainError, NotFound
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, Lines, read_form
from foundation.web.pages import Answer, Request, render, see_other
from registry.lookups.limits import count_unmasking
from screening.amending import actions
from screening.amending.queries import open_amendment
from screening.amending.rules import Basis, differences
from screening.bans.actions import reveal
from screening.bans.entry import Entry, as_draft, entry_of
from screening.bans.pages import WORDS
from screening.bans.queries import draft_of, find_ban
from screening.bans.rules import Draft
from screening.entering.pages import form_words

_RECORD, _CONFIRM = "screening.ban.record", "screening.ban.confirm"


class AmendmentForm(Entry, kw_only=True):
    """The entry as it will be, and the document that says so."""

    amending_no: Annotated[str, Meta(max_length=200)] = ""
    amending_authority: Annotated[str, Meta(max_length=200)] = ""
    amending_reason: Annotated[Lines, Meta(max_length=1000)] = ""
    labels: ClassVar[dict[str, Text]] = {
        **Entry.labels,
        "amending_no": text("Number of the amending document"),
        "amending_authority": text("Amending authority"),
        "amending_reason": text("What was changed"),
    }


class DecisionForm(msgspec.Struct):
    """The second person's word."""

    agreed: bool = False
    reason: Annotated[Lines, Meta(max_length=1000)] = ""
    labels: ClassVar[dict[str, Text]] = {"reason": text("Reason")}


@get("/bans/{public_id:str}/amend", opt={"permission": _RECORD})
async def amend_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    """The form filled with what stands in the register; that the identity was seen is written down."""
    ban = await find_ban(actor, public_id)
    await count_unmasking(actor, ban.id)
    draft = draft_of(ban, await reveal(actor, public_id))
    return await _form(request, actor, public_id, filled=entry_of(draft))


@post("/bans/{public_id:str}/amend", opt={"permission": _RECORD})
async def propose_amendment(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    await find_ban(actor, public_id)
    try:
        entry = await read_form(request, AmendmentForm)
        basis = Basis(entry.amending_no, entry.amending_authority, entry.amending_reason)
        await actions.propose(actor, public_id, as_draft(entry), basis)
    except CORRECTABLE as error:
        return await _form(request, actor, public_id, error)
    flash = text("The amendment waits for another person; nothing has changed yet.")
    return see_other(request, f"/bans/{public_id}", flash=flash)


async def _form(
    request: Request, actor: Actor, public_id: str, error: DomainError | None = None, filled: Any = None
) -> Answer:
    return render(
        request,
        "screening/ban_amend.html",
        error=error,
        filled=filled,
        ban=await find_ban(actor, public_id),
        **form_words(actor),
    )


@get("/bans/{public_id:str}/amendment", opt={"permission": _CONFIRM})
async def amendment_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _decide(request, actor, public_id)


@post("/bans/{public_id:str}/amendment", opt={"permission": _CONFIRM})
async def decide_amendment(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    await find_ban(actor, public_id)
    try:
        said = await read_form(request, DecisionForm)
        if not said.agreed:
            await actions.refuse(actor, public_id, said.reason)
            return see_other(request, f"/bans/{public_id}", flash=text("The entry stays as it is."))
        people = await actions.agree(actor, public_id)
    except CORRECTABLE as error:
        return await _decide(request, actor, public_id, error)
    flash = text("The entry is amended. People it may mean now: {count}.", count=people)
    return see_other(request, f"/bans/{public_id}", flash=flash)


async def _decide(request: Request, actor: Actor, public_id: str, error: DomainError | None = None) -> Answer:
    ban = await find_ban(actor, public_id)
    amendment = await open_amendment(ban.id)
    if amendment is None:
        raise NotFound
    await count_unmasking(actor, ban.id)
    before = draft_of(ban, await reveal(actor, public_id))
    return render(
        request,
        "screening/ban_amendment.html",
        error=error,
        ban=ban,
        amendment=amendment,
        lines=_lines(before, amendment.draft),
        own=amendment.proposed_by == actor.account_id,
        **WORDS,
    )


class Line(msgspec.Struct, frozen=True):
    """One field: as it stands and as it will be."""

    field: str
    old: Any
    new: Any


_NAMES = {"names": "person_name", "documents": "document_number", "birth_dates": "birth_date"}


def _lines(before: Draft, after: Draft) -> list[Line]:
    """What changes, in the order of the form."""
    found = []
    for name in differences(before, after):
        inner = not hasattr(before, name)
        pair = (before.identity, after.identity) if inner else (before, after)
        found.append(Line(_NAMES.get(name, name), *(getattr(side, name) for side in pair)))
    return found


ROUTES = [amend_page, propose_amendment, amendment_page, decide_amendment]
