"""Approving starts issuing: both in one transaction, so that no approved batch is ever forgotten."""

from __future__ import annotations

import uuid

from certificates.batches.actions import approve
from certificates.issuing.jobs import start_issuing
from foundation.actor import Actor
from foundation.database import execute, transaction


async def approve_and_start(actor: Actor, public_id: str) -> uuid.UUID:
    """Approve the batch and ask for its certificates; the job's id."""
    async with transaction():
        batch_id = await approve(actor, public_id)
        job_id = await start_issuing(actor, batch_id)
        await execute("UPDATE certificate_batch SET job_id = $2 WHERE id = $1", batch_id, job_id)
    return job_id
