"""Issuing as background work: seen while it goes, called off between two certificates, resumed after a crash."""

from __future__ import annotations

import uuid

from certificates.issuing.actions import issue_batch
from certificates.issuing.means import press
from foundation.jobs.kinds import job
from foundation.jobs.progress import JobHandle
from foundation.text import text

ISSUE = "certificates.issue"


@job(ISSUE)
async def issue(job: JobHandle, batch_id: uuid.UUID) -> None:
    """Issue what is still missing of an approved batch."""
    report = await issue_batch(job.actor, batch_id, press(), job)
    if not report.cancelled:
        waiting = len(report.waiting)
        await job.finish(
            {"issued": report.issued, "waiting": waiting},
            message=text("{issued} issued, {waiting} waiting", issued=report.issued, waiting=waiting),
        )
