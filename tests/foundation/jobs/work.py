"""Jobs that the tests of the queue ask for."""

from __future__ import annotations

import asyncio
import contextlib
import uuid

from foundation.database import execute, transaction
from foundation.errors import Conflict, Unavailable
from foundation.jobs.kinds import job
from foundation.jobs.progress import JobHandle
from foundation.text import text

#: What the bodies did, by the key that the test gave them.
DONE: dict[str, list[object]] = {}
#: A body named here waits until it is let go.
GATES: dict[str, asyncio.Event] = {}


@job("test.count")
async def count(job: JobHandle, key: str, rows: int) -> None:
    for row in range(rows):
        if job.cancelled:
            return
        DONE.setdefault(key, []).append(row)
        await job.advance()
    await job.finish({"rows": rows}, message=text("{count} rows.", count=rows), link="/somewhere")


@job("test.wait")
async def wait(job: JobHandle, key: str) -> None:
    """Works until the gate opens or it is called off."""
    DONE.setdefault(key, []).append(job.attempt)
    while not job.cancelled:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(GATES[key].wait(), 0.02)
            return


@job("test.uninterruptible", cancellable=False)
async def uninterruptible(job: JobHandle) -> None:
    await job.finish()


@job("test.typed")
async def typed(job: JobHandle, who: uuid.UUID, key: str, times: int = 3) -> None:
    DONE[key] = [who, times, job.actor]


@job("test.refuse")
async def refuse(job: JobHandle) -> None:
    raise Conflict(text("The batch {number} is closed.", number="B-7"), remedy=text("Open a new one."))


@job("test.unavailable")
async def unavailable(job: JobHandle) -> None:
    raise Unavailable(text("The list is stale."))


@job("test.break")
async def break_down(job: JobHandle) -> None:
    raise ZeroDivisionError


@job("test.fail_rows")
async def fail_rows(job: JobHandle, bad: list[int], rows: int) -> None:
    await job.expect(rows)
    for row in range(1, rows + 1):
        if row in bad:
            message = text("Row {row}: no month {month}", row=row, month=13)
            await job.fail_row(row, message, remedy=text("Mend it."), link=f"/rows/{row}")
        await job.advance()
    await job.finish()


@job("test.in_transaction")
async def in_transaction(job: JobHandle, key: str) -> None:
    """Holds a transaction open while it reports progress."""
    async with transaction():
        await execute("SELECT 1")
        await job.expect(10, done=4)
        await GATES[key].wait()
