"""What those who wanted a job, and colleagues it is shared with, see of it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Final

import asyncpg
import msgspec

from foundation.actor import Actor
from foundation.database import fetch, fetchrow
from foundation.errors import NotFound
from foundation.jobs.rules import Pace, pace, percent
from foundation.jobs.tables import JobState, unpack, unpack_title
from foundation.text import Text

#: More failed rows than this nobody mends from a page; the feature's own error sheet holds them all.
_SHOWN_FAILURES: Final = 200

_COLUMNS: Final = """
SELECT id, kind, title, state, done, total, message, result, link, created, started, resumed, finished,
  cancellable AND finished IS NULL AND account_id = $1 AND organisation_id = $2 AS may_cancel,
  (SELECT count(*) FROM job_failure WHERE job_id = job.id) AS failed,
  CASE WHEN state = 'queued' THEN
    (SELECT count(*) FROM job AS other WHERE other.state = 'queued'
       AND (other.run_after, other.id) < (job.run_after, job.id))
  END AS ahead,
  CASE WHEN state = 'queued' AND attempt > 0 THEN run_after END AS again_at,
  clock_timestamp() AS looked_at
FROM job
"""
# Its own, or one of the same organisation that is shared with holders of a permission.
_VISIBLE: Final = """
organisation_id = $2 AND (account_id = $1 OR shared_with = ANY($3::text[]))
"""
_FAILURES: Final = """
SELECT row_key, message, remedy, link FROM job_failure WHERE job_id = $1 ORDER BY position LIMIT $2
"""


async def asked_by(job_id: uuid.UUID) -> Actor:
    """In whose name a job works, for a process that helps with it. Raises `NotFound`."""
    row = await fetchrow("SELECT actor FROM job WHERE id = $1", job_id)
    if row is None:
        raise NotFound
    return msgspec.json.decode(row["actor"], type=Actor)


class FailedRow(msgspec.Struct, frozen=True):
    """A row that did not go through."""

    row: str
    message: Text
    remedy: Text | None
    link: str | None


class JobView(msgspec.Struct, frozen=True):
    """A job as its page shows it."""

    id: uuid.UUID
    kind: str
    title: Text
    state: JobState
    done: int
    total: int | None
    percent: int | None
    pace: Pace | None
    message: Text | None
    result: Any
    link: str | None
    failed: int
    failures: list[FailedRow]
    #: Jobs that are taken before this one; None once it was begun.
    ahead: int | None
    #: When it is tried again after it was interrupted.
    again_at: datetime | None
    may_cancel: bool
    created: datetime
    started: datetime | None
    finished: datetime | None


async def job_for(actor: Actor, job_id: uuid.UUID) -> JobView:
    """The job with its failed rows, if the actor may see it; raises `NotFound`."""
    row = await fetchrow(f"{_COLUMNS} WHERE id = $4 AND {_VISIBLE}", *_reader(actor), job_id)
    if row is None:
        raise NotFound
    failures = await fetch(_FAILURES, job_id, _SHOWN_FAILURES) if row["failed"] else []
    return _view(row, failures)


async def jobs_of(actor: Actor, *, limit: int = 50) -> list[JobView]:
    """The actor's latest jobs in this organisation, newest first, without their failed rows."""
    rows = await fetch(
        f"{_COLUMNS} WHERE {_VISIBLE} ORDER BY created DESC, id DESC LIMIT $4",
        *_reader(actor),
        limit,
    )
    return [_view(row, []) for row in rows]


async def latest_about(actor: Actor, subject: tuple[str, uuid.UUID]) -> JobView | None:
    """The newest job that works on this subject, if there is one that the actor may see."""
    row = await fetchrow(
        f"{_COLUMNS} WHERE subject_kind = $4 AND subject_id = $5 AND {_VISIBLE}"
        " ORDER BY created DESC LIMIT 1",
        *_reader(actor),
        *subject,
    )
    return None if row is None else _view(row, [])


def _reader(actor: Actor) -> tuple[uuid.UUID, uuid.UUID, list[str]]:
    return actor.account_id, actor.organisation_id, sorted(actor.permissions)


def _view(row: asyncpg.Record, failures: list[asyncpg.Record]) -> JobView:
    done, total, state = row["done"], row["total"], JobState(row["state"])
    working = state in (JobState.RUNNING, JobState.CANCELLING)
    return JobView(
        id=row["id"],
        kind=row["kind"],
        title=unpack_title(row["title"]),
        state=state,
        done=done,
        total=total,
        percent=percent(done=done, total=total),
        pace=pace(done=done, total=total, since=row["resumed"], until=row["looked_at"]) if working else None,
        message=unpack(row["message"]),
        result=None if row["result"] is None else msgspec.json.decode(row["result"]),
        link=row["link"],
        failed=row["failed"],
        failures=[_failure(failure) for failure in failures],
        ahead=row["ahead"],
        again_at=row["again_at"],
        may_cancel=row["may_cancel"] and state is not JobState.CANCELLING,
        created=row["created"],
        started=row["started"],
        finished=row["finished"],
    )


def _failure(row: asyncpg.Record) -> FailedRow:
    return FailedRow(row["row_key"], unpack_title(row["message"]), unpack(row["remedy"]), row["link"])
