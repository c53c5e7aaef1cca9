"""Tokens of a program's account: made here and shown once, revoked at once."""

from __future__ import annotations

from typing import Annotated, ClassVar
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta

from foundation.actor import Actor
from foundation.errors import DomainError
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.pages import Answer, Request, render, see_other
from registry.accounts.queries import managed_by_public_id, managed_roles
from registry.tokens.actions import LONGEST_DAYS, make_token, revoke_token
from registry.tokens.queries import tokens_of

_MANAGE = "registry.account.manage"


class TokenForm(msgspec.Struct):
    """A program, its role and how long the token lasts."""

    role: UUID
    name: Annotated[str, Meta(min_length=2, max_length=60)]
    days: int
    labels: ClassVar[dict[str, Text]] = {
        "role": text("Role"),
        "name": text("Program"),
        "days": text("Valid for"),
    }


class Revocation(msgspec.Struct):
    """The token that ends."""

    token: UUID


@get("/accounts/{public_id:str}/tokens", opt={"permission": _MANAGE})
async def tokens_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _tokens(request, actor, public_id)


async def _tokens(
    request: Request,
    actor: Actor,
    public_id: str,
    error: DomainError | None = None,
    made: str = "",
) -> Answer:
    shown = await managed_by_public_id(actor, public_id)
    return render(
        request,
        "registry/tokens.html",
        error=error,
        filled={"days": LONGEST_DAYS - 1},
        shown=shown,
        made=made,
        longest=LONGEST_DAYS,
        roles=[role for role in await managed_roles(actor, shown.id) if role.ended_at is None],
        tokens=await tokens_of(actor, shown.id),
    )


@post("/accounts/{public_id:str}/tokens", opt={"permission": _MANAGE})
async def new_token(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    await managed_by_public_id(actor, public_id)
    try:
        wanted = await read_form(request, TokenForm)
        made = await make_token(actor, wanted.role, wanted.name, wanted.days)
    except CORRECTABLE as error:
        return await _tokens(request, actor, public_id, error)
    return await _tokens(request, actor, public_id, made=made)


@post("/accounts/{public_id:str}/tokens/revoke", opt={"permission": _MANAGE})
async def revoke(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    await managed_by_public_id(actor, public_id)
    wanted = await read_form(request, Revocation)
    await revoke_token(actor, wanted.token)
    return see_other(request, f"/accounts/{public_id}/tokens", flash=text("The token is revoked."))


ROUTES = [tokens_page, new_token, revoke]
