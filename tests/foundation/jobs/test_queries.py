"""Who sees a job, and what of it."""

from __future__ import annotations

import uuid
from datetime import timedelta

import asyncpg
import pytest

from foundation import database as db
from foundation.actor import Actor
from foundation.errors import NotFound
from foundation.jobs.queries import job_for, jobs_of, latest_about
from foundation.jobs.queue import enqueue, take
from foundation.jobs.tables import JobState
from foundation.jobs.worker import drain
from foundation.text import text
from tests.foundation.jobs import work  # noqa: F401  # registers the kinds
from tests.foundation.jobs.conftest import somebody

READ = "certificates.batch.view"


async def ask(actor: Actor, kind: str = "test.count", **options: object) -> uuid.UUID:
    args: dict[str, object] = {"bad": [2], "rows": 3} if kind == "test.fail_rows" else {"key": "k", "rows": 2}
    return await enqueue(actor, kind, args, title=text("Try"), total=2, **options)  # type: ignore[arg-type]


async def test_whoever_wanted_it_sees_it(database: asyncpg.Connection) -> None:
    actor = somebody()
    job_id = await ask(actor)
    found = await job_for(actor, job_id)
    assert (found.state, found.title, found.percent, found.ahead) == (JobState.QUEUED, text("Try"), 0, 0)
    assert found.may_cancel


async def test_nobody_else_sees_it(database: asyncpg.Connection) -> None:
    actor = somebody()
    job_id = await ask(actor)
    same_person_elsewhere = Actor(**{**_fields(actor), "organisation_id": uuid.uuid4()})
    for other in (somebody(), somebody(actor.organisation_id, READ), same_person_elsewhere):
        with pytest.raises(NotFound):
            await job_for(other, job_id)
        assert await jobs_of(other) == []


async def test_colleagues_see_what_is_shared_with_their_permission(database: asyncpg.Connection) -> None:
    actor = somebody()
    job_id = await ask(actor, shared_with=READ)
    colleague = somebody(actor.organisation_id, READ)
    assert not (await job_for(colleague, job_id)).may_cancel
    for other in (somebody(actor.organisation_id), somebody(None, READ)):
        with pytest.raises(NotFound):
            await job_for(other, job_id)


async def test_an_unknown_job_is_not_found(database: asyncpg.Connection) -> None:
    with pytest.raises(NotFound):
        await job_for(somebody(), uuid.uuid4())


async def test_it_says_how_many_are_ahead(database: asyncpg.Connection) -> None:
    actor = somebody()
    await ask(somebody())
    await ask(somebody())
    assert (await job_for(actor, await ask(actor))).ahead == 2


async def test_a_running_job_has_a_pace(database: asyncpg.Connection) -> None:
    actor = somebody()
    job_id = await ask(actor)
    assert await take(db, "w")
    await db.execute("UPDATE job SET done = 1, resumed = resumed - interval '60 s' WHERE id = $1", job_id)
    found = await job_for(actor, job_id)
    assert (found.state, found.percent) == (JobState.RUNNING, 50)
    assert found.pace is not None
    assert found.pace.left is not None
    assert timedelta(seconds=59) < found.pace.left < timedelta(seconds=70)


async def test_failed_rows_are_listed_in_their_order(database: asyncpg.Connection) -> None:
    actor = somebody()
    job_id = await ask(actor, "test.fail_rows")
    await drain()
    found = await job_for(actor, job_id)
    assert found.failed == 1
    assert found.failures[0].row == "2"
    assert found.failures[0].remedy == text("Mend it.")
    assert (found.pace, found.may_cancel) == (None, False)


async def test_the_newest_job_about_a_subject(database: asyncpg.Connection) -> None:
    actor, subject = somebody(), ("batch", uuid.uuid4())
    assert await latest_about(actor, subject) is None
    await ask(actor, subject=subject)
    newest = await ask(actor, subject=subject)
    found = await latest_about(actor, subject)
    assert found is not None
    assert found.id == newest
    assert await latest_about(somebody(), subject) is None


async def test_the_newest_come_first(database: asyncpg.Connection) -> None:
    actor = somebody()
    ids = [await ask(actor) for _ in range(3)]
    assert [job.id for job in await jobs_of(actor, limit=2)] == ids[:0:-1]


def _fields(actor: Actor) -> dict[str, object]:
    return {name: getattr(actor, name) for name in actor.__struct_fields__}
