"""The person's own page about what holds, the same in fewer words for who speaks for her, the papers."""

from __future__ import annotations

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
from foundation.web.forms import CORRECTABLE, Lines, Upload, read_form
from foundation.web.limits import limit
from foundation.web.navigation import NavigationItem
from foundation.web.pages import Answer, Request, download, render, see_other
from registry.people.queries import own_public_id, person
from screening.adjudication.pages import FEATURES
from screening.adjudication.rules import RAISERS
from screening.hearing.actions import CONTEST, contest, look_at
from screening.hearing.queries import commission_name, held, is_own
from screening.hearing.rules import MOST_BYTES, MOST_PAPERS, Paper

_OWN = "screening.match.own"
NAVIGATION = [NavigationItem("/my-file/screening", text("What holds"), permission=_OWN, order=15)]


class StatementForm(msgspec.Struct):
    """What is said, and the papers."""

    statement: Annotated[Lines, Meta(max_length=1000)] = ""
    papers: list[Upload] = []
    agreed: bool = False
    labels: ClassVar[dict[str, Text]] = {
        "statement": text("Your statement"),
        "papers": text("Papers"),
        "agreed": text("With the person"),
    }


@get("/my-file/screening", opt={"permission": _OWN})
async def own_page(request: Request, actor: SignedIn) -> Answer:
    public_id = await own_public_id(actor)
    if public_id is None:
        raise NotFound(text("No file belongs to this account yet."))
    return see_other(request, f"/people/{public_id}/screening")


@get("/people/{public_id:str}/screening", opt={"permission": CONTEST})
async def hearing_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _hearing(request, actor, public_id)


@post(
    "/people/{public_id:str}/screening",
    opt={"permission": CONTEST},
    request_max_body_size=MOST_PAPERS * MOST_BYTES + 200_000,
)
async def say_something(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    await person(actor, public_id)
    try:
        form = await read_form(request, StatementForm, max_file_bytes=MOST_BYTES)
        await limit("screening.contest", public_id, times=5, per=86_400)
        papers = [Paper(one.filename, one.data) for one in form.papers if one.data]
        again = await contest(actor, public_id, form.statement, papers, agreed=form.agreed)
    except CORRECTABLE as error:
        return await _hearing(request, actor, public_id, error)
    flash = text("Your statement is on record; whoever decides reads it first.")
    if again:
        flash = text("It is looked at again, by two people who had nothing to do with it before.")
    return see_other(request, f"/people/{public_id}/screening", flash=flash)


async def _hearing(
    request: Request, actor: Actor, public_id: str, error: DomainError | None = None
) -> Answer:
    shown = await person(actor, public_id)
    return render(
        request,
        "screening/hearing.html",
        error=error,
        shown=shown,
        own=await is_own(actor, public_id),
        held=await held(shown.id),
        commission=await commission_name(shown.id),
        features=FEATURES,
        raisers=RAISERS,
        most=MOST_PAPERS,
    )


@get("/matches/{public_id:str}/papers/{paper_id:uuid}", opt={"permission": "screening.match.propose"})
async def paper_file(actor: SignedIn, public_id: FromPath[str], paper_id: FromPath[UUID]) -> Answer:
    """The paper as it was handed in; that it was seen is written down."""
    name, media_type, content = await look_at(actor, public_id, paper_id)
    return download(content, name, media_type)


ROUTES = [own_page, hearing_page, say_something, paper_file]
