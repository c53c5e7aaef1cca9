"""Who may call a route: every one says so in its `opt`, and one gate enforces it.

`permission` (one, or several of which one suffices), `signed_in` or `public`; the route's organisation and
area scope is the queries' business. `bare` routes are public and carry no session at all.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Final
from uuid import UUID

from litestar import Litestar, Request
from litestar.di import NamedDependency
from litestar.exceptions import ImproperlyConfiguredException
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from foundation.actor import Actor
from foundation.web.client import Connection, is_api
from foundation.web.context import gather_context
from foundation.web.csrf import require_token
from foundation.web.origin import SAFE_METHODS, require_same_origin
from foundation.web.sessions import find_session, session_of

#: For handlers: the person or program that acts; the parameter must be named `actor`.
SignedIn = NamedDependency[Actor]
#: For handlers of public routes; the parameter must be named `visitor`.
Visitor = NamedDependency[Actor | None]

ActorLoader = Callable[[UUID, UUID | None], Awaitable[Actor | None]]
BearerLoader = Callable[[str], Awaitable[Actor | None]]

_ACTOR: Final = "web_actor"
_KINDS: Final = ("permission", "signed_in", "public")


class SignInNeeded(Exception):
    """Nobody is signed in where somebody must be; pages answer with the form for it."""

    def __init__(self, *, ran_out: bool = False) -> None:
        super().__init__()
        self.ran_out = ran_out


class _Loaders:
    """What the accounts feature, a floor above, registers."""

    actor: ActorLoader | None = None
    bearer: BearerLoader | None = None


def set_actor_loader(loader: ActorLoader | None) -> None:
    """Register who turns an account and its chosen role into an actor; None from it ends the session."""
    _Loaders.actor = staticmethod(loader) if loader else None


def set_bearer_loader(loader: BearerLoader | None) -> None:
    """Register who turns a bearer token of the API into an actor."""
    _Loaders.bearer = staticmethod(loader) if loader else None


async def gate(request: Request[Any, Any, Any]) -> None:
    """What stands before every route: origin, person, permission, form token, in this order.

    A hook and not one of Litestar's guards: for each guard the route's whole handler is copied per request,
    and middleware would cost the public routes, which pass here at once, a third of their speed.
    """
    opt = request.route_handler.opt
    if opt.get("bare"):
        return
    is_unsafe = request.method not in SAFE_METHODS
    bearer = _bearer(request)
    await find_session(request)
    if is_unsafe and bearer is None:
        require_same_origin(request)
    actor = await (_by_bearer(bearer) if bearer is not None else _by_session(request))
    request.scope["state"][_ACTOR] = actor
    if not opt.get("public"):
        _require(actor, opt.get("permission"), request)
    if is_unsafe and bearer is None and opt.get("csrf", True):
        await require_token(request)
    if actor is not None and not is_api(request):
        await gather_context(request, actor)


def actor_of(connection: Connection) -> Actor | None:
    """Who acts in this request, if anybody."""
    actor: Actor | None = connection.scope["state"].get(_ACTOR)
    return actor


async def provide_actor(request: Request[Any, Any, Any]) -> Actor:
    """The dependency `actor`: raises where nobody is signed in."""
    actor = actor_of(request)
    if actor is None:
        raise SignInNeeded
    return actor


async def provide_visitor(request: Request[Any, Any, Any]) -> Actor | None:
    """The dependency `visitor`: the actor, if anybody is signed in."""
    return actor_of(request)


def check_routes(app: Litestar) -> None:
    """Refuse to start while any route does not say who may call it, or has put another hook before itself."""
    others = [route.path for route in app.routes if not isinstance(route, HTTPRoute)]
    if others:
        raise ImproperlyConfiguredException(f"{others}: only HTTP routes pass the gate")
    for path, handler in handlers(app):
        if handler.resolve_before_request() is not gate:
            raise ImproperlyConfiguredException(f"{path}: its own before_request would bypass the gate")
        said = [kind for kind in _KINDS if handler.opt.get(kind)]
        if len(said) != 1 or (handler.opt.get("bare") and said != ["public"]):
            raise ImproperlyConfiguredException(
                f"{path} {sorted(handler.http_methods)}: opt must have exactly one of {', '.join(_KINDS)}"
                f" (`bare` only with public), but has {said}"
            )


def handlers(app: Litestar) -> Iterator[tuple[str, HTTPRouteHandler]]:
    """Every route of the app with its handler; the OPTIONS answers that Litestar adds are left out."""
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            yield from ((route.path, one) for one in route.route_handlers if one.http_methods != {"OPTIONS"})


def _bearer(connection: Connection) -> str | None:
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if is_api(connection) and scheme.lower() == "bearer" else None


async def _by_bearer(token: str) -> Actor | None:
    return await _Loaders.bearer(token) if _Loaders.bearer else None


async def _by_session(connection: Connection) -> Actor | None:
    session = session_of(connection)
    if session is None or session.stored is None or session.stored.account_id is None:
        return None
    assert _Loaders.actor is not None, "no actor loader is registered"
    actor = await _Loaders.actor(session.stored.account_id, session.stored.role_id)
    if actor is None:
        await session.end()
    return actor


def _require(actor: Actor | None, permission: str | tuple[str, ...] | None, connection: Connection) -> None:
    if actor is None:
        session = session_of(connection)
        raise SignInNeeded(ran_out=session.ran_out if session else False)
    if permission is None:
        return
    wanted = (permission,) if isinstance(permission, str) else permission
    if not any(actor.may(one) for one in wanted):
        actor.require(wanted[0])
