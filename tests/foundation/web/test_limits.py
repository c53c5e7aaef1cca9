"""Limits hold over several processes together and keep nobody's address."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from foundation import clock, sealing
from foundation.clock import FixedClock
from foundation.database import ENGINE
from foundation.errors import TooMany
from foundation.web import limits
from foundation.web.limits import limit


async def _count(
    times: int, key: str = "a", *, name: str = "verify", allowed: int = 5, per: float = 60
) -> int:
    passed = 0
    for _ in range(times):
        try:
            await limit(name, key, times=allowed, per=per)
            passed += 1
        except TooMany:
            pass
    return passed


async def test_burst_then_rate(database: asyncpg.Connection) -> None:
    with clock.use(FixedClock(clock.now())) as fixed:
        assert await _count(20) == 5
        fixed.advance(timedelta(seconds=11))
        assert await _count(20) == 0
        fixed.advance(timedelta(seconds=1))
        assert await _count(20) == 1
        fixed.advance(timedelta(hours=1))
        assert await _count(20) == 5


@pytest.mark.parametrize(("allowed", "per"), [(1, 1), (7, 60), (60, 60), (3, 3600), (1000, 7)])
async def test_the_whole_burst_fits(database: asyncpg.Connection, allowed: int, per: float) -> None:
    with clock.use(FixedClock(clock.now())):
        assert await _count(allowed + 5, allowed=allowed, per=per) == allowed


async def test_says_when_to_come_back(database: asyncpg.Connection) -> None:
    with clock.use(FixedClock(clock.now())) as fixed:
        await _count(5)
        with pytest.raises(TooMany) as caught:
            await limit("verify", "a", times=5, per=60)
        assert caught.value.retry_after == 12
        fixed.advance(timedelta(seconds=12))
        await limit("verify", "a", times=5, per=60)


async def test_keys_and_names_count_apart(database: asyncpg.Connection) -> None:
    assert await _count(9) == 5
    assert await _count(9, "b") == 5
    assert await _count(9, name="complain") == 5


async def test_nothing_in_clear(database: asyncpg.Connection) -> None:
    await limit("verify", "203.0.113.7", times=5, per=60)
    row = await database.fetchrow("SELECT * FROM rate_count")
    assert "203.0.113" not in str(row)


async def test_two_processes_share_one_count(pool: str) -> None:
    """Each process has its own pool; here two pools take turns as the engine's."""
    first = ENGINE.pool
    other = await asyncpg.create_pool(pool, min_size=4, max_size=4, server_settings={"role": "yuzheng_app"})
    key = sealing.new_keyring().keys[0].index

    async def take(number: int) -> int:
        ENGINE.pool = first if number % 2 else other
        return await _count(1, key, allowed=30, per=3600)

    try:
        passed = await asyncio.gather(*(take(number) for number in range(200)))
        by_other = await other.fetchval("SELECT count(*) FROM rate_count")
    finally:
        ENGINE.pool = first
        await other.execute("DELETE FROM rate_count")
        await other.close()
    assert sum(passed) == 30
    assert by_other == 1


async def test_purge_keeps_what_still_holds(database: asyncpg.Connection) -> None:
    with clock.use(FixedClock(clock.now())) as fixed:
        await _count(1, "old")
        fixed.advance(timedelta(seconds=61))
        await _count(1, "new")
        await limits.purge()
        assert await database.fetchval("SELECT count(*) FROM rate_count") == 1
