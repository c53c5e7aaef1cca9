"""Entering another authority's decision: the form, the check in the register's words, the receipt."""

from __future__ import annotations

from typing import Any

from litestar import get, post

from foundation.actor import Actor
from foundation.errors import DomainError
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.pages import Answer, Request, render, see_other
from foundation.web.twice import gone_on
from registry.areas.queries import area_options
from registry.documents.data import DOCUMENT_KINDS
from screening.bans import actions
from screening.bans.again import EnteredBefore
from screening.bans.data import BAN_KINDS, CHANNELS, ROLES, SCOPES, BanKind
from screening.bans.entry import Entry, as_draft, oddities
from screening.bans.pages import WORDS
from screening.bans.queries import same_decision
from screening.bans.rules import Draft, remedy_deadlines, screenable
from screening.bans.unsure import basis_problem

_RECORD = "screening.ban.record"
_DECIDERS: dict[str, Text] = {
    "court": text("court"),
    "health_commission": text("health commission"),
    "education": text("education department"),
    "hrss": text("human resources department"),
}


class EntryForm(Entry, kw_only=True):
    """The entry on its way: `confirmed` after the check page, `back` to correct it."""

    confirmed: bool = False
    back: bool = False


@get("/bans/new", opt={"permission": _RECORD})
async def new_ban_page(request: Request, actor: SignedIn) -> Answer:
    return _form(request, actor)


@post("/bans/new", opt={"permission": _RECORD})
async def new_ban(request: Request, actor: SignedIn) -> Answer:
    try:
        entry = await read_form(request, EntryForm)
        if entry.back:
            return _form(request, actor, filled=entry)
        draft = actions.checked(actor, as_draft(entry))
        if not entry.confirmed:
            return await _check(request, actor, entry, draft)
        receipt = await actions.record(actor, draft)
    except EnteredBefore as error:
        return gone_on(request, f"/bans/{error.public_id}", error)
    except CORRECTABLE as error:
        return _form(request, actor, error)
    return see_other(request, f"/bans/{receipt.public_id}/receipt")


def _form(
    request: Request, actor: Actor, error: DomainError | None = None, filled: Entry | None = None
) -> Answer:
    return render(
        request,
        "screening/ban_new.html",
        error=error,
        filled=filled or {"area_code": actor.area_code},
        **form_words(actor),
    )


def form_words(actor: Actor) -> dict[str, Any]:
    """What the form of an entry offers to choose from."""
    known = [kind for kind in BAN_KINDS.values() if kind.registered and kind.confidence == "V"]
    return {
        "kinds": [_choice(kind) for kind in BAN_KINDS.values() if kind.registered],
        "scopes": _options(SCOPES),
        "roles": _options(ROLES),
        "channels": _options(CHANNELS),
        "documents": [(kind.code, kind.label) for kind in DOCUMENT_KINDS.values()],
        "areas": area_options(actor.area_prefix),
        "laws": list(dict.fromkeys(kind.document for kind in known)),
        "articles": list(dict.fromkeys(kind.article for kind in known)),
    }


async def _check(request: Request, actor: Actor, entry: EntryForm, draft: Draft) -> Answer:
    assert draft.served_on is not None  # the rules have asked for it
    return render(
        request,
        "screening/ban_check.html",
        entry=entry,
        draft=draft,
        basis=await basis_problem(draft.kind),
        fields=list(Entry.__struct_fields__),
        documents=DOCUMENT_KINDS,
        deadlines=remedy_deadlines(draft.kind, draft.served_on),
        oddities=oddities(draft),
        screenable=screenable(draft),
        same=await same_decision(actor, draft.document_no, draft.identity.names[0]),
        **WORDS,
    )


def _options(words: dict[str, Any]) -> list[tuple[str, Text]]:
    return [(word.code, word.label) for word in words.values()]


def _choice(kind: BanKind) -> dict[str, Any]:
    """A kind with what it rests on, who decides it and for how long."""
    deciders = [_DECIDERS[one] for one in kind.decided_by]
    said = deciders[0]
    for other in deciders[1:]:
        said = text("{one} or {other}", one=said, other=other)
    basis = f"{kind.document} {kind.article}"
    hint = text("{basis} · decided by: {who} · {term}", basis=basis, who=said, term=term_of(kind))
    return {"value": kind.kind, "label": kind.label, "hint": hint}


def term_of(kind: BanKind) -> Text:
    """For how long a ban of this kind holds."""
    if kind.term == "lifetime":
        return text("for life")
    if kind.term == "years":
        return text("{least} to {most} years", least=kind.least_years, most=kind.most_years)
    return text("as long as the decision says")


ROUTES = [new_ban_page, new_ban]
