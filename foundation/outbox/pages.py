"""Where an organisation is told outside of the pages: its addresses, and what was sent."""

from __future__ import annotations

from typing import Annotated, ClassVar
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta

from foundation.actor import Actor
from foundation.errors import DomainError
from foundation.outbox import actions
from foundation.outbox.actions import MANAGE
from foundation.outbox.carriers import sends_mail
from foundation.outbox.queries import deliveries, find_address
from foundation.outbox.rules import Channel
from foundation.outbox.words import SET_UP_AT
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.limits import limit
from foundation.web.pages import Answer, Request, render, see_other


class AddressForm(msgspec.Struct):
    """An address."""

    address: Annotated[str, Meta(min_length=3, max_length=300)]
    labels: ClassVar[dict[str, Text]] = {"address": text("Address")}


class CodeForm(msgspec.Struct):
    """The code that arrived there."""

    code: Annotated[str, Meta(min_length=6, max_length=12)]
    labels: ClassVar[dict[str, Text]] = {"code": text("Code")}


async def _count_messages(actor: Actor) -> None:
    """Nobody is written to again and again by mistake, or by somebody who means harm."""
    await limit("outbox.test", str(actor.organisation_id), times=6, per=3600)


@get(SET_UP_AT, opt={"permission": MANAGE})
async def outside_page(request: Request, actor: SignedIn) -> Answer:
    return await _outside(request, actor)


@get(SET_UP_AT + "/{channel:str}", opt={"permission": MANAGE})
async def address_page(request: Request, actor: SignedIn, channel: FromPath[Channel]) -> Answer:
    return await _address(request, actor, channel)


@post(SET_UP_AT + "/{channel:str}", opt={"permission": MANAGE})
async def enter_address(request: Request, actor: SignedIn, channel: FromPath[Channel]) -> Answer:
    try:
        wanted = await read_form(request, AddressForm)
        await _count_messages(actor)
        await actions.enter(actor, channel, wanted.address)
    except CORRECTABLE as error:
        return await _address(request, actor, channel, error)
    flash = text("A code is on its way. Type it here as soon as it has arrived.")
    return see_other(request, f"{SET_UP_AT}/{channel}", flash=flash, meaning="information")


@post(SET_UP_AT + "/{channel:str}/confirm", opt={"permission": MANAGE})
async def confirm_address(request: Request, actor: SignedIn, channel: FromPath[Channel]) -> Answer:
    try:
        await limit("outbox.code", str(actor.organisation_id), times=8, per=3600)
        await actions.confirm(actor, channel, (await read_form(request, CodeForm)).code)
    except CORRECTABLE as error:
        return await _address(request, actor, channel, error)
    return see_other(
        request, SET_UP_AT, flash=text("Confirmed. Word of new messages goes there from now on.")
    )


@post(SET_UP_AT + "/{channel:str}/test", opt={"permission": MANAGE})
async def test_address(request: Request, actor: SignedIn, channel: FromPath[Channel]) -> Answer:
    await _count_messages(actor)
    await actions.test(actor, channel)
    flash = text("A test message is on its way; it appears below with how it went.")
    return see_other(request, SET_UP_AT, flash=flash, meaning="information")


@post(SET_UP_AT + "/{channel:str}/end", opt={"permission": MANAGE})
async def end_address(request: Request, actor: SignedIn, channel: FromPath[Channel]) -> Answer:
    await actions.end(actor, channel)
    return see_other(request, SET_UP_AT, flash=text("Nothing is sent there any more."))


@post("/notifications/deliveries/{message_id:uuid}/again", opt={"permission": MANAGE})
async def send_again(request: Request, actor: SignedIn, message_id: FromPath[UUID]) -> Answer:
    await actions.send_again(actor, message_id)
    return see_other(request, SET_UP_AT, flash=text("It is tried again now."))


@post("/notifications/deliveries/{message_id:uuid}/aside", opt={"permission": MANAGE})
async def set_aside(request: Request, actor: SignedIn, message_id: FromPath[UUID]) -> Answer:
    await actions.set_aside(actor, message_id)
    return see_other(request, SET_UP_AT, flash=text("It is set aside."))


async def _outside(request: Request, actor: Actor) -> Answer:
    return render(
        request,
        "foundation/outside.html",
        channels=[(channel, await find_address(actor, channel)) for channel in Channel],
        deliveries=await deliveries(actor),
        mail=sends_mail(),
    )


async def _address(
    request: Request, actor: Actor, channel: Channel, error: DomainError | None = None
) -> Answer:
    return render(
        request,
        "foundation/outside_address.html",
        error=error,
        channel=channel,
        present=await find_address(actor, channel),
        mail=sends_mail(),
    )


ROUTES = [
    outside_page,
    address_page,
    enter_address,
    confirm_address,
    test_address,
    end_address,
    send_again,
    set_aside,
]
