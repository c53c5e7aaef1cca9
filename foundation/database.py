"""The one engine, its pool, and `transaction()`, on which every change of the system runs.

Piccolo's own transaction nests as a no-op and keeps a dead connection when COMMIT fails; ours uses real
savepoints and always gives the connection back. Piccolo queries made inside it run on its connection.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

import asyncpg
from piccolo.engine.postgres import PostgresEngine

from foundation.errors import Unavailable
from foundation.logging import log
from foundation.pool import Pool
from foundation.text import text

Connection = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy


class Engine(PostgresEngine):
    """Piccolo's engine without its questions to the server at import time."""

    async def check_version(self) -> None: ...

    async def prep_database(self) -> None: ...


ENGINE = Engine(config={}, extensions=())


class _Open:
    """What Piccolo expects to find while a transaction is open."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection


async def open_pool(url: str, *, role: str = "", size: int = 8) -> None:
    """Start the pool of this process; every connection works in `role` (empty: the login's own)."""
    ENGINE.config = {"dsn": url}
    # As start-up parameters they outlive a borrower's RESET ALL.
    fixed = {
        "default_transaction_isolation": "read committed",  # the order of bans and issuing depends on it
        "timezone": "UTC",
        "application_name": "yuzheng",
        # Many short questions to tables that are in memory: reading by an index is not dear, and turning a
        # plan into machine code, as is done with what looks costly, takes longer than to follow it.
        "jit": "off",
        "random_page_cost": "1.1",
    }
    if role:
        fixed["role"] = role
    ENGINE.pool = await Pool(url, size, server_settings=fixed, command_timeout=60, reset=_as_it_was)


async def _as_it_was(connection: Connection) -> None:
    """Between two borrowers nothing is left to do: asyncpg has undone what was not committed.

    Its RESET ALL would be a second question to the server after each look-up, for settings and locks that we
    only ever set within a transaction (`SET LOCAL`, `pg_advisory_xact_lock`); a test holds us to it.
    """


#: Seconds for what still runs when the pool is closed.
_PATIENCE: Final = 10.0


async def close_pool() -> None:
    """Close the pool; what is still running has ten seconds, then its connection is cut."""
    pool, ENGINE.pool = ENGINE.pool, None
    if pool is None:
        return
    try:
        await asyncio.wait_for(pool.close(), _PATIENCE)
    except TimeoutError:
        log.warning("database.pool_cut")
        pool.terminate()


def pool() -> asyncpg.Pool:
    """The pool; raises `Unavailable` when it was not started, instead of connecting for each query."""
    if ENGINE.pool is None:
        raise Unavailable(text("The database is not connected."))
    return ENGINE.pool


def is_open() -> bool:
    """Whether the pool was started."""
    return ENGINE.pool is not None


@asynccontextmanager
async def transaction() -> AsyncIterator[Connection]:
    """All or nothing. Within another transaction: a savepoint, undone alone when its block raises.

    Never start tasks or gather queries inside: they would share one connection.
    """
    outer = ENGINE.current_transaction.get()
    if outer is not None:
        async with outer.connection.transaction():
            yield outer.connection
        return
    async with pool().acquire() as connection, connection.transaction():
        token = ENGINE.current_transaction.set(_Open(connection))  # type: ignore[arg-type]
        try:
            yield connection
        finally:
            ENGINE.current_transaction.reset(token)


@asynccontextmanager
async def own_connection() -> AsyncIterator[Connection]:
    """A connection outside of any open transaction, for what must be seen before it ends (progress)."""
    async with pool().acquire() as connection:
        token = ENGINE.current_transaction.set(None)
        try:
            yield connection
        finally:
            ENGINE.current_transaction.reset(token)


def _asked() -> Any:
    """Whoever answers queries now: the open transaction's connection, else the pool."""
    current = ENGINE.current_transaction.get()
    return pool() if current is None else current.connection


async def fetch(sql: str, *args: Any) -> list[asyncpg.Record]:
    """All rows of a query with `$1` placeholders."""
    rows: list[asyncpg.Record] = await _asked().fetch(sql, *args)
    return rows


async def fetchrow(sql: str, *args: Any) -> asyncpg.Record | None:
    """The first row, or nothing."""
    row: asyncpg.Record | None = await _asked().fetchrow(sql, *args)
    return row


async def fetchval(sql: str, *args: Any) -> Any:
    """The first column of the first row, or nothing."""
    return await _asked().fetchval(sql, *args)


async def execute(sql: str, *args: Any) -> str:
    """Run a statement; its status, such as 'UPDATE 3'."""
    status: str = await _asked().execute(sql, *args)
    return status


async def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert many rows at once (COPY): no limit of parameters, one round trip."""
    await _asked().copy_records_to_table(table, columns=list(columns), records=rows)


def affected(status: str) -> int:
    """How many rows a statement's status speaks of."""
    return int(status.rsplit(" ", 1)[-1])
