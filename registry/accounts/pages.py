"""Accounts as administrators look after them: who acts for the organisation, in which role."""

from __future__ import annotations

from typing import Annotated, ClassVar
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta

from foundation import history
from foundation.actor import Actor
from foundation.errors import DomainError, FieldProblem, Invalid, NotFound
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.navigation import NavigationItem
from foundation.web.pages import Answer, Request, render, see_other
from foundation.web.paging import read_listing
from foundation.web.sessions import sign_out_everywhere
from registry.accounts import actions
from registry.accounts.data import ROLES
from registry.accounts.queries import (
    SORTS,
    AccountView,
    by_login,
    list_accounts,
    managed_by_public_id,
    managed_roles,
)
from registry.chronicle import events
from registry.organisations.queries import OrganisationView, by_public_id, organisation

_VIEW = "registry.account.view"
_MANAGE = "registry.account.manage"

#: What may tell of other organisations for which the person acts.
_ELSEWHERE = {"account.role_granted", "account.role_ended", "account.signed_in"}

NAVIGATION = [NavigationItem("/accounts", text("Accounts"), permission=_VIEW, order=18, seldom=True)]


class NewAccountForm(msgspec.Struct):
    """Somebody who is to act for the organisation."""

    name: Annotated[str, Meta(min_length=2, max_length=60)]
    login: Annotated[str, Meta(min_length=3, max_length=60)]
    role: str
    labels: ClassVar[dict[str, Text]] = {
        "name": text("Name"),
        "login": text("Login"),
        "role": text("Role"),
    }


class Grant(msgspec.Struct):
    """A role for somebody who has an account already."""

    login: Annotated[str, Meta(min_length=3, max_length=60)]
    role: str


class RoleEnd(msgspec.Struct):
    """A role that ends."""

    role: UUID
    reason: str = ""


class Why(msgspec.Struct):
    """The reason for a step."""

    reason: Annotated[str, Meta(min_length=2, max_length=300)]
    labels: ClassVar[dict[str, Text]] = {"reason": text("Reason")}


@get("/accounts", opt={"permission": _VIEW})
async def accounts_page(request: Request, actor: SignedIn) -> Answer:
    listing = read_listing(
        request,
        sorts=SORTS,
        default="name",
        tie="r.id",
        filters={"q": str, "role": str, "ended": bool},
    )
    asked = listing.filters
    rows, total = await list_accounts(
        actor,
        q=asked["q"] or "",
        role=asked["role"] or "",
        ended=bool(asked["ended"]),
        order_by=listing.order_by,
        limit=listing.limit,
        offset=listing.offset,
    )
    return render(
        request,
        "registry/accounts.html",
        page=listing.page(rows, total),
        roles=_roles_in(actor.organisation_kind),
    )


def _roles_in(kind: str) -> list[tuple[str, Text]]:
    return [(role.code, role.label) for role in ROLES.values() if role.exists_in(kind)]


async def _employer(request: Request, actor: Actor) -> OrganisationView:
    """The organisation for which an account is opened: the own one, or the one named in the address."""
    named = request.query_params.get("organisation")
    if named:
        return await by_public_id(actor, named)
    own = await organisation(actor.organisation_id)
    if own is None:
        raise NotFound
    return own


@get("/accounts/new", opt={"permission": _MANAGE})
async def new_account_page(request: Request, actor: SignedIn) -> Answer:
    return await _new_account(request, actor)


async def _new_account(request: Request, actor: Actor, error: DomainError | None = None) -> Answer:
    employer = await _employer(request, actor)
    roles = _roles_in(employer.kind)
    return render(request, "registry/account_new.html", error=error, employer=employer, roles=roles)


@post("/accounts/new", opt={"permission": _MANAGE})
async def new_account(request: Request, actor: SignedIn) -> Answer:
    try:
        wanted = await read_form(request, NewAccountForm)
        employer = await _employer(request, actor)
        new = actions.NewAccount(login=wanted.login, name=wanted.name)
        opened = await actions.add_account(actor, new, employer.id, wanted.role)
    except CORRECTABLE as error:
        return await _new_account(request, actor, error)
    return render(
        request,
        "registry/account_opened.html",
        name=wanted.name,
        login=wanted.login,
        password=opened.password,
        employer=employer,
    )


@post("/accounts/grant", opt={"permission": _MANAGE})
async def grant_by_login(request: Request, actor: SignedIn) -> Answer:
    try:
        wanted = await read_form(request, Grant)
        known = await by_login(wanted.login)
        if known is None:
            raise Invalid([FieldProblem("login", text("Nobody has this login."))])
        employer = await _employer(request, actor)
        await actions.grant_role(actor, known.id, employer.id, wanted.role)
    except CORRECTABLE as error:
        return await _new_account(request, actor, error)
    return see_other(request, f"/accounts/{known.public_id}", flash=text("The role is granted."))


@get("/accounts/{public_id:str}", opt={"permission": _VIEW})
async def account_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _account(request, actor, await managed_by_public_id(actor, public_id))


async def _account(
    request: Request, actor: Actor, shown: AccountView, error: DomainError | None = None
) -> Answer:
    entries = await history.of("account", shown.id)
    whole = actor.organisation_kind == "administration"
    return render(
        request,
        "registry/account.html",
        error=error,
        shown=shown,
        roles=await managed_roles(actor, shown.id),
        events=events(entry for entry in entries if whole or entry.kind not in _ELSEWHERE),
    )


@post("/accounts/{public_id:str}/roles/end", opt={"permission": _MANAGE})
async def end_role(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    await managed_by_public_id(actor, public_id)
    wanted = await read_form(request, RoleEnd)
    await actions.end_role(actor, wanted.role, wanted.reason)
    return see_other(request, f"/accounts/{public_id}", flash=text("The role has ended."))


@post("/accounts/{public_id:str}/disable", opt={"permission": _MANAGE})
async def disable(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    shown = await managed_by_public_id(actor, public_id)
    try:
        wanted = await read_form(request, Why)
        await actions.disable(actor, shown.id, wanted.reason)
    except CORRECTABLE as error:
        return await _account(request, actor, shown, error)
    await sign_out_everywhere(shown.id)
    done = text("The account is disabled; every session of it has ended.")
    return see_other(request, f"/accounts/{public_id}", flash=done)


@post("/accounts/{public_id:str}/enable", opt={"permission": _MANAGE})
async def enable(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    shown = await managed_by_public_id(actor, public_id)
    try:
        wanted = await read_form(request, Why)
        await actions.enable(actor, shown.id, wanted.reason)
    except CORRECTABLE as error:
        return await _account(request, actor, shown, error)
    return see_other(request, f"/accounts/{public_id}", flash=text("The account is open again."))


@post("/accounts/{public_id:str}/password", opt={"permission": _MANAGE})
async def reset_password(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    shown = await managed_by_public_id(actor, public_id)
    try:
        password = await actions.reset_password(actor, shown.id)
    except CORRECTABLE as error:
        return await _account(request, actor, shown, error)
    await sign_out_everywhere(shown.id)
    return render(
        request,
        "registry/account_opened.html",
        name=shown.name,
        login=shown.login,
        password=password,
        employer=None,
    )


ROUTES = [
    accounts_page,
    new_account_page,
    new_account,
    grant_by_login,
    account_page,
    end_role,
    disable,
    enable,
    reset_password,
]
