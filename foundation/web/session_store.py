"""Sessions in the database: made, found, kept alive and ended. Only hashes of their tokens are stored."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from foundation.clock import now
from foundation.database import execute, fetchrow
from foundation.web.tables import WebSession

#: `seen_at` is written at most this often: a page with ten fragments is one visit.
_TOUCH: Final = timedelta(seconds=60)
#: How long a form for signing in stays usable.
_VISIT: Final = timedelta(hours=1)
_FIND: Final = """
SELECT token_hash, account_id, role_id, csrf_secret, agent_hash, idle_seconds,
       created_at, seen_at, expires_at, flash
FROM web_session WHERE token_hash = $1
"""
_INSERT: Final = """
INSERT INTO web_session (token_hash, account_id, role_id, csrf_secret, agent_hash, idle_seconds,
                         created_at, seen_at, expires_at, flash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""


class Stored(msgspec.Struct, kw_only=True):
    """A session as the database knows it."""

    token_hash: bytes
    account_id: UUID | None
    role_id: UUID | None
    csrf_secret: bytes
    agent_hash: bytes
    idle_seconds: int
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    flash: str | None = None

    def is_over(self, moment: datetime) -> bool:
        """Whether the idle or the absolute limit has passed."""
        return moment >= self.expires_at or moment - self.seen_at >= timedelta(seconds=self.idle_seconds)


class OpenSession(msgspec.Struct, frozen=True):
    """One of a person's sessions, as the own account page lists them."""

    created_at: datetime
    seen_at: datetime
    is_this: bool


def digest(value: str) -> bytes:
    """SHA-256; enough for a token of 256 random bits."""
    return hashlib.sha256(value.encode()).digest()


def new_token() -> str:
    """256 random bits for a cookie."""
    return secrets.token_urlsafe(32)


def visit(token: str, agent: str) -> Stored:
    """A session of somebody who has not signed in yet; not stored by this."""
    return fresh(token, agent, account_id=None, role_id=None, idle=_VISIT, absolute=_VISIT)


def fresh(
    token: str,
    agent: str,
    *,
    account_id: UUID | None,
    role_id: UUID | None,
    idle: timedelta,
    absolute: timedelta,
) -> Stored:
    """A new session for a new token, with a new CSRF secret; not stored by this."""
    moment = now()
    return Stored(
        token_hash=digest(token),
        account_id=account_id,
        role_id=role_id,
        csrf_secret=secrets.token_bytes(32),
        agent_hash=digest(agent),
        idle_seconds=int(idle.total_seconds()),
        created_at=moment,
        seen_at=moment,
        expires_at=moment + absolute,
    )


async def insert(session: Stored) -> None:
    """Store a new session."""
    await execute(_INSERT, *msgspec.structs.astuple(session))


async def find(token: str) -> Stored | None:
    """The session of a token, if there is one; whether it is over is the caller's question."""
    row = await fetchrow(_FIND, digest(token))
    return Stored(**dict(row)) if row else None


async def touch(session: Stored) -> None:
    """Note that the session is being used."""
    moment = now()
    if moment - session.seen_at >= _TOUCH:
        session.seen_at = moment
        await execute("UPDATE web_session SET seen_at = $2 WHERE token_hash = $1", session.token_hash, moment)


async def keep_flash(session: Stored) -> None:
    """Write the message that the next page shows."""
    await execute(
        "UPDATE web_session SET flash = $2 WHERE token_hash = $1", session.token_hash, session.flash
    )


async def delete(session: Stored) -> None:
    """End one session."""
    await execute("DELETE FROM web_session WHERE token_hash = $1", session.token_hash)


async def delete_all_of(account_id: UUID, keep: bytes | None = None) -> None:
    """End every session of an account but the one with the hash `keep`."""
    doomed = WebSession.delete().where(WebSession.account_id == account_id)
    if keep is not None:
        doomed = doomed.where(WebSession.token_hash != keep)
    await doomed


async def sessions_of(account_id: UUID, this: bytes | None = None) -> list[OpenSession]:
    """The sessions of an account that are not over, the last used first."""
    rows = (
        await WebSession.select()
        .where(WebSession.account_id == account_id)
        .order_by(WebSession.seen_at, ascending=False)
    )
    return [
        OpenSession(stored.created_at, stored.seen_at, stored.token_hash == this)
        for stored in (Stored(**row) for row in rows)
        if not stored.is_over(now())
    ]


async def purge() -> None:
    """Clear away what is over; run now and then."""
    await execute(
        "DELETE FROM web_session"
        " WHERE expires_at <= $1 OR seen_at + idle_seconds * interval '1 second' <= $1",
        now(),
    )
