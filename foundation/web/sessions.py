"""Sessions in requests: found by the cookie, changed by signing in and out, finished with the response.

A visitor has no session and no cookie until a form needs one. Tokens are made here and never taken from the
client; signing in and changing the role always make a new one, so a planted cookie is worth nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from foundation.clock import now
from foundation.settings import Settings
from foundation.web import session_store as store
from foundation.web.client import Connection, settings_of
from foundation.web.session_store import OpenSession, Stored

_KEY: Final = "web_session"
_TOKEN: Final = re.compile(r"[\w-]{43}", re.ASCII)


class Session:
    """The session of one request: what was found, and what the response must do about it."""

    def __init__(self, agent: str) -> None:
        self.agent = agent
        self.stored: Stored | None = None
        #: The token for a new cookie, '' to delete it, None to leave it.
        self.cookie: str | None = None
        #: The person had a session that ran out, which the form for signing in then says.
        self.ran_out = False
        self._is_new = False
        self._flash_changed = False

    async def load(self, token: str) -> None:
        """Find the session of a cookie; a cookie that is unknown or another browser's is as good as none."""
        stored = await store.find(token) if _TOKEN.fullmatch(token) else None
        if stored is None or stored.agent_hash != store.digest(self.agent):
            return
        if stored.is_over(now()):
            self.ran_out = stored.account_id is not None
            await store.delete(stored)
            return
        await store.touch(stored)
        self.stored = stored

    def started(self) -> Stored:
        """The session; where there is none, a visitor's, which is stored with the response."""
        if self.stored is None:
            self.cookie = store.new_token()
            self.stored = store.visit(self.cookie, self.agent)
            self._is_new = True
        return self.stored

    async def replace(self, stored: Stored, token: str) -> None:
        """End the present session and go on with another, under another token."""
        if self.stored is not None and not self._is_new:
            await store.delete(self.stored)
        await store.insert(stored)
        self.stored, self.cookie, self._is_new = stored, token, False

    async def end(self) -> None:
        """End the present session and take the cookie back."""
        if self.stored is not None and not self._is_new:
            await store.delete(self.stored)
        self.stored, self.cookie, self._is_new = None, "", False

    def flash(self, message: str | None) -> None:
        """Keep a message for the next page, or forget it."""
        stored = self.stored
        if stored is not None and stored.flash != message:
            stored.flash = message
            self._flash_changed = True

    async def save(self) -> None:
        """Write what the request left to be written; called before the response starts."""
        if self.stored is None:
            return
        if self._is_new:
            await store.insert(self.stored)
        elif self._flash_changed:
            await store.keep_flash(self.stored)
        self._is_new = self._flash_changed = False


async def find_session(connection: Connection) -> Session:
    """The session of a request, found by its cookie; called once, for every route that is not `bare`."""
    session = Session(connection.headers.get("user-agent", ""))
    connection.scope["state"][_KEY] = session
    if token := connection.cookies.get(cookie_name(settings_of(connection))):
        await session.load(token)
    return session


async def finish_session(state: Mapping[str, Any], settings: Settings) -> list[tuple[bytes, bytes]]:
    """Write what a request left to be written; the headers that its response needs for the session."""
    session: Session | None = state.get(_KEY)
    if session is None:
        return []
    await session.save()
    if session.cookie is None:
        return []
    return [(b"set-cookie", _set_cookie(settings, session.cookie).encode())]


def session_of(connection: Connection) -> Session | None:
    """The request's session; None on bare routes and where no route was found."""
    session: Session | None = connection.scope["state"].get(_KEY)
    return session


def _session(connection: Connection) -> Session:
    session = session_of(connection)
    assert session is not None, "a bare route has no session"
    return session


def start_visit(connection: Connection) -> None:
    """Give a visitor a session, for the form for signing in; it is stored with the response."""
    _session(connection).started()


async def sign_in(
    connection: Connection, account_id: UUID, *, role_id: UUID | None = None, idle: timedelta | None = None
) -> None:
    """Go on as this account, under a new token; `idle` replaces the settings' idle limit."""
    session, settings, token = _session(connection), settings_of(connection), store.new_token()
    await session.replace(
        store.fresh(
            token,
            session.agent,
            account_id=account_id,
            role_id=role_id,
            idle=idle or settings.session_idle,
            absolute=settings.session_absolute,
        ),
        token,
    )


async def switch_role(connection: Connection, role_id: UUID) -> None:
    """Go on in another role, under a new token; the absolute limit keeps running."""
    session, token = _session(connection), store.new_token()
    old = session.stored
    assert old is not None
    new = store.fresh(
        token,
        session.agent,
        account_id=old.account_id,
        role_id=role_id,
        idle=timedelta(seconds=old.idle_seconds),
        absolute=old.expires_at - now(),
    )
    await session.replace(new, token)


async def sign_out(connection: Connection) -> None:
    """End this session."""
    await _session(connection).end()


async def sign_out_everywhere(account_id: UUID, *, keep: Connection | None = None) -> None:
    """End all sessions of an account, except the one of the request `keep`."""
    await store.delete_all_of(account_id, keep=_hash_of(keep))


async def open_sessions(account_id: UUID, *, this: Connection | None = None) -> list[OpenSession]:
    """The account's sessions, the last used first; the request's own is marked."""
    return await store.sessions_of(account_id, this=_hash_of(this))


def _hash_of(connection: Connection | None) -> bytes | None:
    session = session_of(connection) if connection is not None else None
    return session.stored.token_hash if session and session.stored else None


def cookie_name(settings: Settings) -> str:
    """Under TLS the name makes the browser itself insist on Secure, on this host and on the path '/'."""
    return "__Host-yuzheng" if settings.secure else "yuzheng"


def _set_cookie(settings: Settings, token: str) -> str:
    end = "" if token else "; Max-Age=0"
    secure = "; Secure" if settings.secure else ""
    return f"{cookie_name(settings)}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{end}"
