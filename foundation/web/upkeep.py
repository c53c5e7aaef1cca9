"""Clears away sessions, counters and trials that no longer matter; a periodic job calls it."""

from __future__ import annotations

from foundation.web import limits, session_store, throttling


async def clear_away() -> None:
    """Delete what is over."""
    await session_store.purge()
    await limits.purge()
    await throttling.purge()
