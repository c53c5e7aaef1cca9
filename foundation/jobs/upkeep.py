"""The ground floor's own periodic work: what is over is cleared away."""

from __future__ import annotations

from foundation.database import affected, execute
from foundation.jobs.kinds import periodic
from foundation.jobs.progress import JobHandle
from foundation.jobs.rules import KEPT
from foundation.text import text
from foundation.web.upkeep import clear_away


@periodic("foundation.jobs.forget", "20 3 * * *", title=text("Forget old background work"))
async def forget_old_jobs(job: JobHandle) -> None:
    """Delete jobs that ended long ago: their failed rows may name people."""
    status = await execute("DELETE FROM job WHERE finished < clock_timestamp() - $1::interval", KEPT)
    await job.finish({"forgotten": affected(status)})


@periodic("foundation.web.clear_away", "*/20 * * * *", title=text("Clear away ended sessions and counters"))
async def clear_sessions_and_counters(job: JobHandle) -> None:
    """Delete sessions that ran out and counters that count nothing any more."""
    await clear_away()
    await job.finish()
