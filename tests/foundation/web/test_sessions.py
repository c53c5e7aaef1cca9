"""Sessions: no cookie before it is needed, no planted id, rotated, limited in time, really ended."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from foundation import clock
from foundation.clock import FixedClock
from foundation.settings import Settings
from foundation.web import session_store
from foundation.web.app import build_app
from foundation.web.edge import Site
from foundation.web.sessions import sign_out_everywhere
from tests.foundation.web import site
from tests.foundation.web.browser import Browser

PLANTED = "A" * 43


async def _count(database: asyncpg.Connection) -> int:
    return int(await database.fetchval("SELECT count(*) FROM web_session"))


async def _sign_in(browser: Browser) -> None:
    await browser.get("/login")
    response = await browser.post("/login")
    assert response.status_code == 303, response.text


async def test_anonymous_visitor_gets_no_cookie_and_no_row(
    browser: Browser, database: asyncpg.Connection
) -> None:
    for path in ("/", "/v/secret", "/nowhere", "/health/live"):
        response = await browser.get(path)
        assert "set-cookie" not in response.headers
    assert await _count(database) == 0


async def test_login_form_starts_a_session_that_is_replaced_at_login(
    browser: Browser, database: asyncpg.Connection
) -> None:
    await browser.get("/login")
    before = browser.cookie
    await browser.post("/login")
    assert before
    assert browser.cookie != before
    assert await _count(database) == 1
    assert (await browser.get("/me")).json() == {"name": "王芳"}


async def test_cookie_is_protected(browser: Browser) -> None:
    cookie = (await browser.get("/login")).headers["set-cookie"]
    assert cookie.startswith("yuzheng=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie  # http on a laptop would lose it


async def test_cookie_under_tls_has_the_host_prefix(database: asyncpg.Connection) -> None:
    browser = Browser(build_app(Settings(public_url="https://yuzheng.example"), site.ROUTES))
    cookie = (await browser.get("/login")).headers["set-cookie"]
    assert cookie.startswith("__Host-yuzheng=")
    assert "Secure" in cookie
    assert "Domain" not in cookie


async def test_planted_cookie_is_never_kept(browser: Browser, app: Site) -> None:
    browser.client.cookies.set("yuzheng", PLANTED, domain="127.0.0.1")
    await _sign_in(browser)
    assert browser.cookie != PLANTED
    attacker = Browser(app)
    attacker.client.cookies.set("yuzheng", PLANTED, domain="127.0.0.1")
    assert (await attacker.get("/me")).status_code == 303


async def test_session_from_before_login_is_worthless_after_it(browser: Browser, app: Site) -> None:
    await browser.get("/login")
    known_to_attacker = browser.cookie or ""
    await browser.post("/login")
    attacker = Browser(app)
    attacker.client.cookies.set("yuzheng", known_to_attacker, domain="127.0.0.1")
    assert (await attacker.get("/me")).status_code == 303


async def test_role_change_rotates_and_keeps_the_absolute_limit(
    officer: Browser, database: asyncpg.Connection
) -> None:
    before, limit = officer.cookie, await database.fetchval("SELECT expires_at FROM web_session")
    await officer.post("/role")
    assert officer.cookie != before
    row = await database.fetchrow("SELECT role_id, expires_at FROM web_session")
    assert row is not None
    assert row["role_id"] == site.OTHER_ROLE
    assert abs(row["expires_at"] - limit) < timedelta(seconds=1)


async def test_logout_ends_the_session_itself(
    officer: Browser, app: Site, database: asyncpg.Connection
) -> None:
    stolen = officer.cookie or ""
    response = await officer.post("/logout")
    assert "Max-Age=0" in response.headers["set-cookie"]
    assert await _count(database) == 0
    thief = Browser(app)
    thief.client.cookies.set("yuzheng", stolen, domain="127.0.0.1")
    assert (await thief.get("/me")).status_code == 303


async def test_idle_limit(app: Site, database: asyncpg.Connection) -> None:
    with clock.use(FixedClock(clock.now())) as fixed:
        officer = Browser(app)
        await officer.sign_in_as(site.OFFICER, site.ROLE)
        for _ in range(3):  # in use, it lives on
            fixed.advance(timedelta(minutes=29))
            assert (await officer.get("/me")).status_code == 200
        fixed.advance(timedelta(minutes=31))
        response = await officer.get("/things?page=2")
        assert response.headers["location"] == "/login?next=%2Fthings%3Fpage%3D2&reason=idle"
        assert await _count(database) == 0


async def test_absolute_limit_even_when_in_use(app: Site) -> None:
    with clock.use(FixedClock(clock.now())) as fixed:
        officer = Browser(app)
        await officer.sign_in_as(site.OFFICER, site.ROLE)
        for _ in range(36):
            fixed.advance(timedelta(minutes=19, seconds=59))
            assert (await officer.get("/me")).status_code == 200
        fixed.advance(timedelta(minutes=1))
        assert (await officer.get("/me")).status_code == 303


async def test_other_browser_with_the_same_cookie_is_refused(officer: Browser, app: Site) -> None:
    thief = Browser(app, agent="Thief/1.0")
    thief.client.cookies.set("yuzheng", officer.cookie or "", domain="127.0.0.1")
    assert (await thief.get("/me")).status_code == 303
    assert (await officer.get("/me")).status_code == 200


async def test_disabled_account_is_out_at_its_next_request(app: Site, database: asyncpg.Connection) -> None:
    browser = Browser(app)
    await browser.sign_in_as(UUID(int=15), site.ROLE)
    assert (await browser.get("/me")).status_code == 303
    assert await _count(database) == 0


async def test_sign_out_everywhere(app: Site) -> None:
    browsers = [Browser(app) for _ in range(3)]
    for browser in browsers:
        await browser.sign_in_as(site.OFFICER, site.ROLE)
    assert len(await session_store.sessions_of(site.OFFICER)) == 3
    await sign_out_everywhere(site.OFFICER)
    for browser in browsers:
        assert (await browser.get("/me")).status_code == 303
    assert await session_store.sessions_of(site.OFFICER) == []


async def test_sign_out_everywhere_else(app: Site, database: asyncpg.Connection) -> None:
    here, there = Browser(app), Browser(app)
    for browser in (here, there):
        await browser.sign_in_as(site.OFFICER, site.ROLE)
    await session_store.delete_all_of(site.OFFICER, keep=session_store.digest(here.cookie or ""))
    assert (await here.get("/me")).status_code == 200
    assert (await there.get("/me")).status_code == 303


async def test_only_hashes_are_stored(officer: Browser, database: asyncpg.Connection) -> None:
    row = await database.fetchrow("SELECT * FROM web_session")
    assert row is not None
    assert (officer.cookie or "").encode() not in b"".join(v for v in row.values() if isinstance(v, bytes))
    assert officer.cookie not in str(dict(row))


async def test_bare_routes_do_not_look_at_the_session(
    officer: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(token: str) -> None:
        raise AssertionError("the session was looked up")

    monkeypatch.setattr(session_store, "find", fail)
    assert (await officer.get("/v/secret")).status_code == 200
    assert (await officer.get("/health/live")).status_code == 200


async def test_session_that_cannot_be_stored_is_a_problem_page(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise ConnectionResetError

    monkeypatch.setattr(session_store, "insert", fail)
    response = await browser.get("/login")
    assert response.status_code == 503
    assert "set-cookie" not in response.headers
    assert "content-security-policy" in response.headers


async def test_flash_is_shown_once(browser: Browser) -> None:
    await _sign_in(browser)
    assert "请一分钟后再试" in (await browser.get("/")).text
    assert "请一分钟后再试" not in (await browser.get("/")).text


async def test_purge_clears_only_what_is_over(app: Site, database: asyncpg.Connection) -> None:
    with clock.use(FixedClock(clock.now())) as fixed:
        await Browser(app).sign_in_as(site.OFFICER, site.ROLE)
        fixed.advance(timedelta(minutes=20))
        await Browser(app).sign_in_as(site.OFFICER, site.ROLE)
        fixed.advance(timedelta(minutes=15))
        await session_store.purge()
        assert await _count(database) == 1
