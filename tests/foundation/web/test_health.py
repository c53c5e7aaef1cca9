"""Live and ready, and what an operator is told when not."""

from __future__ import annotations

import asyncpg
import pytest

from foundation import database as ground
from foundation import sealing
from foundation.settings import Settings
from foundation.web import health
from foundation.web.app import build_app
from tests.foundation.web.browser import Browser


async def test_ready(browser: Browser) -> None:
    response = await browser.get("/health/ready")
    assert response.json() == {
        "status": "ready",
        "checks": {"database": "ok", "migrations": "ok", "keys": "ok"},
    }


async def test_not_ready_without_keys(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "_keyring", None)
    response = await browser.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["checks"]["keys"] == "failed"


async def test_not_ready_without_a_pool(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    token = ground.ENGINE.current_transaction.set(None)
    monkeypatch.setattr(ground.ENGINE, "pool", None)
    try:
        response = await browser.get("/health/ready")
    finally:
        ground.ENGINE.current_transaction.reset(token)
    assert response.status_code == 503
    assert response.json()["checks"] == {"database": "failed", "migrations": "failed", "keys": "ok"}
    assert (await browser.get("/health/live")).json() == {"status": "live"}


async def test_not_ready_before_migrating(
    browser: Browser, database: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_brought", lambda: {"foundation_9999_future"})
    assert (await browser.get("/health/ready")).json()["checks"]["migrations"] == "failed"


async def test_reason_is_logged_and_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    async def fail() -> None:
        raise RuntimeError("password=x")

    response = await Browser(build_app(Settings(), [], checks={"disk": fail})).get("/health/ready")
    assert response.json() == {"status": "not ready", "checks": {"disk": "failed"}}
    logged = "".join(capsys.readouterr())
    assert "RuntimeError" in logged
    assert "password" not in logged + response.text
