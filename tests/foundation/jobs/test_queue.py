"""The queue belongs to the caller's transaction, gives each job to one worker, and forgets none."""

from __future__ import annotations

import asyncio
import uuid
from datetime import timedelta

import asyncpg
import pytest

from foundation import database as db
from foundation.actor import SYSTEM
from foundation.database import transaction
from foundation.events import subscribe
from foundation.jobs.queue import JobEnded, end, enqueue, give_back, rescue, take, try_later
from foundation.jobs.rules import MOST_FAULTS
from foundation.jobs.tables import JobState, unpack
from foundation.text import text
from tests.foundation.jobs import work  # noqa: F401  # registers the kinds
from tests.foundation.jobs.conftest import somebody

TITLE = text("Count")


async def ask(key: str = "k", **options: object) -> uuid.UUID:
    return await enqueue(SYSTEM, "test.count", {"key": key, "rows": 1}, title=TITLE, **options)  # type: ignore[arg-type]


async def row(job_id: uuid.UUID) -> asyncpg.Record:
    found = await db.fetchrow("SELECT * FROM job WHERE id = $1", job_id)
    assert found is not None
    return found


async def test_a_job_is_gone_when_the_transaction_that_asked_for_it_fails(
    database: asyncpg.Connection,
) -> None:
    async def ask_and_fail() -> None:
        async with transaction():
            await ask()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await ask_and_fail()
    assert await take(db, "w") is None


async def test_a_job_is_not_begun_before_the_commit(committed: asyncpg.Connection) -> None:
    async with transaction():
        job_id = await ask()
        async with db.own_connection() as elsewhere:
            assert await take(elsewhere, "w") is None
    claim = await take(db, "w")
    assert claim is not None
    assert claim.id == job_id


async def test_asking_wrongly_fails_at_once(database: asyncpg.Connection) -> None:
    with pytest.raises(Exception, match="missing required field `key`"):
        await enqueue(SYSTEM, "test.count", {"rows": 1}, title=TITLE)


async def test_the_oldest_is_taken_first_and_only_once(database: asyncpg.Connection) -> None:
    first, second = await ask(), await ask()
    taken = [await take(db, "w") for _ in range(3)]
    assert [claim and claim.id for claim in taken] == [first, second, None]


async def test_the_claim_carries_who_wanted_it(database: asyncpg.Connection) -> None:
    actor = somebody(None, "training.cohort.view")
    await enqueue(actor, "test.count", {"key": "k", "rows": 1}, title=TITLE)
    claim = await take(db, "w")
    assert claim is not None
    assert claim.actor == actor


async def test_an_unknown_kind_is_left_for_workers_that_know_it(database: asyncpg.Connection) -> None:
    job_id = await ask()
    await db.execute("UPDATE job SET kind = 'test.of_a_newer_release' WHERE id = $1", job_id)
    assert await take(db, "w") is None


async def test_asking_twice_for_the_same_gives_the_same_until_it_ended(database: asyncpg.Connection) -> None:
    first = await ask(once="batch:1")
    assert await ask(once="batch:1") == first
    claim = await take(db, "w")
    assert claim is not None
    assert await ask(once="batch:1") == first
    await end(claim.id, claim.attempt, JobState.DONE)
    assert await ask(once="batch:1") != first


async def test_a_hundred_jobs_are_each_taken_once_by_eight_hands(committed: asyncpg.Connection) -> None:
    asked = {await ask() for _ in range(100)}
    taken: list[uuid.UUID] = []

    async def hand(name: str) -> None:
        while claim := await take(db, name):
            taken.append(claim.id)

    await asyncio.gather(*(hand(f"w{number}") for number in range(8)))
    assert len(taken) == 100
    assert set(taken) == asked


async def test_double_clicks_at_the_same_moment_make_one_job(committed: asyncpg.Connection) -> None:
    ids = await asyncio.gather(*(ask(once="batch:2") for _ in range(8)))
    assert len(set(ids)) == 1


