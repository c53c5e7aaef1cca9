"""Periodic work: asked for by whichever worker sees first that its moment has come."""

from __future__ import annotations

from datetime import datetime

from foundation import database
from foundation.actor import SYSTEM
from foundation.database import transaction
from foundation.jobs.kinds import Period, periods
from foundation.jobs.queue import enqueue

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
