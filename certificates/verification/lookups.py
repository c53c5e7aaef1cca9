"""Keeps who looked a certificate up without making them wait: noted in memory, written once a second.

A process that dies loses at most the last second of anonymous look-ups; those of organisations are written
in their own transaction and never lost.
"""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from foundation.clock import now
from foundation.database import copy_rows
from foundation.ids import new_id
from foundation.logging import describe, log

_COLUMNS = ("id", "certificate_id", "channel", "answer", "purpose", "at")
_INTERVAL = 1.0
#: Beyond this many, the oldest are dropped rather than the memory filled: the database has been away for long.
_MOST = 50_000

_noted: list[tuple[uuid.UUID, uuid.UUID, str, str, str, datetime]] = []


def note(certificate_id: uuid.UUID, channel: str, answer: str) -> None:
    """Remember a look-up until the next writing."""
    if len(_noted) >= _MOST:
        del _noted[: _MOST // 10]
    _noted.append((new_id(), certificate_id, channel, answer, "", now()))


async def write() -> int:
    """Write what was noted; how many that were. What cannot be written is kept for the next time."""
    rows = _noted[:]
    if rows:
        await copy_rows("certificate_lookup", _COLUMNS, rows)
        del _noted[: len(rows)]
    return len(rows)


@asynccontextmanager
async def writing() -> AsyncIterator[None]:
    """While the block lasts, look-ups are written once a second, and the rest at its end."""
    task = asyncio.create_task(_write_on(), name="lookups")
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await write()


async def _write_on() -> None:
    while True:
        await asyncio.sleep(_INTERVAL)
        try:
            await write()
        except Exception as error:  # the database may be away; look-ups wait for it
            log.warning("lookups.not_written", error=describe(error))
