"""The history: written with the change, read back, and never rewritten."""

from __future__ import annotations

from uuid import UUID

import asyncpg
import pytest

from foundation.actor import SYSTEM
from foundation.database import execute, transaction
from foundation.history import of, record
from foundation.ids import new_id


async def test_an_entry_says_who_what_and_why(database: asyncpg.Connection) -> None:
    subject = ("batch", new_id())
    await record(SYSTEM, "batch.returned", subject, {"status": ("submitted", "returned")}, reason="照片不清")
    (entry,) = await of(*subject)
    assert (entry.kind, entry.reason, entry.account_name) == ("batch.returned", "照片不清", "system")
    assert entry.changes == {"status": ["submitted", "returned"]}


async def test_an_entry_is_rolled_back_with_its_change(database: asyncpg.Connection) -> None:
    subject = ("batch", new_id())
    with pytest.raises(RuntimeError):
        await _fail_after_recording(subject)
    assert await of(*subject) == []


async def _fail_after_recording(subject: tuple[str, UUID]) -> None:
    async with transaction():
        await record(SYSTEM, "batch.approved", subject)
        raise RuntimeError


@pytest.mark.parametrize(
    "statement", ["UPDATE history SET reason = 'x'", "DELETE FROM history", "TRUNCATE history"]
)
async def test_the_database_refuses_to_rewrite_it(database: asyncpg.Connection, statement: str) -> None:
    await record(SYSTEM, "batch.approved", ("batch", new_id()))
    with pytest.raises(asyncpg.PostgresError):
        async with transaction():
            await execute(statement)


async def test_not_even_the_owner_rewrites_it(own_database: str) -> None:
    await record(SYSTEM, "batch.approved", ("batch", new_id()))
    owner = await asyncpg.connect(own_database)
    try:
        for statement in ("UPDATE history SET reason = 'x'", "DELETE FROM history", "TRUNCATE history"):
            with pytest.raises(asyncpg.PostgresError, match="append-only"):
                await owner.execute(statement)
    finally:
        await owner.close()
