"""Asks a server a few questions from code that is not asynchronous: before there is a pool, or any loop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import asyncpg

T = TypeVar("T")
Question = Callable[[asyncpg.Connection], Awaitable[T]]

#: What says that the server does not answer, or not to us.
NO_ANSWER = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError)


def ask(url: str, question: Question[T], *, patience: float = 10.0) -> T:
    """The answer of one connection, made and closed here; in a thread, for the caller may be in a loop."""

    async def connect_and_ask() -> T:
        connection = await asyncpg.connect(url, timeout=patience)
        try:
            return await question(connection)
        finally:
            await connection.close()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(connect_and_ask())).result()
