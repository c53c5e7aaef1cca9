"""Who may call a route, and what everybody else is told."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from litestar import Request, asgi, get
from litestar.exceptions import ImproperlyConfiguredException

from foundation.settings import Settings
from foundation.web.access import handlers
from foundation.web.app import build_app
from foundation.web.context import _providers, add_page_context
from foundation.web.edge import Site
from foundation.web.redirects import safe_next
from tests.foundation.web import site
from tests.foundation.web.browser import Browser


@pytest.mark.parametrize(
    "opt",
    [
        {},
        {"public": False},
        {"public": True, "signed_in": True},
        {"permission": "x", "public": True},
        {"signed_in": True, "bare": True},
        {"permission": "x", "bare": True},
    ],
)
def test_route_that_does_not_say_who_may_call_it_stops_the_start(opt: dict[str, Any]) -> None:
    @get("/forgotten", opt=opt, sync_to_thread=False)
    def forgotten() -> None: ...

    with pytest.raises(ImproperlyConfiguredException, match="/forgotten"):
        build_app(Settings(), [forgotten])


def test_hook_that_would_replace_the_gate_stops_the_start() -> None:
    async def own(request: Request[Any, Any, Any]) -> None: ...

    @get("/sly", opt={"permission": "x"}, before_request=own)
    async def sly() -> None: ...

    with pytest.raises(ImproperlyConfiguredException, match="bypass the gate"):
        build_app(Settings(), [sly])


def test_mounted_application_stops_the_start() -> None:
    @asgi("/mounted", is_mount=True, copy_scope=True)
    async def mounted(scope: Any, receive: Any, send: Any) -> None: ...

    with pytest.raises(ImproperlyConfiguredException, match="/mounted"):
        build_app(Settings(), [mounted])


def test_every_own_route_says_it(app: Site) -> None:
    assert len(list(handlers(app))) > 10


async def test_anonymous_visitor_is_asked_to_sign_in_and_brought_back(browser: Browser) -> None:
    response = await browser.get("/things?status=active&q=王")
    assert response.status_code == 303
    query = parse_qs(urlsplit(response.headers["location"]).query)
    assert query == {"next": ["/things?status=active&q=%E7%8E%8B"]}


async def test_lost_form_leads_back_to_the_page_it_lay_on(browser: Browser) -> None:
    response = await browser.post("/role", referer="http://127.0.0.1:8000/things?page=2")
    assert response.headers["location"] == "/login?next=%2Fthings%3Fpage%3D2"


async def test_htmx_is_told_to_load_the_whole_page(browser: Browser) -> None:
    headers = {"hx_request": "true", "hx_current_url": "http://127.0.0.1:8000/things"}
    response = await browser.get("/me", **headers)
    assert response.status_code == 200
    assert response.headers["hx-redirect"] == "/login?next=%2Fthings"


async def test_program_gets_401(browser: Browser) -> None:
    response = await browser.get("/me", accept="application/json")
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.json()["type"] == "urn:yuzheng:problem:sign-in-needed"


async def test_permission_is_enforced(officer: Browser, app: Site) -> None:
    assert (await officer.get("/things")).status_code == 200
    assert (await officer.get("/either")).status_code == 200
    response = await officer.post("/things/approve")
    assert response.status_code == 403
    assert "没有这一步的权限" in response.text
    approver = Browser(app)
    await approver.sign_in_as(site.OFFICER, site.OTHER_ROLE)
    assert (await approver.post("/things/approve")).status_code == 201


async def test_description_of_the_api_leaves_the_pages_out(browser: Browser) -> None:
    paths = (await browser.get("/api/schema/openapi.json")).json()["paths"]
    assert "/api/things" in paths
    assert all(path.startswith("/api/") for path in paths)


async def test_visitor_of_a_public_page(browser: Browser, officer: Browser) -> None:
    assert "nobody" in (await browser.get("/")).text
    assert "王芳" in (await officer.get("/")).text


async def test_providers_fill_every_page(officer: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    async def unread(connection: Any, actor: Any) -> dict[str, int]:
        return {"unread": 7}

    monkeypatch.setattr("foundation.web.context._providers", [])
    add_page_context(unread)
    assert ">7<" in (await officer.get("/things")).text
    assert unread not in _providers


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "things",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/\tevil",
        "/ok\r\nSet-Cookie: a=b",
        "/a\\b",
        "/\x00",
    ],
)
def test_next_leads_nowhere_else(target: str | None) -> None:
    assert safe_next(target) == "/"


@pytest.mark.parametrize("target", ["/", "/things?page=2&q=%E7%8E%8B", "/a//b", "/things?next=https://x"])
def test_next_keeps_own_paths(target: str) -> None:
    assert safe_next(target) == target
