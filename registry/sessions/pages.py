"""The form for signing in, the choice of a role, the own account and its password."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar
from uuid import UUID

import msgspec
from litestar import get, post
from msgspec import Meta

from foundation import history
from foundation.actor import Actor
from foundation.errors import DomainError, FieldProblem, Invalid, NotFound, TooMany
from foundation.language import say
from foundation.text import Text, text
from foundation.web.access import SignedIn, Visitor
from foundation.web.client import Connection
from foundation.web.forms import CORRECTABLE, Secret, read_form
from foundation.web.pages import Answer, Request, render, see_other
from foundation.web.redirects import safe_next
from foundation.web.sessions import (
    open_sessions,
    session_of,
    sign_in,
    sign_out,
    sign_out_everywhere,
    start_visit,
    switch_role,
)
from foundation.web.throttling import login_allowed, login_failed, login_succeeded, mark_browser
from registry.accounts.actions import authenticate, change_password
from registry.accounts.queries import RoleView, account, actor_for, open_roles
from registry.accounts.rules import tidy_login
from registry.chronicle import events

_CHOOSE = "/account/roles"
_PASSWORD = "/account/password"  # noqa: S105 - an address


class Credentials(msgspec.Struct):
    """What the form for signing in sends."""

    login: Annotated[str, Meta(max_length=200)]
    password: Annotated[Secret, Meta(max_length=1000)]
    next: str = ""
    labels: ClassVar[dict[str, Text]] = {"login": text("Login"), "password": text("Password")}


class PasswordChange(msgspec.Struct):
    """The present password and the new one, typed twice."""

    old: Secret
    new: Secret
    again: Secret
    labels: ClassVar[dict[str, Text]] = {
        "old": text("Present password"),
        "new": text("New password"),
        "again": text("New password again"),
    }


class RoleChoice(msgspec.Struct):
    """For whom one goes on."""

    organisation: UUID
    next: str = ""


@get("/login", opt={"public": True})
async def login_page(request: Request, visitor: Visitor) -> Answer:
    if visitor is not None:
        return see_other(request, request.query_params.get("next", "/"))
    return _login(request)


def _login(request: Request, error: DomainError | None = None) -> Answer:
    start_visit(request)
    query = request.query_params
    filled = {"next": query.get("next", "")}
    wait = {"Retry-After": str(error.retry_after)} if isinstance(error, TooMany) else None
    return render(
        request,
        "registry/login.html",
        error=error,
        filled=filled,
        headers=wait,
        ran_out=query.get("reason") == "idle",
    )


@post("/login", opt={"public": True})
async def log_in(request: Request) -> Answer:
    try:
        wanted = await read_form(request, Credentials)
        login = tidy_login(wanted.login)
        await login_allowed(login, request)
        account_id = await _authenticated(request, login, wanted.password)
    except (Invalid, TooMany) as error:
        return _login(request, error)
    answer = await _enter(request, account_id, safe_next(wanted.next))
    mark_browser(login, request, answer)
    return answer


async def _authenticated(request: Request, login: str, password: str) -> UUID:
    account_id = await authenticate(login, password)
    if account_id is None:
        await login_failed(login, request)
        wrong = text("The login or the password is not right.")
        help_text = text("Forgotten? The account administrator of your organisation can reset it.")
        raise Invalid([FieldProblem("login", wrong, help_text)])
    await login_succeeded(login, request)
    return account_id


async def _enter(request: Request, account_id: UUID, destination: str) -> Answer:
    roles = await open_roles(account_id)
    role_id = roles[0].id if len(roles) == 1 else None
    await sign_in(request, account_id, role_id=role_id)
    actor = await actor_for(account_id, role_id)
    assert actor is not None
    await history.record(actor, "account.signed_in", ("account", account_id))
    if (await account(account_id)).must_change_password:
        return see_other(request, _PASSWORD)
    return see_other(request, _CHOOSE if role_id is None else destination)


@post("/logout", opt={"signed_in": True})
async def log_out(request: Request) -> Answer:
    await sign_out(request)
    return see_other(request, "/login")


@get(_CHOOSE, opt={"signed_in": True})
async def roles_page(request: Request, actor: SignedIn) -> Answer:
    if (await account(actor.account_id)).must_change_password:
        return see_other(request, _PASSWORD)
    return render(request, "registry/roles.html", roles=await open_roles(actor.account_id))


@post("/organisation", opt={"signed_in": True})
async def choose_organisation(request: Request, actor: SignedIn) -> Answer:
    wanted = await read_form(request, RoleChoice)
    if wanted.organisation not in {role.id for role in await open_roles(actor.account_id)}:
        raise NotFound
    await switch_role(request, wanted.organisation)
    return see_other(request, "/")


@get("/account", opt={"signed_in": True})
async def account_page(request: Request, actor: SignedIn) -> Answer:
    return render(
        request,
        "registry/account_own.html",
        own=await account(actor.account_id),
        roles=await open_roles(actor.account_id),
        current_role=_current_role(request),
        sessions=await open_sessions(actor.account_id, this=request),
        events=events(await history.of("account", actor.account_id))[:20],
    )


@post("/account/sessions", opt={"signed_in": True})
async def end_other_sessions(request: Request, actor: SignedIn) -> Answer:
    await sign_out_everywhere(actor.account_id, keep=request)
    return see_other(request, "/account", flash=text("Every other session of yours has ended."))


@get(_PASSWORD, opt={"signed_in": True})
async def password_page(request: Request, actor: SignedIn) -> Answer:
    return await _password(request, actor)


async def _password(request: Request, actor: Actor, error: DomainError | None = None) -> Answer:
    own = await account(actor.account_id)
    return render(request, "registry/password.html", error=error, own=own)


@post(_PASSWORD, opt={"signed_in": True})
async def new_password(request: Request, actor: SignedIn) -> Answer:
    try:
        wanted = await read_form(request, PasswordChange)
        if wanted.new != wanted.again:
            raise Invalid([FieldProblem("again", text("The two new passwords differ."))])
        await change_password(actor, wanted.old, wanted.new)
    except CORRECTABLE as error:
        return await _password(request, actor, error)
    return await _start_afresh(request, actor.account_id)


async def _start_afresh(request: Request, account_id: UUID) -> Answer:
    """After a change of the password: no other session, and this one under a new token."""
    role_id = _current_role(request)
    await sign_out_everywhere(account_id, keep=request)
    await sign_in(request, account_id, role_id=role_id)
    done = text("Your password is changed. Every other session of yours has ended.")
    return see_other(request, _CHOOSE if role_id is None else "/", flash=done)


def _current_role(request: Connection) -> UUID | None:
    session = session_of(request)
    return session.stored.role_id if session and session.stored else None


def _where(role: RoleView) -> Text:
    return text("{organisation} · {role}", organisation=role.organisation_name, role=role.label)


async def header_context(request: Connection, actor: Actor) -> Mapping[str, Any]:
    """For whom else the account may act, for the head of every page."""
    current = _current_role(request)
    return {
        "organisations": [
            {"id": role.id, "name": say(_where(role)), "current": role.id == current}
            for role in await open_roles(actor.account_id)
        ]
    }


ROUTES = [
    login_page,
    log_in,
    log_out,
    roles_page,
    choose_organisation,
    account_page,
    end_other_sessions,
    password_page,
    new_password,
]
