"""The officer's pages for inviting a person to an account, and the page that the link opens."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta

from foundation import history
from foundation.actor import Actor
from foundation.errors import DomainError, FieldProblem, Invalid, NotFound, TooMany
from foundation.language import say
from foundation.qr import qr_picture
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.client import client_address, settings_of
from foundation.web.forms import CORRECTABLE, Secret, read_form
from foundation.web.limits import limit
from foundation.web.pages import Answer, Request, render, see_other
from foundation.web.sessions import sign_in, start_visit
from registry.accounts.queries import actor_for, open_roles
from registry.invitations import actions
from registry.invitations.actions import INVITE, Acceptance
from registry.invitations.queries import Invited, invited, standing, token_hash
from registry.invitations.rules import DAYS, ENDING
from registry.people.queries import person

_HERE = "/people/{public_id:str}/account"
_LINK = "/invitations/{token:str}"
_PUBLIC = {"public": True, "referrer": False}
#: The link is a secret: no cache keeps the pages that show or carry it.
_NOT_KEPT = {"Cache-Control": "no-store"}
_TOO_MANY = text("There were too many tries with this invitation.")


class AcceptanceForm(msgspec.Struct):
    """What the invited person fills in."""

    ending: Annotated[str, Meta(max_length=30)]
    login: Annotated[str, Meta(max_length=200)]
    password: Annotated[Secret, Meta(max_length=1000)]
    again: Annotated[Secret, Meta(max_length=1000)]
    labels: ClassVar[dict[str, Text]] = {
        "ending": text("Last {count} places of the document number", count=ENDING),
        "login": text("Login"),
        "password": text("Password"),
        "again": text("Password again"),
    }


@get(_HERE, opt={"permission": INVITE})
async def account_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _account(request, actor, public_id)


async def _account(
    request: Request, actor: Actor, public_id: str, error: DomainError | None = None
) -> Answer:
    shown = await person(actor, public_id)
    known = await standing(shown.id)
    return render(
        request, "registry/person_account.html", error=error, shown=shown, standing=known, days=DAYS
    )


@post(_HERE, opt={"permission": INVITE}, status_code=200)
async def invite(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    """The link is shown in the answer itself and nowhere else: only its hash is kept."""
    shown = await person(actor, public_id)
    try:
        token = await actions.invite(actor, shown.id)
    except CORRECTABLE as error:
        return await _account(request, actor, public_id, error)
    address = f"{settings_of(request).address}/invitations/{token}"
    return render(
        request,
        "registry/person_invited.html",
        headers=_NOT_KEPT,
        shown=shown,
        address=address,
        square=qr_picture(address, say(text("The link as a QR code"))),
        standing=await standing(shown.id),
    )


@post(_HERE + "/revoke", opt={"permission": INVITE})
async def revoke(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    shown = await person(actor, public_id)
    try:
        await actions.revoke(actor, shown.id)
    except CORRECTABLE as error:
        return await _account(request, actor, public_id, error)
    return see_other(request, f"/people/{public_id}/account", flash=text("The invitation is taken back."))


@get(_LINK, opt=_PUBLIC)
async def invitation_page(request: Request, token: FromPath[str]) -> Answer:
    return _invitation(request, token, await _invited(request, token))


async def _invited(request: Request, token: str) -> Invited:
    """Whom the link invites; who tries links is slowed down."""
    try:
        return await invited(token)
    except NotFound:
        await limit("invitation.miss", client_address(request), times=30, per=60)
        raise


def _invitation(
    request: Request, token: str, invitation: Invited, error: DomainError | None = None
) -> Answer:
    start_visit(request)
    wait = {"Retry-After": str(error.retry_after)} if isinstance(error, TooMany) else {}
    return render(
        request,
        "registry/invitation.html",
        error=error,
        headers=_NOT_KEPT | wait,
        invitation=invitation,
        token=token,
        ending=ENDING,
    )


@post(_LINK, opt=_PUBLIC)
async def accept(request: Request, token: FromPath[str]) -> Answer:
    invitation = await _invited(request, token)
    try:
        await limit("invitation.try", token_hash(token).hex(), times=10, per=3600, message=_TOO_MANY)
        wanted = await read_form(request, AcceptanceForm)
        if wanted.password != wanted.again:
            raise Invalid([FieldProblem("again", text("The two passwords differ."))])
        given = Acceptance(ending=wanted.ending, login=wanted.login, password=wanted.password)
        account_id = await actions.accept(token, given)
    except (*CORRECTABLE, TooMany) as error:
        return _invitation(request, token, invitation, error)
    role = (await open_roles(account_id))[0]
    await sign_in(request, account_id, role_id=role.id)
    own = await actor_for(account_id, role.id)
    assert own is not None  # it was opened a moment ago
    await history.record(own, "account.signed_in", ("account", account_id))
    return see_other(
        request, "/", flash=text("Your account is open. You sign in with your login and password.")
    )


ROUTES = [account_page, invite, revoke, invitation_page, accept]
