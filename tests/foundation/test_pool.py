"""A connection at rest comes back at once, a troubled one comes back too, and nobody is passed over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from foundation.database import close_pool, fetchval, open_pool, pool


@pytest.fixture
async def one_connection(own_database: str) -> AsyncIterator[None]:
    """A pool of one: what did not come back would be missed."""
    await close_pool()
    await open_pool(own_database, role="yuzheng_app", size=1)
    async with asyncio.timeout(20):
        yield


async def test_no_task_is_started_to_take_one_back(
    one_connection: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop = asyncio.get_running_loop()
    started: list[str] = []
    make = loop.create_task

    def noted(coroutine: Any, **options: Any) -> Any:
        started.append(coroutine.__qualname__)
        return make(coroutine, **options)

    monkeypatch.setattr(loop, "create_task", noted)
    assert await fetchval("SELECT 1") == 1
    assert started == []
    async with pool().acquire() as connection:
        await connection.execute("BEGIN")
    assert [name for name in started if "release" in name], "what is open is undone behind a shield"


@pytest.mark.parametrize("moment", [0, 0.02])
async def test_whoever_is_cancelled_gives_it_back(one_connection: None, moment: float) -> None:
    for _ in range(5):
        asked = asyncio.create_task(fetchval("SELECT pg_sleep(5)"))
        await asyncio.sleep(moment)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
    assert await fetchval("SELECT 1") == 1


async def test_one_that_was_cut_is_replaced(one_connection: None) -> None:
    async with pool().acquire() as connection:
        connection.terminate()
    assert await fetchval("SELECT 1") == 1


async def test_after_many_questions_or_on_demand_a_new_one_takes_its_place(one_connection: None) -> None:
    who = "SELECT pg_backend_pid()"
    seen = [await fetchval(who), await fetchval(who)]
    await pool().expire_connections()
    seen.append(await fetchval(who))
    pool()._holders[0]._max_queries = 1
    seen += [await fetchval(who), await fetchval(who)]
    assert [seen.index(one) for one in seen] == [0, 0, 2, 2, 4]


async def test_nobody_uses_it_after_giving_it_back(one_connection: None) -> None:
    async with pool().acquire() as connection:
        statement = await connection.prepare("SELECT 1")
    with pytest.raises(asyncpg.InterfaceError, match="released"):
        await connection.fetchval("SELECT 1")
    with pytest.raises(asyncpg.InterfaceError, match="released"):
        await statement.fetchval()
    await pool().release(connection)  # again: nothing happens
    assert await fetchval("SELECT 1") == 1


async def test_listeners_that_were_left_are_taken_off(one_connection: None) -> None:
    heard: list[object] = []
    with pytest.warns(asyncpg.InterfaceWarning):
        async with pool().acquire() as connection:
            await connection.add_listener("x", lambda *said: heard.append(said))
    await fetchval("SELECT pg_notify('x', 'y')")
    assert heard == []


async def test_closing_waits_for_what_is_lent(one_connection: None) -> None:
    asked = asyncio.create_task(fetchval("SELECT 'answered' FROM pg_sleep(0.05)"))
    await asyncio.sleep(0.01)
    await pool().close()
    assert await asked == "answered"


async def test_whoever_asks_again_does_not_overtake_whoever_waits(one_connection: None) -> None:
    order: list[str] = []

    async def ask(name: str, times: int) -> None:
        for _ in range(times):
            await fetchval("SELECT pg_sleep(0.001)")
            order.append(name)

    await asyncio.gather(ask("greedy", 6), ask("one", 1), ask("other", 1))
    assert order[:3] == ["greedy", "one", "other"]
