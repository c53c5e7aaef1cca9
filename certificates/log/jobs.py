"""Every minute: what happened is taken into the log, and the status lists follow."""

from __future__ import annotations

from certificates.log.actions import sequence
from certificates.status.actions import sign_lists
from foundation.jobs.kinds import periodic
from foundation.jobs.progress import JobHandle
from foundation.text import text


@periodic("certificates.log.publish", "* * * * *", title=text("Publish the log and the status lists"))
async def publish(job: JobHandle) -> None:
    """Either does nothing where nothing has changed."""
    await job.finish({"entries": await sequence(), "lists": await sign_lists()})
