"""What every test can lean on: a real PostgreSQL, rolled back after each test, and the sealing keys."""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import hypothesis
import pytest
from xdist.scheduler import LoadScopeScheduling

from foundation import sealing
from foundation.database import ENGINE, _Open, close_pool, open_pool
from foundation.migrations import migrate
from tests.played import played as played

# How long an example takes depends on what else the machine does; only what it shows counts.
hypothesis.settings.register_profile("shared", deadline=None)
hypothesis.settings.load_profile("shared")


#: Tests that share installations which take long to make, and therefore a process.
_TOGETHER = (
    "tests/access/",
    "tests/yuzheng/",
    "tests/journeys/test_pages.py",
    "tests/journeys/test_college.py",
)
#: What takes longest begins first.
_LONG = ("tests/journeys/", "tests/access/", "tests/yuzheng/", "tests/certificates/issuing/")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """After the order was drawn by lot, what takes longest comes first."""
    items.sort(key=lambda item: not item.nodeid.startswith(_LONG))


class _ByFile(LoadScopeScheduling):
    """A file is given to one process as a whole; those that share an installation go together."""

    def _split_scope(self, nodeid: str) -> str:
        return "played" if nodeid.startswith(_TOGETHER) else nodeid.partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _ByFile | None:
    """With `--dist loadscope`, tests are dealt out as above.

    Marks named `xdist_group` would say the same, but pytest-xdist 3.8 does not see them under pytest 9.2:
    it writes them into a private name of the node that pytest no longer reads.
    """
    return _ByFile(config, log) if config.getvalue("dist") == "loadscope" else None


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """A PostgreSQL server: the one named by YUZHENG_TEST_DATABASE_URL, else an embedded one of our own."""
    named = os.environ.get("YUZHENG_TEST_DATABASE_URL")
    if named:
        yield named
        return
    from foundation.postgres import start_embedded, stop_embedded

    with tempfile.TemporaryDirectory(prefix="yz", dir="/tmp") as folder:
        yield start_embedded(Path(folder) / "pg", durable=False)
        stop_embedded(Path(folder) / "pg")


@pytest.fixture(scope="session")
async def template(server_url: str) -> AsyncIterator[str]:
    """The name of a migrated, empty database to make copies of; nobody stays connected to it."""
    async with _created(server_url, "template0") as name:
        await migrate(_with_database(server_url, name))
        yield name


@pytest.fixture(scope="session")
async def database_url(server_url: str, template: str) -> AsyncIterator[str]:
    """The database in which every test is rolled back."""
    async with _created(server_url, template) as name:
        yield _with_database(server_url, name)


@asynccontextmanager
async def _created(server_url: str, template: str) -> AsyncIterator[str]:
    name = f"yuzheng_test_{uuid.uuid4().hex[:12]}"
    admin = await asyncpg.connect(server_url)
    try:
        await admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" ENCODING \'UTF8\'')
        yield name
        await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
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


@pytest.fixture
async def own_database(server_url: str, template: str, pool: str) -> AsyncIterator[str]:
    """A database of the test's own, for what must really be committed: races, crashes, several processes."""
    async with _created(server_url, template) as name:
        url = _with_database(server_url, name)
        shared = ENGINE.pool
        await open_pool(url, role="yuzheng_app", size=16)
        try:
            yield url
        finally:
            await close_pool()
            ENGINE.pool, ENGINE.config = shared, {"dsn": pool}
