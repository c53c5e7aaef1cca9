"""Every minute: tests whose time is over are handed in as they stand, also when nobody opens them."""

from __future__ import annotations

from foundation.jobs.kinds import periodic
from foundation.jobs.progress import JobHandle
from foundation.text import text
from training.module_tests.marking import hand_in_over


@periodic("training.module_tests.hand_in", "* * * * *", title=text("Hand in tests whose time is over"))
async def hand_in(job: JobHandle) -> None:
    """What was handed in before is passed over, so a run that was cut short is simply made up for."""
    count = await hand_in_over()
    await job.finish({"handed_in": count}, message=text("Handed in: {count}.", count=count))
