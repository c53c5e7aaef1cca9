"""Limits counted in PostgreSQL, so that ten processes together allow what one would.

One statement for each request: the generic cell rate algorithm keeps, for every key, the moment at which
the next request is due at the agreed rate. A burst of `times` is allowed, then one every `per / times`.
"""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import Final

from foundation.clock import now
from foundation.database import execute, fetchval
from foundation.errors import TooMany
from foundation.sealing import blind_index
from foundation.text import Text, text

#: $1 key, $2 now, $3 one request's share of time, $4 how far ahead of now the due moment may lie.
_TAKE: Final = """
INSERT INTO rate_count AS c (key, due_at) VALUES ($1, $2::timestamptz + $3::interval)
ON CONFLICT (key) DO UPDATE SET due_at = greatest(c.due_at, $2) + $3
WHERE greatest(c.due_at, $2) + $3 <= $2::timestamptz + $4::interval
RETURNING due_at
"""


async def limit(name: str, key: str, *, times: int, per: float, message: Text | None = None) -> None:
    """Count a request of `key` under the limit `name`; raise `TooMany` beyond `times` in `per` seconds.

    Call it outside of a transaction: a rollback would forget the request, a long one would make others wait.
    """
    hashed = blind_index(f"rate.{name}", key)
    moment, window = now(), timedelta(seconds=per)
    share = window // times  # rounded down: `times` shares must fit into the window
    if await fetchval(_TAKE, hashed, moment, share, window) is not None:
        return
    due = await fetchval("SELECT due_at FROM rate_count WHERE key = $1", hashed)
    wait = (due + share - window - moment).total_seconds() if due else 1.0
    raise TooMany(
        message or text("There were too many requests from your side in a short time."),
        retry_after=max(ceil(wait), 1),
    )


async def purge() -> None:
    """Clear away counters that no longer hold anybody back; run now and then."""
    await execute("DELETE FROM rate_count WHERE due_at < $1", now())
