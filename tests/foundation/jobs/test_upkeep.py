"""What is over is cleared away, and nothing else."""

from __future__ import annotations

import uuid
from datetime import timedelta

import asyncpg

from foundation import database as db
from foundation.actor import SYSTEM
from foundation.jobs.queue import enqueue
from foundation.jobs.rules import KEPT
from foundation.jobs.worker import drain
from foundation.text import text

_ENDED = """
WITH old AS (
  INSERT INTO job (id, kind, title, args, actor, account_id, organisation_id, cancellable, state, finished)
  VALUES ($1, 'test.count', '{"msgid": "Old"}', '{}', '{}', $1, $1, true, 'done', now() - $2::interval)
  RETURNING id
)
INSERT INTO job_failure (job_id, row_key, position, message) SELECT id, '1', 1, '{"msgid": "Bad"}' FROM old
"""


async def test_old_jobs_are_forgotten_with_their_failed_rows(database: asyncpg.Connection) -> None:
    for age in (KEPT - timedelta(days=1), KEPT + timedelta(days=1)):
        await db.execute(_ENDED, uuid.uuid4(), age)
    forget = await enqueue(SYSTEM, "foundation.jobs.forget", {}, title=text("Forget"))
    await drain()
    assert await db.fetchval("SELECT result FROM job WHERE id = $1", forget) == '{"forgotten": 1}'
    assert await db.fetchval("SELECT count(*) FROM job_failure") == 1


async def test_counters_that_count_nothing_any_more_are_cleared_away(database: asyncpg.Connection) -> None:
    await db.execute("INSERT INTO rate_count (key, due_at) VALUES (sha256('old'), now() - interval '1 day')")
    job_id = await enqueue(SYSTEM, "foundation.web.clear_away", {}, title=text("Clear"))
    await drain()
    assert await db.fetchval("SELECT state FROM job WHERE id = $1", job_id) == "done"
    assert await db.fetchval("SELECT count(*) FROM rate_count WHERE key = sha256('old')") == 0
