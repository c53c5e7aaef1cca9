"""The login by which pages, API and jobs reach the database: it owns nothing and can become nobody who does.

Working on the owner's login in the role `yuzheng_app` leaves a way back: whoever gets to send SQL of their
own says `SET ROLE NONE`. With a login of its own that leads to the same rights as before.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote, urlsplit, urlunsplit

import asyncpg

from foundation.errors import Unavailable
from foundation.settings import Settings
from foundation.text import text

#: In the embedded server; who may enter its folder needs no password.
EMBEDDED: Final = "yuzheng_web"
#: Two starters make one login.
_LOCK: Final = 7_000_001
_ROLE: Final = "yuzheng_app"
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_$]{0,62}")
_FITS: Final = """
SELECT NOT (rolsuper OR rolcreaterole OR rolbypassrls OR rolreplication)
       AND ARRAY(SELECT DISTINCT roleid::regrole::text FROM pg_auth_members WHERE member = r.oid) = ARRAY[$2]
  FROM pg_roles r WHERE rolname = $1
"""


def application_url(settings: Settings, owner_url: str) -> str:
    """Where the application connects: its own login, or, where none is named, the owner's."""
    if settings.app_database_url:
        return settings.app_database_url
    if settings.database_url:
        return owner_url
    return _as_login(owner_url, EMBEDDED)


async def make_login(settings: Settings, owner_url: str) -> None:
    """Make the application's login unless it is there; raises `Unavailable` if it may too much."""
    url = application_url(settings, owner_url)
    if url == owner_url:
        return
    parts = urlsplit(url)
    name = unquote(parts.username or "")
    if not _NAME.fullmatch(name):
        raise Unavailable(
            text("YUZHENG_APP_DATABASE_URL names no login."),
            remedy=text("Write it as postgresql://login:password@server/database."),
        )
    connection = await asyncpg.connect(owner_url)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", _LOCK)
        await _make(connection, name, unquote(parts.password or ""))
        if not await connection.fetchval(_FITS, name, _ROLE):
            raise Unavailable(
                text("The login {name} does not have exactly the rights of the application.", name=name),
                remedy=text("Give it the role yuzheng_app and no other."),
            )
    finally:
        await connection.close()


async def _make(connection: asyncpg.Connection, name: str, password: str) -> None:
    if await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", name):
        return
    quoted = await connection.fetchval("SELECT quote_literal($1)", password)
    secret = f" PASSWORD {quoted}" if password else ""
    try:
        async with connection.transaction():
            await connection.execute(f'CREATE ROLE "{name}" LOGIN{secret}')
            await connection.execute(f'GRANT {_ROLE} TO "{name}"')
    except (asyncpg.DuplicateObjectError, asyncpg.UniqueViolationError):
        return  # made at this moment for another database of the server
    except asyncpg.InsufficientPrivilegeError as error:
        raise Unavailable(
            text("The login {name} of the application could not be made.", name=name),
            remedy=text("Have it made, with the role yuzheng_app and no other."),
        ) from error


def _as_login(url: str, login: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{login}@{parts.netloc.rpartition('@')[2]}"))
