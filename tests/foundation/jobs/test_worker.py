"""Workers: what they take they finish, whatever happens to them on the way."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import asyncpg
import msgspec
import pytest

from foundation import database as db
from foundation.actor import SYSTEM
from foundation.jobs.actions import cancel
from foundation.jobs.performing import Timing
from foundation.jobs.queries import JobView, job_for
from foundation.jobs.queue import enqueue
from foundation.jobs.tables import JobState
from foundation.jobs.worker import NotFit, Worker, check_fitness, run_in_process
from foundation.settings import Settings
from foundation.text import text
from tests.foundation.jobs import crashing
from tests.foundation.jobs.conftest import QUICK, somebody, until
from tests.foundation.jobs.work import DONE, GATES

# Of everybody but the one who asks.
_CUT_ALL = """
SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'yuzheng'
"""
ROOT = Path(__file__).parents[3]


async def ended(job_id: uuid.UUID) -> JobView:
    """The job once it has ended."""
    found: list[JobView] = []

    async def is_over() -> bool:
        found[:] = [await job_for(SYSTEM, job_id)]
        return found[0].state.finished

    await until(is_over)
    return found[0]


async def wait_job(key: str) -> uuid.UUID:
    GATES[key] = asyncio.Event()
    return await enqueue(SYSTEM, "test.wait", {"key": key}, title=text("Wait"))


@asynccontextmanager
async def working(concurrency: int = 2) -> AsyncIterator[None]:
    async with run_in_process(Settings(), concurrency=concurrency, timing=QUICK):
        yield


async def test_work_asked_for_is_done_beside_the_pages(committed: asyncpg.Connection) -> None:
    key = uuid.uuid4().hex
    async with working():
        job_id = await enqueue(SYSTEM, "test.count", {"key": key, "rows": 5}, title=text("Count"))
        found = await ended(job_id)
    assert (found.state, found.done, found.result) == (JobState.DONE, 5, {"rows": 5})
    assert DONE[key] == [0, 1, 2, 3, 4]


async def test_news_wakes_a_worker_at_once(committed: asyncpg.Connection) -> None:
    patient = Worker(timing=Timing())  # looks by itself only every two seconds
    task = asyncio.create_task(patient.run())
    await until(lambda: patient._line._connection is not None)
    await asyncio.sleep(0.1)
    began = asyncio.get_running_loop().time()
    await ended(await enqueue(SYSTEM, "test.count", {"key": "k", "rows": 1}, title=text("Count")))
    assert asyncio.get_running_loop().time() - began < 1
    patient.stop()
    await task


async def test_no_more_jobs_at_once_than_hands(committed: asyncpg.Connection) -> None:
    keys = [uuid.uuid4().hex for _ in range(3)]
    jobs = [await wait_job(key) for key in keys]
    async with working(concurrency=2):
        await until(lambda: keys[0] in DONE and keys[1] in DONE)
        assert await committed.fetchval("SELECT count(*) FROM job WHERE state = 'running'") == 2
        assert keys[2] not in DONE
        for key in keys:
            GATES[key].set()
        assert {(await ended(job_id)).state for job_id in jobs} == {JobState.DONE}


async def test_a_running_job_stops_when_it_is_called_off(committed: asyncpg.Connection) -> None:
    actor, key = somebody(), uuid.uuid4().hex
    GATES[key] = asyncio.Event()
    job_id = await enqueue(actor, "test.wait", {"key": key}, title=text("Wait"))
    async with working():
        await until(lambda: key in DONE)
        await cancel(actor, job_id)

        async def is_over() -> bool:
            return (await job_for(actor, job_id)).state is JobState.CANCELLED

        await until(is_over)


async def test_stopping_gives_unfinished_work_back_without_blame(committed: asyncpg.Connection) -> None:
    key = uuid.uuid4().hex
    job_id = await wait_job(key)
    async with working():
        await until(lambda: key in DONE)
    row = await committed.fetchrow("SELECT state, faults, attempt FROM job WHERE id = $1", job_id)
    assert tuple(row) == ("queued", 0, 1)
    async with working():
        await until(lambda: DONE[key] == [1, 2])
        GATES[key].set()
        assert (await ended(job_id)).state is JobState.DONE


async def test_stopping_waits_for_what_ends_in_time(committed: asyncpg.Connection) -> None:
    key = uuid.uuid4().hex
    job_id = await wait_job(key)
    worker = Worker(timing=msgspec.structs.replace(QUICK, grace=timedelta(seconds=15)))
    task = asyncio.create_task(worker.run())
    await until(lambda: key in DONE)
    worker.stop()
    await asyncio.sleep(0.05)
    GATES[key].set()
    await task
    assert (await job_for(SYSTEM, job_id)).state is JobState.DONE


async def test_told_twice_to_stop_a_worker_does_not_wait(committed: asyncpg.Connection) -> None:
    key = uuid.uuid4().hex
    job_id = await wait_job(key)
    worker = Worker(timing=msgspec.structs.replace(QUICK, grace=timedelta(hours=1)))
    task = asyncio.create_task(worker.run())
    await until(lambda: key in DONE)
    worker.stop()
    worker.stop()
    async with asyncio.timeout(10):
        await task
    assert (await job_for(SYSTEM, job_id)).state is JobState.QUEUED


async def test_a_heartbeat_keeps_a_long_job(committed: asyncpg.Connection) -> None:
    key = uuid.uuid4().hex
    job_id = await wait_job(key)
    async with working(), working():  # a second worker that would take it back
        await until(lambda: key in DONE)
        await asyncio.sleep(QUICK.silence.total_seconds() * 2)
        assert DONE[key] == [1]
        GATES[key].set()
        assert (await ended(job_id)).state is JobState.DONE


async def test_work_that_was_taken_over_is_dropped(committed: asyncpg.Connection) -> None:
    key = uuid.uuid4().hex
    job_id = await wait_job(key)
    async with working(concurrency=1):
        await until(lambda: DONE.get(key) == [1])
        # As if another worker had taken it back while this one hung.
        await committed.execute(
            "UPDATE job SET state = 'queued', heartbeat = NULL, worker = NULL WHERE id = $1", job_id
        )
        await until(lambda: DONE[key] == [1, 2])  # the one hand was free again
        GATES[key].set()
        assert (await ended(job_id)).state is JobState.DONE


async def test_a_worker_survives_the_loss_of_its_connections(committed: asyncpg.Connection) -> None:
    key, later = uuid.uuid4().hex, uuid.uuid4().hex

    async def is_done(job_id: uuid.UUID) -> bool:
        return await committed.fetchval("SELECT state FROM job WHERE id = $1", job_id) == "done"

    first = await wait_job(key)
    second = await enqueue(SYSTEM, "test.count", {"key": later, "rows": 1}, title=text("Count"))
    async with working(concurrency=1):
        await until(lambda: key in DONE)
        cut = [row["pid"] for row in await committed.fetch(_CUT_ALL)]

        async def are_gone() -> bool:
            return not await committed.fetchval("SELECT 1 FROM pg_stat_activity WHERE pid = ANY($1)", cut)

        await until(are_gone)
        GATES[key].set()
        await until(lambda: is_done(first))
        await until(lambda: is_done(second))


async def test_a_job_never_works_inside_the_callers_transaction(committed: asyncpg.Connection) -> None:
    key = uuid.uuid4().hex
    job_id = await enqueue(SYSTEM, "test.count", {"key": key, "rows": 1}, title=text("Count"))

    async def work_and_fail() -> None:
        async with db.transaction():
            async with working():
                await until(lambda: key in DONE)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await work_and_fail()
    assert (await ended(job_id)).state is JobState.DONE


async def test_workers_refuse_a_mighty_role_and_a_small_pool(pool: str) -> None:
    with pytest.raises(NotFit, match="database role"):
        await check_fitness("somebody_else", concurrency=1)
    with pytest.raises(NotFit, match="YUZHENG_POOL_SIZE"):
        await check_fitness("yuzheng_app", concurrency=7)


@pytest.fixture
async def steps(committed: asyncpg.Connection) -> AsyncIterator[asyncpg.Connection]:
    await committed.execute(
        "CREATE TABLE step (number integer PRIMARY KEY);"
        "CREATE TABLE effect (number integer NOT NULL, attempt integer NOT NULL)"
    )
    yield committed
    await committed.execute("DROP TABLE step, effect")


async def start_worker(url: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", crashing.__name__, url, cwd=ROOT, stdout=asyncio.subprocess.DEVNULL
    )


async def spare_the_wait(owner: asyncpg.Connection) -> None:
    """After a death a job waits before its next try; the wait itself is not what these tests are about."""
    await owner.execute("UPDATE job SET run_after = clock_timestamp() WHERE state = 'queued'")


async def effects(owner: asyncpg.Connection) -> int:
    count: int = await owner.fetchval("SELECT count(*) FROM effect")
    return count


async def test_a_job_killed_in_the_middle_is_completed_and_no_step_happens_twice(
    steps: asyncpg.Connection, pool: str
) -> None:
    job_id = await enqueue(SYSTEM, "test.steps", {"steps": 60, "pause": 0.02}, title=text("Steps"), total=60)
    for enough in (10, 30):
        victim = await start_worker(pool)

        async def is_in_the_middle(enough: int = enough) -> bool:
            await spare_the_wait(steps)
            return await effects(steps) >= enough

        await until(is_in_the_middle)
        os.kill(victim.pid, signal.SIGKILL)
        await victim.wait()
    assert await effects(steps) < 60
    state = await steps.fetchval("SELECT state FROM job WHERE id = $1", job_id)
    assert state == "running", "nobody was left to say that it died"
    survivor = await start_worker(pool)

    async def is_over() -> bool:
        await spare_the_wait(steps)
        return (await job_for(SYSTEM, job_id)).state.finished

    await until(is_over)
    survivor.terminate()
    assert await survivor.wait() == 0
    found = await job_for(SYSTEM, job_id)
    assert (found.state, found.done) == (JobState.DONE, 60)
    rows = await steps.fetch("SELECT number, attempt FROM effect ORDER BY number")
    assert [row["number"] for row in rows] == list(range(60))
    assert {row["attempt"] for row in rows} == {1, 2, 3}


async def test_a_terminated_worker_gives_its_job_to_the_next(steps: asyncpg.Connection, pool: str) -> None:
    job_id = await enqueue(SYSTEM, "test.steps", {"steps": 80, "pause": 0.02}, title=text("Steps"))
    first = await start_worker(pool)

    async def has_begun() -> bool:
        return await effects(steps) >= 5

    await until(has_begun)
    first.terminate()
    assert await first.wait() == 0
    row = await steps.fetchrow("SELECT state, faults FROM job WHERE id = $1", job_id)
    assert tuple(row) == ("queued", 0)
    second = await start_worker(pool)
    assert (await ended(job_id)).state is JobState.DONE
    second.terminate()
    assert await second.wait() == 0
    assert await effects(steps) == 80
