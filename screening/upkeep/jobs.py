"""Every hour the register checks itself, every night thoroughly."""

from __future__ import annotations

from foundation.jobs.kinds import periodic
from foundation.jobs.progress import JobHandle
from foundation.text import text
from screening.upkeep.actions import refresh_list

_TITLE = text("Check that the ban register is complete")


@periodic("screening.upkeep.confirm_list", "7 * * * *", title=_TITLE)
async def confirm_list(job: JobHandle) -> None:
    """Confirm the register, or raise an alarm that stops the screening until somebody has mended it."""
    await _confirm(job, thorough=False)


@periodic("screening.upkeep.confirm_all", "37 3 * * *", title=_TITLE)
async def confirm_all(job: JobHandle) -> None:
    """The same with every ban on record; also on demand."""
    await _confirm(job, thorough=True)


async def _confirm(job: JobHandle, *, thorough: bool) -> None:
    wrong = await refresh_list(thorough=thorough)
    said = text("{count} self-checks failed.", count=len(wrong)) if wrong else text("Everything is in order.")
    await job.finish({"wrong": [one.english() for one in wrong]}, message=said, link="/screening/health")
