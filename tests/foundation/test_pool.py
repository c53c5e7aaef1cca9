"""A connection at rest comes back at once, a troubled one comes back too, and nobody is passed over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

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


async def test_whoever_asks_again_does_not_overtake_whoever_waits(one_connection: None) -> None:
    order: list[str] = []

    async def ask(name: str, times: int) -> None:
        for _ in range(times):
            await fetchval("SELECT pg_sleep(0.001)")
            order.append(name)

    await asyncio.gather(ask("greedy", 6), ask("one", 1), ask("other", 1))
    assert order[:3] == ["greedy", "one", "other"]
