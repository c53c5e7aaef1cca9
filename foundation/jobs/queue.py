"""The queue: asking for work, taking it, ending it, and taking it back from workers that fell silent."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Protocol

import asyncpg
import msgspec

from foundation import database
from foundation.actor import Actor
from foundation.database import transaction
from foundation.events import publish
from foundation.ids import new_id
from foundation.jobs.kinds import encode_arguments, kind_of, known_kinds
from foundation.jobs.rules import MOST_FAULTS, retry_delay
from foundation.jobs.tables import JobState, pack, unpack_title
from foundation.logging import log
from foundation.text import Text, text

#: Waiting workers listen on this channel; what is sent in a transaction arrives after its commit.
CHANNEL = "yuzheng_job"

#: What it looks like when the database, or the way to it, went away.
CUT = (
    OSError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
)

_ENQUEUE = """
INSERT INTO job (id, kind, title, args, actor, account_id, organisation_id, shared_with,
                 subject_kind, subject_id, once, cancellable, total, run_after)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, clock_timestamp() + $14::interval)
ON CONFLICT (once) WHERE finished IS NULL DO NOTHING
RETURNING id
"""

# SKIP LOCKED: two workers never wait for, nor take, the same row.
_TAKE = """
WITH next AS (
  SELECT id FROM job
  WHERE state = 'queued' AND run_after <= clock_timestamp() AND kind = ANY($2)
  ORDER BY run_after, id LIMIT 1 FOR UPDATE SKIP LOCKED
), clean AS (
  DELETE FROM job_failure USING next WHERE job_id = next.id
)
UPDATE job SET state = 'running', worker = $1, heartbeat = clock_timestamp(), attempt = attempt + 1,
  started = coalesce(started, clock_timestamp()), resumed = clock_timestamp(), done = 0, message = NULL
FROM next WHERE job.id = next.id
RETURNING job.id, kind, args, actor, attempt, faults, total
"""

_END = """
UPDATE job SET state = $3, message = coalesce($4, message), result = $5, link = $6,
  finished = clock_timestamp(), heartbeat = NULL, worker = NULL, faults = faults + $7
WHERE id = $1 AND attempt = $2 AND state IN ('running', 'cancelling')
RETURNING kind, title, account_id, organisation_id, subject_kind, subject_id
"""

_GIVE_BACK = """
UPDATE job SET state = 'queued', heartbeat = NULL, worker = NULL, faults = faults + $4,
  run_after = clock_timestamp() + $3
WHERE id = $1 AND attempt = $2 AND state = 'running'
"""

_SILENT = """
SELECT id, kind, state, attempt, faults FROM job
WHERE state IN ('running', 'cancelling') AND heartbeat < clock_timestamp() - $1::interval
"""


class Desk(Protocol):
    """Something that runs SQL: the module `foundation.database`, or a worker's own connection."""

    async def fetchrow(self, sql: str, *args: Any) -> asyncpg.Record | None: ...


class Claim(msgspec.Struct, frozen=True):
    """A job that somebody works on; `attempt` proves that it is still theirs."""

    id: uuid.UUID
    kind: str
    args: str
    actor: Actor
    attempt: int
    faults: int
    total: int | None


class JobEnded(msgspec.Struct, frozen=True):
    """Published in the transaction in which a job ends, so that whoever wanted it can be told."""

    job_id: uuid.UUID
    kind: str
    title: Text
    state: JobState
    account_id: uuid.UUID
    organisation_id: uuid.UUID
    subject: tuple[str, uuid.UUID] | None


async def enqueue(
    actor: Actor,
    kind: str,
    args: Mapping[str, Any],
    *,
    title: Text,
    total: int | None = None,
    subject: tuple[str, uuid.UUID] | None = None,
    shared_with: str | None = None,
    once: str | None = None,
    after: timedelta = timedelta(0),
) -> uuid.UUID:
    """Ask for work in the current transaction: rolled back with it, begun only after its commit.

    `shared_with` names the permission by which colleagues of the same organisation may look on.
    While a job asked for with the same `once` is not finished, that job is returned instead.
    It is not begun before `after` has passed.
    """
    row = await _insert(actor, kind, args, title, total, subject, shared_with, once, after)
    if row is None:
        found: uuid.UUID | None = await database.fetchval(
            "SELECT id FROM job WHERE once = $1 AND finished IS NULL", once
        )
        # None: it finished between the two statements, so there is room now.
        return found or await enqueue(
            actor,
            kind,
            args,
            title=title,
            total=total,
            subject=subject,
            shared_with=shared_with,
            once=once,
            after=after,
        )
    await database.execute("SELECT pg_notify($1, '')", CHANNEL)
    return row


