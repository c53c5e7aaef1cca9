"""Slows down guessing of passwords without giving anybody a way to lock out somebody else.

Failures are counted under three keys: the account at this address or device, the address with all accounts,
and the account from everywhere unknown. Each lets a few failures pass and then asks for a pause that grows.
Where the account has signed in before, the third count does not apply (at this address), nor the second (in
this browser, which holds our mark for the account): a flood from elsewhere leaves the owner alone.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from math import ceil
from typing import Final, NamedTuple

from asyncpg import Record
from litestar import Response

from foundation.clock import now
from foundation.database import execute, fetch
from foundation.errors import TooMany
from foundation.sealing import blind_index
from foundation.text import text
from foundation.web.client import Connection, client_address, settings_of

COOKIE: Final = "known_browser"
_MARK: Final = re.compile(r"([0-9a-f]{32})\.([0-9a-f]{64})")
_HALF_YEAR: Final = timedelta(days=180)
#: Failures are forgotten after a day without a new one.
_MEMORY: Final = timedelta(days=1)


class Allowance(NamedTuple):
    """How many failures pass freely, and how long the pause grows."""

    free: int
    longest: timedelta


_PLACE: Final = Allowance(5, timedelta(minutes=15))
_ADDRESS: Final = Allowance(30, timedelta(minutes=15))
_ACCOUNT: Final = Allowance(20, timedelta(minutes=5))

_FAIL: Final = """
INSERT INTO login_trial AS t (key, failures, not_before, failed_at) VALUES ($1, 1, $2, $2)
ON CONFLICT (key) DO UPDATE SET
  failures = CASE WHEN t.failed_at > $2::timestamptz - $3::interval THEN t.failures + 1 ELSE 1 END,
  not_before = CASE
    WHEN t.failed_at > $2::timestamptz - $3::interval AND t.failures + 1 >= $4::integer
    THEN $2::timestamptz + least($5::interval, interval '1 second' * power(2, least(t.failures + 1 - $4, 20)))
    ELSE $2::timestamptz END,
  failed_at = $2
"""
_SUCCEED: Final = """
INSERT INTO login_trial AS t (key, failures, not_before, succeeded_at) VALUES ($1, 0, $2, $2)
ON CONFLICT (key) DO UPDATE SET failures = 0, not_before = $2, succeeded_at = $2
"""


async def login_allowed(account: str, connection: Connection) -> None:
    """Raise `TooMany` while this account may not be tried from here; call it before hashing the password.

    `account` is the name that was typed, whether it exists or not.
    """
    keys = _keys(account, connection)
    rows = await fetch(
        "SELECT key, not_before, succeeded_at FROM login_trial WHERE key = ANY($1)", list(keys)
    )
    moment = now()
    counts = _counting(account, connection, {keys[bytes(row["key"])]: row for row in rows}, moment)
    waits = [
        row["not_before"] - moment
        for row in rows
        if keys[bytes(row["key"])] in counts and row["not_before"] > moment
    ]
    if waits:
        raise TooMany(
            text("There were too many failed tries to sign in."), retry_after=ceil(max(waits).total_seconds())
        )


async def login_failed(account: str, connection: Connection) -> None:
    """Count a wrong password; call it outside of a transaction that might be rolled back."""
    for key, allowance in _keys(account, connection).items():
        await execute(_FAIL, key, now(), _MEMORY, allowance.free, allowance.longest)


async def login_succeeded(account: str, connection: Connection) -> None:
    """Forget the failures at this place and know it from now on; the other counts keep running."""
    await execute(_SUCCEED, _place_key(account, connection), now())


def mark_browser(account: str, connection: Connection, answer: Response[object]) -> None:
    """Let this browser be known as one in which the account has signed in."""
    nonce = secrets.token_hex(16)
    secure = "; Secure" if settings_of(connection).secure else ""
    answer.headers["Set-Cookie"] = (
        f"{COOKIE}={nonce}.{_mark(account, nonce)}; Path=/login; Max-Age={int(_HALF_YEAR.total_seconds())};"
        f" HttpOnly; SameSite=Strict{secure}"
    )


async def purge() -> None:
    """Clear away what is forgotten anyway; run now and then."""
    await execute(
        "DELETE FROM login_trial WHERE (failed_at IS NULL OR failed_at < $1)"
        " AND (succeeded_at IS NULL OR succeeded_at < $2)",
        now() - _MEMORY,
        now() - _HALF_YEAR,
    )


def _keys(account: str, connection: Connection) -> dict[bytes, Allowance]:
    return {
        _place_key(account, connection): _PLACE,
        blind_index("login.address", client_address(connection)): _ADDRESS,
        blind_index("login.account", account.lower()): _ACCOUNT,
    }


def _place_key(account: str, connection: Connection) -> bytes:
    """The account at this browser, where it is known; otherwise at this address."""
    place = _browser(account, connection) or client_address(connection)
    return blind_index("login.place", f"{account.lower()}\0{place}")


def _counting(
    account: str, connection: Connection, rows: Mapping[Allowance, Record], moment: datetime
) -> set[Allowance]:
    """The counts that apply: what others do does not reach a known browser."""
    if _browser(account, connection):
        return {_PLACE}
    succeeded = rows[_PLACE]["succeeded_at"] if _PLACE in rows else None
    is_known_address = succeeded is not None and moment - succeeded < _HALF_YEAR
    return {_PLACE, _ADDRESS} if is_known_address else {_PLACE, _ADDRESS, _ACCOUNT}


def _browser(account: str, connection: Connection) -> str | None:
    found = _MARK.fullmatch(connection.cookies.get(COOKIE, ""))
    if found is None or not hmac.compare_digest(found[2], _mark(account, found[1])):
        return None
    return found[1]


def _mark(account: str, nonce: str) -> str:
    return blind_index("login.browser", f"{account.lower()}\0{nonce}").hex()
