"""Signing in through the real form: the right way in, and every wrong one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter

import pytest

from foundation import clock
from foundation.database import fetchval
from registry.accounts.actions import authenticate, disable, grant_role
from foundation.actor import SYSTEM
from tests.foundation.web.browser import Browser
from tests.people import PASSWORD, login_of, organisation, persona
from tests.registry.conftest import SignIn


async def enter(browser: Browser, login: str, password: str = PASSWORD, next_page: str = "") -> int:
    await browser.get("/login")
    response = await browser.post("/login", {"login": login, "password": password, "next": next_page})
    return response.status_code


async def test_who_signs_in_lands_where_they_wanted_to_go(browser: Browser) -> None:
    manager = await persona("manager")
    sent_away = await browser.get("/accounts")
    assert sent_away.headers["location"] == "/login?next=%2Faccounts"
    await browser.get("/login?next=/accounts")
    entered = await browser.post(
        "/login", {"login": await login_of(manager), "password": PASSWORD, "next": "/accounts"}
    )
    assert (entered.status_code, entered.headers["location"]) == (303, "/accounts")
    assert (await browser.get("/accounts")).status_code == 200


async def test_capitals_and_full_width_letters_are_the_same_login(browser: Browser) -> None:
    login = await login_of(await persona("manager"))
    assert await enter(browser, f" {login.upper()} ") == 303
