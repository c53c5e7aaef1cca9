"""Statements past the application: as whoever owns the schema, in the transaction of the test."""

from __future__ import annotations

from typing import Any

import asyncpg

from foundation.database import execute, fetch, transaction


async def by_hand(sql: str, *args: Any) -> list[asyncpg.Record]:
    """Run a statement with the owner's rights; the application's role cannot reach the search keys."""
    async with transaction():
        await execute("SET LOCAL ROLE NONE")
        rows = await fetch(sql, *args)
        await execute("SET LOCAL ROLE yuzheng_app")
        return rows


async def value_by_hand(sql: str, *args: Any) -> Any:
    """The first column of the first row."""
    rows = await by_hand(sql, *args)
    return rows[0][0] if rows else None
