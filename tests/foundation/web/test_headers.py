"""What every response carries, whatever it is."""

from __future__ import annotations

import pytest

from foundation.settings import Settings
from foundation.web.app import build_app
from foundation.web.static import static
from tests.foundation.web import site
from tests.foundation.web.browser import Browser

ALL = [
    "/", "/things", "/me", "/login", "/v/secret", "/nowhere", "/health/live", "/health/ready",
    "/fail/internal", "/fail/not-found", "/api/fail/conflict", "/api/schema/openapi.json",
    "/numbers?count=x", "/?q=%00", "/static/x/none.css",
]  # fmt: skip


@pytest.mark.parametrize("path", [*ALL, "core.css"])
async def test_every_response_is_protected(browser: Browser, path: str) -> None:
    response = await browser.get(path if path.startswith("/") else static(path))
    policy = response.headers["content-security-policy"]
    for part in (
        "default-src 'self'",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
        "base-uri 'none'",
    ):
        assert part in policy
    assert "unsafe" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cross-origin-opener-policy"] == "same-origin"
    assert response.headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in response.headers["permissions-policy"]
    assert len(response.headers["x-request-id"]) == 16
    assert "strict-transport-security" not in response.headers
    assert len(response.headers.get_list("content-security-policy")) == 1


@pytest.mark.parametrize("path", ALL)
async def test_nothing_but_files_is_stored(officer: Browser, path: str) -> None:
    assert (await officer.get(path)).headers["cache-control"] == "no-store"


async def test_wrong_methods_and_posts_are_protected(officer: Browser) -> None:
    for response in (await officer.client.delete("/things"), await officer.post("/role", {"_csrf": "x"})):
        assert "content-security-policy" in response.headers


async def test_referrer_does_not_leave_pages_with_secrets(browser: Browser) -> None:
    assert (await browser.get("/v/secret")).headers["referrer-policy"] == "no-referrer"
    assert (await browser.get("/v/none/of/these")).headers["referrer-policy"] == "no-referrer"
    assert (await browser.get("/")).headers["referrer-policy"] == "same-origin"


async def test_tls_is_insisted_on(browser: Browser) -> None:
    app = build_app(Settings(public_url="https://yuzheng.example"), site.ROUTES)
    response = await Browser(app).get("/health/live")
    assert response.headers["strict-transport-security"].startswith("max-age=31536000")


async def test_head_is_get_without_a_body(browser: Browser) -> None:
    response = await browser.client.head("/")
    assert response.status_code == 200
    assert response.content == b""
    assert int(response.headers["content-length"]) > 0