async def _insert(
    actor: Actor,
    kind: str,
    args: Mapping[str, Any],
    title: Text,
    total: int | None,
    subject: tuple[str, uuid.UUID] | None,
    shared_with: str | None,
    once: str | None,
    after: timedelta,
) -> uuid.UUID | None:
    known = kind_of(kind)
    made: uuid.UUID | None = await database.fetchval(
        _ENQUEUE,
        new_id(),
        kind,
        pack(title),
        encode_arguments(known, args),
        msgspec.json.encode(actor).decode(),
        actor.account_id,
        actor.organisation_id,
        shared_with,
        *(subject or (None, None)),
        once,
        known.cancellable,
        total,
        after,
    )
    return made


async def take(desk: Desk, worker: str) -> Claim | None:
    """The next job that is due and known here, now ours; or nothing."""
    row = await desk.fetchrow(_TAKE, worker, known_kinds())
    if row is None:
        return None
    return Claim(**{**dict(row), "actor": msgspec.json.decode(row["actor"], type=Actor)})


async def end(
    job_id: uuid.UUID,
    attempt: int,
    state: JobState,
    *,
    message: Text | None = None,
    result: Any = None,
    link: str | None = None,
    faults: int = 0,
) -> bool:
    """Write how it ended and tell those who listen; False if the job is no longer ours."""
    encoded = None if result is None else msgspec.json.encode(result).decode()
    async with transaction():
        row = await database.fetchrow(_END, job_id, attempt, state, pack(message), encoded, link, faults)
        if row is None:
            return False
        await tell_end(row, job_id, state)
    log.info("job.ended", job=str(job_id), kind=row["kind"], state=str(state), attempt=attempt)
    return True


async def tell_end(row: asyncpg.Record, job_id: uuid.UUID, state: JobState) -> None:
    """Publish that a job ended; `row` says whose it was and what it was about."""
    subject = (row["subject_kind"], row["subject_id"]) if row["subject_kind"] else None
    await publish(
        JobEnded(
            job_id=job_id,
            kind=row["kind"],
            title=unpack_title(row["title"]),
            state=state,
            account_id=row["account_id"],
            organisation_id=row["organisation_id"],
            subject=subject,
        )
    )


async def give_back(job_id: uuid.UUID, attempt: int) -> None:
    """Put it back in the queue without blame, for this worker is stopping."""
    status = await database.execute(_GIVE_BACK, job_id, attempt, timedelta(0), 0)
    if not database.affected(status):  # somebody wants it cancelled, or it is no longer ours
        await end(job_id, attempt, JobState.CANCELLED)
    await database.execute("SELECT pg_notify($1, '')", CHANNEL)


async def try_later(job_id: uuid.UUID, attempt: int, faults: int) -> None:
    """Count a fault and put it back for later, or give it up after too many."""
    if faults + 1 >= MOST_FAULTS:
        await end(job_id, attempt, JobState.FAILED, message=_given_up(job_id, faults + 1), faults=1)
    else:
        await database.execute(_GIVE_BACK, job_id, attempt, retry_delay(faults + 1), 1)


async def rescue(silence: timedelta) -> int:
    """Take back the jobs of workers that have not been heard of for so long; how many there were.

    Two workers may do so at once: the attempt lets only one of them succeed.
    """
    rows = await database.fetch(_SILENT, silence)
    for row in rows:
        log.warning("job.taken_back", job=str(row["id"]), kind=row["kind"], attempt=row["attempt"])
        if row["state"] == JobState.CANCELLING:
            await end(row["id"], row["attempt"], JobState.CANCELLED, faults=1)
        else:
            await try_later(row["id"], row["attempt"], row["faults"])
    return len(rows)


def _given_up(job_id: uuid.UUID, faults: int) -> Text:
    return text(
        "This was tried {count} times, and each time a fault in the system stopped it. "
        "Tell your administrator the reference {reference}.",
        count=faults,
        reference=job_id.hex[-12:],
    )
