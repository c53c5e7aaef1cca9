"""Issuing as background work: seen, called off between two certificates, resumed after a crash."""

from __future__ import annotations

import uuid

from certificates.issuing.actions import issue_batch
from certificates.issuing.means import press
from foundation.actor import Actor
from foundation.database import fetchval, transaction
from foundation.jobs.kinds import job
from foundation.jobs.progress import JobHandle
from foundation.jobs.queue import enqueue
from foundation.text import text

ISSUE = "certificates.issue"


@job(ISSUE)
async def issue(job: JobHandle, batch_id: uuid.UUID) -> None:
    """Issue what is still missing of an approved batch."""
    report = await issue_batch(job.actor, batch_id, press(), job)
    if not report.cancelled:
        waiting = len(report.waiting)
        batch = await fetchval("SELECT public_id FROM certificate_batch WHERE id = $1", batch_id)
        await job.finish(
            {"issued": report.issued, "waiting": waiting},
            message=text("{issued} issued, {waiting} waiting", issued=report.issued, waiting=waiting),
            link=f"/batches/{batch}",
        )


async def start_issuing(actor: Actor, batch_id: uuid.UUID) -> uuid.UUID:
    """Ask for the work; a second wish while the first is not done is the same work."""
    async with transaction():
        total = await fetchval("SELECT count(*) FROM batch_item WHERE batch_id = $1 AND included", batch_id)
        return await enqueue(
            actor,
            ISSUE,
            {"batch_id": batch_id},
            title=text("Issue certificates"),
            total=total,
            subject=("batch", batch_id),
            shared_with="certificates.batch.view",
            once=f"issue:{batch_id}",
        )
