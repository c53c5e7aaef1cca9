"""Every hour the register checks itself."""

from __future__ import annotations

from foundation.jobs.kinds import periodic
from foundation.jobs.progress import JobHandle
from foundation.text import text
from screening.upkeep.actions import refresh_list


@periodic("screening.upkeep.confirm_list", "7 * * * *", title=text("Check that the ban register is complete"))
async def confirm_list(job: JobHandle) -> None:
    """Confirm the register, or leave it to grow stale until somebody has mended it."""
    wrong = await refresh_list()
    await job.finish({"wrong": [said.english() for said in wrong]})
