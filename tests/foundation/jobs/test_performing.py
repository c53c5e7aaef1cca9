"""How the end of a body becomes the end of a job."""

from __future__ import annotations

import uuid
from typing import Any

import asyncpg
import msgspec
import pytest

from foundation import database as db
from foundation.actor import Actor
from foundation.jobs.queue import enqueue
from foundation.jobs.tables import JobState, unpack
from foundation.jobs.worker import drain
from foundation.text import text
from tests.foundation.jobs.conftest import somebody
from tests.foundation.jobs.work import DONE


async def outcome(kind: str, actor: Actor | None = None, **args: Any) -> asyncpg.Record:
    job_id = await enqueue(actor or somebody(), kind, args, title=text("Try"))
    assert await drain() == 1
    found = await db.fetchrow("SELECT * FROM job WHERE id = $1", job_id)
    assert found is not None
    return found


async def test_a_body_that_returns_is_done_with_its_result(database: asyncpg.Connection) -> None:
    key = uuid.uuid4().hex
    found = await outcome("test.count", key=key, rows=3)
    assert DONE[key] == [0, 1, 2]
    assert (found["state"], found["done"], found["attempt"], found["faults"]) == (JobState.DONE, 3, 1, 0)
    assert msgspec.json.decode(found["result"]) == {"rows": 3}
    assert unpack(found["message"]) == text("{count} rows.", count=3)
    assert found["link"] == "/somewhere"


async def test_the_body_gets_typed_arguments_and_acts_for_whoever_wanted_it(
    database: asyncpg.Connection,
) -> None:
    actor, who, key = somebody(None, "a.b.c"), uuid.uuid4(), uuid.uuid4().hex
    await outcome("test.typed", actor, who=who, key=key)
    assert DONE[key] == [who, 3, actor]


async def test_a_refusal_fails_at_once_in_its_own_words(database: asyncpg.Connection) -> None:
    found = await outcome("test.refuse")
    assert (found["state"], found["faults"]) == ("failed", 0)
    message = unpack(found["message"])
    assert message is not None
    assert message.english() == "The batch B-7 is closed. Open a new one."


@pytest.mark.parametrize("kind", ["test.break", "test.unavailable"])
async def test_a_fault_is_tried_again_later(database: asyncpg.Connection, kind: str) -> None:
    found = await outcome(kind)
    assert (found["state"], found["faults"]) == ("queued", 1)
    assert found["run_after"] > found["resumed"]
    assert await drain() == 0


async def test_failed_rows_do_not_fail_the_job(database: asyncpg.Connection) -> None:
    found = await outcome("test.fail_rows", bad=[2, 5], rows=6)
    assert (found["state"], found["done"], found["total"]) == ("done", 6, 6)
    rows = await db.fetch("SELECT * FROM job_failure WHERE job_id = $1 ORDER BY position", found["id"])
    assert [row["row_key"] for row in rows] == ["2", "5"]
    assert unpack(rows[0]["message"]) == text("Row {row}: no month {month}", row=2, month=13)
    assert rows[0]["link"] == "/rows/2"
