"""Calling a job off: by whoever wanted it, where stopping halfway is safe, and on record."""

from __future__ import annotations

import uuid

import asyncpg
import pytest

from foundation import database as db
from foundation import history
from foundation.errors import Conflict, Forbidden, NotFound
from foundation.jobs.actions import cancel
from foundation.jobs.queries import job_for
from foundation.jobs.queue import enqueue, take
from foundation.jobs.tables import JobState
from foundation.jobs.worker import drain
from foundation.text import text
from tests.foundation.jobs.conftest import somebody
from tests.foundation.jobs.work import DONE


async def test_a_waiting_job_is_called_off_at_once(database: asyncpg.Connection) -> None:
    actor, key = somebody(), uuid.uuid4().hex
    job_id = await enqueue(actor, "test.count", {"key": key, "rows": 1}, title=text("Try"))
    await cancel(actor, job_id)
    assert (await job_for(actor, job_id)).state is JobState.CANCELLED
    assert await drain() == 0
    assert key not in DONE
    (entry,) = await history.of("job", job_id)
    assert (entry.kind, entry.changes) == ("job.cancelled", {"state": ["queued", "cancelled"]})


async def test_a_running_job_is_asked_to_stop(database: asyncpg.Connection) -> None:
    actor = somebody()
    job_id = await enqueue(actor, "test.count", {"key": "k", "rows": 1}, title=text("Try"))
    assert await take(db, "w")
    await cancel(actor, job_id)
    await cancel(actor, job_id)
    found = await job_for(actor, job_id)
    assert (found.state, found.may_cancel) == (JobState.CANCELLING, False)
    assert len(await history.of("job", job_id)) == 1


async def test_a_finished_job_cannot_be_called_off(database: asyncpg.Connection) -> None:
    actor = somebody()
    job_id = await enqueue(actor, "test.count", {"key": "k", "rows": 1}, title=text("Try"))
    await drain()
    with pytest.raises(Conflict):
        await cancel(actor, job_id)


async def test_what_must_not_stop_halfway_cannot_be_called_off(database: asyncpg.Connection) -> None:
    actor = somebody()
    job_id = await enqueue(actor, "test.uninterruptible", {}, title=text("Try"))
    with pytest.raises(Forbidden):
        await cancel(actor, job_id)


async def test_colleagues_may_look_but_not_call_off(database: asyncpg.Connection) -> None:
    actor = somebody()
    job_id = await enqueue(
        actor, "test.count", {"key": "k", "rows": 1}, title=text("Try"), shared_with="a.b.view"
    )
    with pytest.raises(Forbidden):
        await cancel(somebody(actor.organisation_id, "a.b.view"), job_id)
    with pytest.raises(NotFound):
        await cancel(somebody(), job_id)
