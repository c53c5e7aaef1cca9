"""Approving starts issuing: both in one transaction, so that no approved batch is ever forgotten."""

from __future__ import annotations

import uuid

from certificates.batches.actions import approve
from certificates.issuing.jobs import ISSUE
from foundation.actor import Actor
from foundation.database import execute, fetchval, transaction
from foundation.jobs.queue import enqueue
from foundation.text import text


async def approve_and_start(actor: Actor, public_id: str) -> uuid.UUID:
    """Approve the batch and ask for its certificates; the job's id."""
    async with transaction():
        batch_id = await approve(actor, public_id)
        total = await fetchval("SELECT count(*) FROM batch_item WHERE batch_id = $1 AND included", batch_id)
        job_id = await enqueue(
            actor,
            ISSUE,
            {"batch_id": batch_id},
            title=text("Issue certificates"),
            total=total,
            subject=("batch", batch_id),
            shared_with="certificates.batch.view",
            once=f"issue:{batch_id}",
        )
        await execute("UPDATE certificate_batch SET job_id = $2 WHERE id = $1", batch_id, job_id)
    return job_id
