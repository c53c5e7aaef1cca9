"""Periodic work is asked for once for each of its moments, by however many workers, and made up for."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from foundation import database as db
from foundation.jobs import kinds
from foundation.jobs.periods import ask_for_due
from foundation.jobs.progress import JobHandle
from foundation.jobs.queue import take
from foundation.jobs.worker import drain
from foundation.text import text
from tests.foundation.jobs import work  # noqa: F401  # registers the kinds


@pytest.fixture
def minutely(monkeypatch: pytest.MonkeyPatch) -> str:
    """A kind whose moment is every minute, and no other."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    monkeypatch.setattr(kinds, "_periods", {})

    @kinds.periodic("test.minutely", "* * * * *", title=text("Each minute"))
    async def minutely(job: JobHandle) -> None:
        await job.finish()

    return "test.minutely"


async def asked(kind: str) -> int:
    count: int = await db.fetchval("SELECT count(*) FROM job WHERE kind = $1", kind)
    return count


async def miss(kind: str, how_long: timedelta = timedelta(hours=3)) -> None:
    await db.execute(
        "UPDATE job_period SET last_tick = last_tick - $2::interval WHERE kind = $1", kind, how_long
    )


async def test_a_new_kind_begins_with_its_next_moment(database: asyncpg.Connection, minutely: str) -> None:
    await ask_for_due()
    assert await asked(minutely) == 0


async def test_missed_moments_are_made_up_for_once(database: asyncpg.Connection, minutely: str) -> None:
    await ask_for_due()
    await miss(minutely)
    await ask_for_due()
    assert await asked(minutely) == 1


async def test_a_second_one_is_not_piled_upon_a_waiting_one(
    database: asyncpg.Connection, minutely: str
) -> None:
    await ask_for_due()
    for _ in range(2):
        await miss(minutely)
        await ask_for_due()
    assert await asked(minutely) == 1
    assert await drain() == 1
    await miss(minutely)
    await ask_for_due()
    assert await asked(minutely) == 2


async def test_of_many_workers_one_asks(committed: asyncpg.Connection, minutely: str) -> None:
    await ask_for_due()
    await miss(minutely)

    async def worker() -> bool:
        await ask_for_due()
        return await take(db, "w") is not None  # taken at once, so that `once` cannot hide a second one

    assert sum(await asyncio.gather(*(worker() for _ in range(6)))) == 1
    assert await asked(minutely) == 1
