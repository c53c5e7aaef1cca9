"""Progress is seen from outside, survives nothing it should not, and is refused to whoever lost the job."""

from __future__ import annotations

import asyncio
import uuid

import asyncpg
import pytest

from foundation import database as db
from foundation.actor import SYSTEM
from foundation.jobs import progress
from foundation.jobs.line import Line
from foundation.jobs.performing import perform
from foundation.jobs.progress import JobHandle, Superseded
from foundation.jobs.queue import enqueue, give_back, take
from foundation.text import text
from tests.foundation.jobs.conftest import until
from tests.foundation.jobs.work import GATES


async def begun(rows: int = 3) -> JobHandle:
    await enqueue(SYSTEM, "test.count", {"key": "k", "rows": rows}, title=text("Try"), total=rows)
    claim = await take(db, "w")
    assert claim is not None
    return JobHandle(claim, db)


async def stored(handle: JobHandle) -> tuple[int, int | None]:
    row = await db.fetchrow("SELECT done, total FROM job WHERE id = $1", handle.id)
    assert row is not None
    return row["done"], row["total"]


async def test_progress_is_seen_while_the_bodys_transaction_is_open(committed: asyncpg.Connection) -> None:
    key = uuid.uuid4().hex
    GATES[key] = asyncio.Event()
    job_id = await enqueue(SYSTEM, "test.in_transaction", {"key": key}, title=text("Try"))
    line = Line(on_news=lambda: None)
    claim = await take(line, "w")
    assert claim is not None
    work = asyncio.create_task(perform(claim, JobHandle(claim, line)))

    async def is_seen() -> bool:
        return await committed.fetchval("SELECT done FROM job WHERE id = $1", job_id) == 4

    await until(is_seen)
    assert not work.done()
    GATES[key].set()
    await work
    await line.close()


async def test_progress_is_written_now_and_then_not_each_time(
    database: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle = await begun()
    monkeypatch.setattr(progress, "_INTERVAL", 3600)
    await handle.advance()
    assert (await stored(handle))[0] == 0
    monkeypatch.setattr(progress, "_INTERVAL", 0)
    await handle.advance()
    assert (await stored(handle))[0] == 2


async def test_more_rows_than_expected_move_the_end(database: asyncpg.Connection) -> None:
    handle = await begun(rows=2)
    await handle.advance(5)
    await handle.save()
    assert await stored(handle) == (5, 5)


async def test_the_next_attempt_starts_from_a_clean_sheet(database: asyncpg.Connection) -> None:
    handle = await begun()
    await handle.fail_row(1, text("Not read."))
    await handle.advance(2)
    await handle.save()
    await give_back(handle.id, handle.attempt)
    claim = await take(db, "w")
    assert claim is not None
    assert claim.attempt == 2
    assert (await stored(handle))[0] == 0
    assert await db.fetchval("SELECT count(*) FROM job_failure WHERE job_id = $1", handle.id) == 0


async def test_the_same_row_failing_twice_is_one_failure(database: asyncpg.Connection) -> None:
    handle = await begun()
    for message in (text("First."), text("Second.")):
        await handle.fail_row("B12", message)
        await handle.save()
    rows = await db.fetch("SELECT message FROM job_failure WHERE job_id = $1", handle.id)
    assert len(rows) == 1
    assert "Second." in rows[0]["message"]


async def test_whoever_lost_the_job_writes_nothing_more(database: asyncpg.Connection) -> None:
    handle = await begun()
    await give_back(handle.id, handle.attempt)
    assert await take(db, "another")
    handle.done = 99
    await handle.fail_row(1, text("Not read."))
    with pytest.raises(Superseded):
        await handle.save()
    assert handle.lost
    assert (await stored(handle))[0] == 0
    assert await db.fetchval("SELECT count(*) FROM job_failure WHERE job_id = $1", handle.id) == 0


async def test_a_wish_to_stop_is_learnt_with_the_next_write(database: asyncpg.Connection) -> None:
    handle = await begun()
    await db.execute("UPDATE job SET state = 'cancelling' WHERE id = $1", handle.id)
    assert not handle.cancelled
    await handle.save()
    assert handle.cancelled


async def test_failures_are_not_lost_when_a_write_fails(database: asyncpg.Connection) -> None:
    handle = await begun()
    await handle.fail_row(1, text("Not read."))

    class Cut:
        async def fetchrow(self, sql: str, *args: object) -> asyncpg.Record | None:
            raise ConnectionResetError

    handle._desk = Cut()
    await handle.report()  # the body goes on with its work
    with pytest.raises(ConnectionResetError):
        await handle.save()  # the heart takes notice
    handle._desk = db
    await handle.save()
    assert await db.fetchval("SELECT count(*) FROM job_failure WHERE job_id = $1", handle.id) == 1
