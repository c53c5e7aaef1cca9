"""Guessing passwords gets slow; the owner is never kept out of a known place by others' guesses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import asyncpg
import pytest
from litestar import Request, Response

from foundation import clock
from foundation.clock import FixedClock
from foundation.errors import TooMany
from foundation.settings import Settings
from foundation.web.app import build_app
from foundation.web.throttling import login_allowed, login_failed, login_succeeded, mark_browser, purge

APP = build_app(Settings(), [])


def at(address: str, cookie: str = "") -> Request[object, object, object]:
    headers = [(b"cookie", cookie.encode())] if cookie else []
    return Request(
        {
            "type": "http", "method": "POST", "path": "/login", "headers": headers, "client": (address, 1),
            "litestar_app": APP, "state": {}, "query_string": b"",
        }  # type: ignore[arg-type, typeddict-item]  # only what is looked at
    )  # fmt: skip


@pytest.fixture
def time(database: asyncpg.Connection) -> Iterator[FixedClock]:
    fixed = FixedClock(clock.now())
    with clock.use(fixed):
        yield fixed


async def guess(account: str, address: str, times: int, cookie: str = "") -> int:
    """How many of so many guesses in a row reach the password check."""
    reached = 0
    for _ in range(times):
        try:
            await login_allowed(account, at(address, cookie))
        except TooMany:
            continue
        reached += 1
        await login_failed(account, at(address, cookie))
    return reached


async def allowed(account: str, address: str, cookie: str = "") -> bool:
    try:
        await login_allowed(account, at(address, cookie))
    except TooMany:
        return False
    return True


async def test_one_address_against_one_account(time: FixedClock) -> None:
    assert await guess("wang", "198.51.100.1", 1000) == 5
    assert await allowed("li", "198.51.100.1")


async def test_pause_grows_and_is_bounded(time: FixedClock) -> None:
    await guess("wang", "198.51.100.1", 5)
    pauses = []
    for _ in range(14):
        with pytest.raises(TooMany) as caught:
            await login_allowed("wang", at("198.51.100.1"))
        pauses.append(caught.value.retry_after)
        time.advance(timedelta(seconds=caught.value.retry_after))
        await login_failed("wang", at("198.51.100.1"))
    assert pauses[:5] == [1, 2, 4, 8, 16]
    assert max(pauses) == 900


async def test_one_address_against_many_accounts(time: FixedClock) -> None:
    reached = [await guess(f"account{number}", "198.51.100.1", 1) for number in range(200)]
    assert sum(reached) == 30


async def test_many_addresses_against_one_account(time: FixedClock) -> None:
    reached = [await guess("wang", f"198.51.100.{number}", 10) for number in range(1, 101)]
    assert sum(reached) == 20


async def test_owner_at_a_known_address_is_let_in(time: FixedClock) -> None:
    await login_succeeded("wang", at("203.0.113.7"))
    for number in range(1, 101):
        await guess("wang", f"198.51.100.{number}", 10)
    assert not await allowed("wang", "192.0.2.1")
    assert await allowed("wang", "203.0.113.7")


async def test_owner_in_a_known_browser_is_let_in_anywhere(time: FixedClock) -> None:
    answer: Response[object] = Response("")
    mark_browser("wang", at("203.0.113.7"), answer)
    cookie = answer.headers["Set-Cookie"].partition(";")[0]
    for number in range(1, 101):
        await guess("wang", f"198.51.100.{number}", 10)
    assert await allowed("wang", "198.51.100.1", cookie)
    assert not await allowed("wang", "198.51.100.1")


async def test_stolen_mark_does_not_allow_endless_guessing(time: FixedClock) -> None:
    answer: Response[object] = Response("")
    mark_browser("wang", at("203.0.113.7"), answer)
    cookie = answer.headers["Set-Cookie"].partition(";")[0]
    assert await guess("wang", "198.51.100.9", 100, cookie) == 5


@pytest.mark.parametrize("cookie", ["known_browser=" + "0" * 32 + "." + "0" * 64, "known_browser=x"])
async def test_forged_mark_is_worth_nothing(time: FixedClock, cookie: str) -> None:
    for number in range(1, 101):
        await guess("wang", f"198.51.100.{number}", 1)
    assert not await allowed("wang", "192.0.2.1", cookie)


async def test_mark_of_another_account_is_worth_nothing(time: FixedClock) -> None:
    answer: Response[object] = Response("")
    mark_browser("li", at("203.0.113.7"), answer)
    cookie = answer.headers["Set-Cookie"].partition(";")[0]
    for number in range(1, 101):
        await guess("wang", f"198.51.100.{number}", 1)
    assert not await allowed("wang", "192.0.2.1", cookie)


async def test_success_forgets_failures_and_a_day_forgets_all(time: FixedClock) -> None:
    await guess("wang", "203.0.113.7", 4)
    await login_succeeded("wang", at("203.0.113.7"))
    assert await guess("wang", "203.0.113.7", 100) == 5
    time.advance(timedelta(days=1, seconds=1))
    assert await guess("wang", "203.0.113.7", 100) == 5


async def test_spelling_of_the_account_does_not_matter(time: FixedClock) -> None:
    await guess("Wang", "198.51.100.1", 5)
    assert not await allowed("wANG", "198.51.100.1")


async def test_nothing_in_clear(time: FixedClock, database: asyncpg.Connection) -> None:
    await guess("wang", "198.51.100.1", 1)
    rows = await database.fetch("SELECT * FROM login_trial")
    assert len(rows) == 3
    assert "wang" not in str(rows)
    assert "198.51" not in str(rows)


async def test_purge(time: FixedClock, database: asyncpg.Connection) -> None:
    await guess("wang", "198.51.100.1", 1)
    await login_succeeded("li", at("203.0.113.7"))
    time.advance(timedelta(days=2))
    await purge()
    assert await database.fetchval("SELECT count(*) FROM login_trial") == 1
    time.advance(timedelta(days=180))
    await purge()
    assert await database.fetchval("SELECT count(*) FROM login_trial") == 0
