"""Migrations: safe against two starters, and nothing to do the second time."""

from __future__ import annotations

import asyncio
import sys
import uuid

import asyncpg

from tests.conftest import _with_database

_STARTER = """
import asyncio, sys
from foundation.migrations import migrate
asyncio.run(migrate(sys.argv[1]))
"""


async def test_two_starters_at_once_migrate_once(server_url: str) -> None:
    name = f"yuzheng_test_{uuid.uuid4().hex[:12]}"
    admin = await asyncpg.connect(server_url)
    await admin.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
    url = _with_database(server_url, name)
    try:
        command = (sys.executable, "-W", "ignore", "-c", _STARTER, url)
        starters = [await asyncio.create_subprocess_exec(*command) for _ in range(3)]
        assert [await starter.wait() for starter in starters] == [0, 0, 0]
        database = await asyncpg.connect(url)
        rows = await database.fetch("SELECT name, count(*) AS n FROM migration GROUP BY name")
        assert rows
        assert all(row["n"] == 1 for row in rows)
        await database.close()
    finally:
        await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        await admin.close()


async def test_the_application_role_cannot_change_the_schema(pool: str, database: asyncpg.Connection) -> None:
    for statement in (
        "ALTER TABLE certificate DISABLE TRIGGER ALL",
        "DROP TRIGGER certificate_screened ON certificate",
        "TRUNCATE certificate_hold",
        "DELETE FROM ban",
        "DELETE FROM certificate",
        "CREATE TABLE mine (id integer)",
    ):
        try:
            async with database.transaction():
                await database.execute(statement)
        except asyncpg.InsufficientPrivilegeError:
            continue
        raise AssertionError(statement)
