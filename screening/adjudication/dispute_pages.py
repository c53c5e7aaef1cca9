"""Taking down that somebody contests what was decided about a match."""

from __future__ import annotations

from typing import Annotated, ClassVar

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
from screening.adjudication.disputing import PERMISSION, dispute, may_dispute
from screening.adjudication.queries import find_match
from screening.adjudication.rules import RAISERS


class DisputeForm(msgspec.Struct):
    """Who contests it, and why."""

    raised_by: str = ""
    grounds: Annotated[Lines, Meta(max_length=1000)] = ""
    labels: ClassVar[dict[str, Text]] = {
        "raised_by": text("Contested by"),
        "grounds": text("On what grounds"),
    }


@get("/matches/{public_id:str}/dispute", opt={"permission": PERMISSION})
async def dispute_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    if not may_dispute(actor, await find_match(actor, public_id)):
        raise NotFound
    return await _form(request, actor, public_id)


@post("/matches/{public_id:str}/dispute", opt={"permission": PERMISSION})
async def take_down(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    await find_match(actor, public_id)
    try:
        form = await read_form(request, DisputeForm)
        await dispute(actor, public_id, form.raised_by, form.grounds)
    except CORRECTABLE as error:
        return await _form(request, actor, public_id, error)
    flash = text("The match is open again; people who did not judge it before decide.")
    return see_other(request, f"/matches/{public_id}", flash=flash, meaning="attention")


async def _form(request: Request, actor: Actor, public_id: str, error: DomainError | None = None) -> Answer:
    return render(
        request,
        "screening/match_dispute.html",
        error=error,
        match=await find_match(actor, public_id),
        raisers=list(RAISERS.items()),
    )


ROUTES = [dispute_page, take_down]
