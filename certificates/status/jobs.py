"""Every minute the lists follow what was suspended, reinstated and withdrawn."""

from __future__ import annotations

from certificates.status.actions import sign_lists
from foundation.jobs.kinds import periodic
from foundation.jobs.progress import JobHandle
from foundation.text import text


@periodic("certificates.status.sign", "* * * * *", title=text("Sign the status lists"))
async def sign(job: JobHandle) -> None:
    """Sign what has changed or grows old."""
    await job.finish({"signed": await sign_lists()})
