"""Builds the site out of the routes that the floors offer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

from litestar import Litestar, Request, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.types import ControllerRouterHandler

from foundation.settings import Settings
from foundation.web.access import check_routes, gate, provide_actor, provide_visitor
from foundation.web.design_page import design_page
from foundation.web.edge import Site
from foundation.web.health import CHECKS, Check, live, ready
from foundation.web.navigation import NavigationItem, offered_navigation
from foundation.web.problem_responses import answer_problem
from foundation.web.reader import choose_language
from foundation.web.security_headers import SecurityHeaders
from foundation.web.static import ASSETS, static_file

#: Of a request's body; routes for files say their own.
_MAX_BODY: Final = 2_000_000
#: Fields of one form: a class of 200 with a dozen results each.
_MAX_FIELDS: Final = 5_000

Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]


def build_app(
    settings: Settings,
    routes: Sequence[ControllerRouterHandler],
    *,
    navigation: Sequence[NavigationItem] = (),
    lifespan: Sequence[Lifespan] = (),
    checks: Mapping[str, Check] = CHECKS,
) -> Site:
    """The site; raises when a route does not say who may call it."""
    ASSETS.watches = settings.development
    app = Site(
        route_handlers=[*routes, *_own_routes(settings)],
        before_request=gate,
        dependencies={"actor": Provide(provide_actor), "visitor": Provide(provide_visitor)},
        exception_handlers={Exception: answer_problem},
        lifespan=list(lifespan),
        state=State(
            {
                "settings": settings,
                "navigation": [*offered_navigation(), *navigation],
                "checks": checks,
                "security_headers": SecurityHeaders(settings),
            }
        ),
        openapi_config=_openapi(),
        request_max_body_size=_MAX_BODY,
        multipart_form_part_limit=_MAX_FIELDS,
        logging_config=None,
        debug=False,
    )
    check_routes(app)
    return app


def _own_routes(settings: Settings) -> list[ControllerRouterHandler]:
    own: list[ControllerRouterHandler] = [static_file, choose_language, live, ready]
    return [*own, design_page] if settings.development else own


class ApiOnly(JsonRenderPlugin):
    """The description of the API; pages, which are for people, are left out."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        paths = {path: item for path, item in openapi_schema["paths"].items() if path.startswith("/api/")}
        return super().render(request, openapi_schema | {"paths": paths})


def _openapi() -> OpenAPIConfig:
    """The description of the API as JSON; no page that loads scripts from elsewhere."""
    return OpenAPIConfig(
        title="Yuzheng",
        version=_version(),
        render_plugins=[ApiOnly(path="/openapi.json")],
        openapi_router=Router("/api/schema", route_handlers=[], opt={"public": True, "bare": True}),
    )


def _version() -> str:
    try:
        return version("yuzheng")
    except PackageNotFoundError:
        return "0"
