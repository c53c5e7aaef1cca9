"""Periodic work: asked for by whichever worker sees first that its moment has come."""

from __future__ import annotations

from datetime import datetime

from foundation import database
from foundation.actor import SYSTEM
from foundation.database import transaction
from foundation.jobs.kinds import Period, periodic, periods
from foundation.jobs.progress import JobHandle
from foundation.jobs.queue import enqueue
from foundation.jobs.rules import KEPT
from foundation.text import text

# A kind that is new here begins with its next moment: nothing was missed.
_ADVANCE = """
INSERT INTO job_period AS known (kind, last_tick) VALUES ($1, $2)
ON CONFLICT (kind) DO UPDATE SET last_tick = excluded.last_tick WHERE known.last_tick < excluded.last_tick
RETURNING xmax <> 0 AS due
"""


async def ask_for_due() -> None:
    """Enqueue each periodic kind whose latest moment nobody has asked for yet."""
    moment: datetime = await database.fetchval("SELECT clock_timestamp()")
    for period in periods():
        tick = period.cron.last(moment)
        if tick is not None:
            await _ask(period, tick)


async def _ask(period: Period, tick: datetime) -> None:
    async with transaction():
        if await database.fetchval(_ADVANCE, period.kind, tick):
            await enqueue(SYSTEM, period.kind, {}, title=period.title, once=f"periodic:{period.kind}")


@periodic("foundation.jobs.forget", "20 3 * * *", title=text("Forget old background work"))
async def forget_old(job: JobHandle) -> None:
    """Delete jobs that ended long ago: their failed rows may name people."""
    status = await database.execute("DELETE FROM job WHERE finished < clock_timestamp() - $1::interval", KEPT)
    await job.finish({"forgotten": database.affected(status)})
