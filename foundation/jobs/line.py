"""A worker's own connection: hears of new work, takes it, writes progress, comes back when cut."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

import asyncpg

from foundation.database import pool
from foundation.jobs.queue import CHANNEL, CUT


class Line:
    """One connection of the pool, kept for as long as the worker lives and used by one at a time."""

    def __init__(self, on_news: Callable[[], None]) -> None:
        self._on_news = on_news
        self._connection: asyncpg.pool.PoolConnectionProxy | None = None
        self._turn = asyncio.Lock()

    async def fetchrow(self, sql: str, *args: Any) -> asyncpg.Record | None:
        """The first row of a statement; connects again first if the connection was cut."""
        async with self._turn:
            connection = await self._connected()
            try:
                return await connection.fetchrow(sql, *args)
            except CUT:
                await self._hang_up()
                raise

    async def close(self) -> None:
        """Give the connection back."""
        async with self._turn:
            await self._hang_up()

    async def _connected(self) -> asyncpg.pool.PoolConnectionProxy:
        if self._connection is not None and not _is_cut(self._connection):
            return self._connection
        await self._hang_up()
        self._connection = await pool().acquire()
        try:
            await self._connection.add_listener(CHANNEL, self._hear)
        except BaseException:  # a line that does not hear is none
            await self._hang_up()
            raise
        return self._connection

    async def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            with contextlib.suppress(Exception):  # whatever is wrong with it, we are done with it
                if not connection.is_closed():
                    await connection.remove_listener(CHANNEL, self._hear)
                    await pool().release(connection)
        finally:
            _give_up(connection)

    def _hear(self, *_: object) -> None:
        self._on_news()


def _is_cut(connection: asyncpg.pool.PoolConnectionProxy) -> bool:
    try:
        return connection.is_closed()
    except asyncpg.InterfaceError:  # the pool has taken the broken connection back already
        return True


def _give_up(connection: asyncpg.pool.PoolConnectionProxy) -> None:
    """End it, unless the pool has it back: a broken one with a listener on it would never return there."""
    with contextlib.suppress(asyncpg.InterfaceError):
        connection.terminate()