async def test_the_end_is_told_in_the_same_transaction(database: asyncpg.Connection) -> None:
    told: list[JobEnded] = []

    async def hear(event: JobEnded) -> None:
        if event.kind == "test.count":
            told.append(event)

    subscribe(JobEnded, hear)
    subject = ("batch", uuid.uuid4())
    job_id = await ask(subject=subject)
    claim = await take(db, "w")
    assert claim is not None
    assert await end(job_id, claim.attempt, JobState.DONE)
    assert told[0].title == TITLE
    assert [(event.job_id, event.state, event.subject) for event in told] == [
        (job_id, JobState.DONE, subject)
    ]


async def test_who_lost_the_job_cannot_end_it(database: asyncpg.Connection) -> None:
    job_id = await ask()
    claim = await take(db, "w1")
    assert claim is not None
    await give_back(job_id, claim.attempt)
    assert await take(db, "w2") is not None
    assert not await end(job_id, claim.attempt, JobState.DONE)
    assert (await row(job_id))["state"] == "running"


async def test_what_ended_stays_as_it_ended(database: asyncpg.Connection) -> None:
    job_id = await ask()
    claim = await take(db, "w")
    assert claim is not None
    await end(job_id, claim.attempt, JobState.DONE, result={"rows": 1})
    with pytest.raises(asyncpg.PostgresError, match="append-only"):
        await db.execute("UPDATE job SET result = NULL WHERE id = $1", job_id)


async def test_giving_back_blames_nobody_and_a_fault_does(database: asyncpg.Connection) -> None:
    job_id = await ask()
    claim = await take(db, "w")
    assert claim is not None
    await give_back(job_id, claim.attempt)
    assert (await row(job_id))["faults"] == 0
    claim = await take(db, "w")
    assert claim is not None
    await try_later(job_id, claim.attempt, claim.faults)
    found = await row(job_id)
    assert (found["state"], found["faults"], found["attempt"]) == ("queued", 1, 2)
    assert await take(db, "w") is None, "not before the wait is over"


async def test_a_job_that_keeps_failing_is_given_up_and_says_so(database: asyncpg.Connection) -> None:
    job_id = await ask()
    for _ in range(MOST_FAULTS):
        await db.execute("UPDATE job SET run_after = clock_timestamp() WHERE id = $1", job_id)
        claim = await take(db, "w")
        assert claim is not None
        await try_later(job_id, claim.attempt, claim.faults)
    found = await row(job_id)
    assert (found["state"], found["faults"]) == ("failed", MOST_FAULTS)
    message = unpack(found["message"])
    assert message is not None
    assert job_id.hex[-12:] in message.english()


async def test_only_silent_jobs_are_taken_back(database: asyncpg.Connection) -> None:
    await ask("lively")
    await ask("silent")
    lively, silent = await take(db, "w1"), await take(db, "w2")
    assert lively is not None
    assert silent is not None
    await db.execute("UPDATE job SET heartbeat = heartbeat - interval '1 minute' WHERE id = $1", silent.id)
    assert await rescue(timedelta(seconds=30)) == 1
    assert (await row(lively.id))["state"] == "running"
    assert (await row(silent.id))["state"] == "queued"


async def test_a_silent_job_that_was_called_off_is_not_begun_again(database: asyncpg.Connection) -> None:
    job_id = await ask()
    assert await take(db, "w")
    await db.execute(
        "UPDATE job SET state = 'cancelling', heartbeat = heartbeat - interval '1 minute' WHERE id = $1",
        job_id,
    )
    assert await rescue(timedelta(seconds=30)) == 1
    assert (await row(job_id))["state"] == "cancelled"


async def test_the_database_refuses_states_that_cannot_be(database: asyncpg.Connection) -> None:
    job_id = await ask()
    for nonsense in (
        "state = 'finished'",
        "state = 'running'",  # without a heartbeat
        "state = 'done'",  # without an end
        "state = 'failed', finished = now()",  # without a reason
        "done = -1",
        "link = '//elsewhere.example'",
        "subject_kind = 'batch'",
    ):
        with pytest.raises(asyncpg.CheckViolationError):
            async with transaction():
                await db.execute(f"UPDATE job SET {nonsense} WHERE id = $1", job_id)
