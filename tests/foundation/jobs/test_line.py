"""A worker's connection comes back when it was cut, and is given back when it is no longer needed."""

from __future__ import annotations

import contextlib

import asyncpg

from foundation.database import execute, pool
from foundation.jobs.line import Line
from foundation.jobs.queue import CHANNEL, CUT
from tests.foundation.jobs.conftest import until

_CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1"


async def backend(line: Line) -> int:
    row = await line.fetchrow("SELECT pg_backend_pid() AS pid")
    assert row is not None
    pid: int = row["pid"]
    return pid


async def test_it_hears_news_also_after_it_was_cut(committed: asyncpg.Connection) -> None:
    heard: list[None] = []
    async with contextlib.AsyncExitStack() as stack:
        line = Line(on_news=lambda: heard.append(None))
        stack.push_async_callback(line.close)
        first = await backend(line)
        await committed.execute(_CUT, first)
        with contextlib.suppress(*CUT):  # the first to use it may notice
            await backend(line)
        assert await backend(line) != first
        await execute("SELECT pg_notify($1, '')", CHANNEL)
        await until(lambda: heard)


async def test_a_cut_line_does_not_keep_its_place_in_the_pool(committed: asyncpg.Connection) -> None:
    for _ in range(pool().get_max_size() + 1):
        line = Line(on_news=lambda: None)
        await committed.execute(_CUT, await backend(line))
        await line.close()
    line = Line(on_news=lambda: None)
    assert await backend(line)
    await line.close()


async def test_closing_a_line_that_was_never_used_is_nothing(pool: str) -> None:
    await Line(on_news=lambda: None).close()
