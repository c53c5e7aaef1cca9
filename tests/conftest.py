"""What every test can lean on: a real PostgreSQL, rolled back after each test, and the sealing keys."""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from foundation import sealing
from foundation.database import ENGINE, _Open, close_pool, open_pool
from foundation.migrations import migrate


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """A PostgreSQL server: the one named by YUZHENG_TEST_DATABASE_URL, else an embedded one of our own."""
    named = os.environ.get("YUZHENG_TEST_DATABASE_URL")
    if named:
        yield named
        return
    from foundation.postgres import start_embedded, stop_embedded

    with tempfile.TemporaryDirectory(prefix="yz", dir="/tmp") as folder:
        yield start_embedded(Path(folder) / "pg")
        stop_embedded(Path(folder) / "pg")


@pytest.fixture(scope="session")
async def database_url(server_url: str) -> AsyncIterator[str]:
    """A fresh database on that server, migrated once."""
    name = f"yuzheng_test_{uuid.uuid4().hex[:12]}"
    admin = await asyncpg.connect(server_url)
    await admin.execute(f'CREATE DATABASE "{name}" TEMPLATE template0 ENCODING \'UTF8\'')
    url = _with_database(server_url, name)
    await migrate(url)
    yield url
    await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await admin.close()


def _with_database(url: str, name: str) -> str:
    head, _, tail = url.partition("?")
    base = head.rsplit("/", 1)[0] if head.count("/") >= 3 else head
    return f"{base}/{name}" + (f"?{tail}" if tail else "")


@pytest.fixture(scope="session")
async def pool(database_url: str) -> AsyncIterator[str]:
    """The application's pool in the application's role."""
    await open_pool(database_url, role="yuzheng_app", size=8)
    sealing.use_keyring(sealing.new_keyring())
    yield database_url
    await close_pool()


@pytest.fixture
async def database(pool: str) -> AsyncIterator[asyncpg.Connection]:
    """A transaction that is undone after the test; everything the test calls runs inside it."""
    async with ENGINE.pool.acquire() as connection:  # type: ignore[union-attr]
        outer = connection.transaction()
        await outer.start()
        token = ENGINE.current_transaction.set(_Open(connection))  # type: ignore[arg-type]
        try:
            yield connection
        finally:
            ENGINE.current_transaction.reset(token)
            await outer.rollback()
