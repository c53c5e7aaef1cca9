"""The application's own login: what comes of it is the application's, whatever SQL it is made to send."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from foundation.application_login import EMBEDDED, application_url, make_login
from foundation.errors import Unavailable
from foundation.settings import Settings

ESCAPES = ("RESET ROLE", "SET ROLE NONE", "SET SESSION AUTHORIZATION DEFAULT", "RESET ALL", "DISCARD ALL")


@pytest.fixture
async def login(own_database: str) -> AsyncIterator[tuple[str, str]]:
    """The address of the owner and that of a login that does not exist yet."""
    name, parts = f"web_{uuid.uuid4().hex[:8]}", urlsplit(own_database)
    place = parts.netloc.rpartition("@")[2]
    yield own_database, urlunsplit(parts._replace(netloc=f"{name}:p%40ss'word@{place}"))
    owner = await asyncpg.connect(own_database)
    await owner.execute(f'DROP ROLE IF EXISTS "{name}"')
    await owner.close()


async def test_no_statement_leads_back_to_the_owner(login: tuple[str, str]) -> None:
    owner, url = login
    settings = Settings(database_url=owner, app_database_url=url)
    await make_login(settings, owner)
    await make_login(settings, owner)  # it is there
    name = urlsplit(owner).username
    connection = await asyncpg.connect(url, server_settings={"role": "yuzheng_app"})
    try:
        assert await connection.fetchval("SELECT current_user") == "yuzheng_app"
        assert await connection.fetchval("SELECT count(*) FROM person") == 0
        for escape in ("SELECT 1", *ESCAPES):
            await connection.execute(escape)
            for statement in (
                "ALTER TABLE history DISABLE TRIGGER ALL",
                "DELETE FROM certificate",
                "TRUNCATE ban",
                "SELECT k FROM screening_keys.person_key",
                "CREATE TABLE mine (x integer)",
                "SET ROLE yuzheng_keys",
                f'SET ROLE "{name}"',
            ):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(statement)
    finally:
        await connection.close()


async def test_a_login_that_may_more_is_refused(login: tuple[str, str]) -> None:
    owner, url = login
    settings = Settings(database_url=owner, app_database_url=url)
    await make_login(settings, owner)
    connection = await asyncpg.connect(owner)
    await connection.execute(f'GRANT yuzheng_keys TO "{urlsplit(url).username}"')
    await connection.close()
    with pytest.raises(Unavailable):
        await make_login(settings, owner)
    with pytest.raises(Unavailable):
        await make_login(Settings(database_url=owner, app_database_url="postgresql:///nobody"), owner)


def test_the_embedded_server_has_a_login_for_it() -> None:
    owner = "postgresql://yuzheng@/yuzheng?host=/somewhere/socket"
    assert application_url(Settings(), owner) == f"postgresql://{EMBEDDED}@/yuzheng?host=/somewhere/socket"
    named = Settings(database_url="postgresql://owner@server/db")
    assert application_url(named, named.database_url) == named.database_url
