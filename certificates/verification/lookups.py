"""Keeps who looked a certificate up without making them wait: noted in memory, written once a second.

A process that dies loses at most the last second of anonymous look-ups; those of organisations are written
in their own transaction and never lost.
"""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from foundation.database import execute
from foundation.ids import new_id
from foundation.logging import describe, log

#: A certificate that is gone (a restored backup) takes its own look-ups with it, not those of others.
_WRITE = """
INSERT INTO certificate_lookup (id, certificate_id, channel, answer, at)
SELECT n.id, c.id, n.channel, n.answer, n.at
  FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[])
       AS n (id, certificate_id, channel, answer, at)
  JOIN certificate c ON c.id = n.certificate_id
"""
_INTERVAL = 1.0
#: So many are written at once, and so many wait: beyond, the oldest are dropped rather than the memory
#: filled, for then the database has been away for long.
_AT_ONCE = 5_000
_MOST = 50_000

_noted: deque[tuple[uuid.UUID, str, str, datetime]] = deque(maxlen=_MOST)


def note(certificate_id: uuid.UUID, channel: str, answer: str, at: datetime) -> None:
    """Remember a look-up until the next writing."""
    _noted.append((certificate_id, channel, answer, at))


def waiting() -> int:
    """How many are noted and not yet written."""
    return len(_noted)


async def write() -> int:
    """Write what was noted; how many that were. What cannot be written is kept for the next time."""
    written = 0
    while rows := [_noted.popleft() for _ in range(min(len(_noted), _AT_ONCE))]:
        try:
            await execute(_WRITE, [new_id() for _ in rows], *map(list, zip(*rows, strict=True)))
        except BaseException:
            rows = rows[max(len(rows) + len(_noted) - _MOST, 0) :]
            _noted.extendleft(reversed(rows))
            raise
        written += len(rows)
    return written


@asynccontextmanager
async def writing() -> AsyncIterator[None]:
    """While the block lasts, look-ups are written once a second, and the rest at its end.

    Enter it within the pool's life, once for each process that serves pages.
    """
    task = asyncio.create_task(_write_on(), name="lookups")
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await _write_if_possible()


async def _write_on() -> None:
    while True:
        await asyncio.sleep(_INTERVAL)
        await _write_if_possible()


async def _write_if_possible() -> None:
    try:
        await write()
    except Exception as error:  # the database may be away; look-ups wait for it
        log.warning("lookups.not_written", waiting=waiting(), **describe(error))
