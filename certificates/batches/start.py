"""Approving starts issuing: both in one transaction, so that no approved batch is ever forgotten."""

from __future__ import annotations

import uuid

from certificates.batches.actions import approve
from certificates.batches.queries import find_batch
from certificates.issuing.jobs import start_issuing
from foundation.actor import Actor
from foundation.database import execute, fetchval, transaction
from foundation.errors import Conflict, NotFound
from foundation.history import record
from foundation.text import text


async def approve_and_start(actor: Actor, public_id: str) -> uuid.UUID:
    """Approve the batch and ask for its certificates; the job's id."""
    async with transaction():
        batch_id = await approve(actor, public_id)
        job_id = await start_issuing(actor, batch_id)
        await execute("UPDATE certificate_batch SET job_id = $2 WHERE id = $1", batch_id, job_id)
    return job_id


async def resume(actor: Actor, public_id: str) -> uuid.UUID:
    """Go on with an approved batch whose issuing was called off or left some waiting; the job's id.

    Nothing new is decided: who receives a certificate was approved by two persons. Raises `Conflict` when
    nothing is left to issue.
    """
    actor.require("certificates.batch.approve")
    async with transaction():
        await execute("SELECT 1 FROM certificate_batch WHERE public_id = $1 FOR UPDATE", public_id)
        batch = await find_batch(actor, public_id)
        if batch.organisation_id != actor.organisation_id:
            raise NotFound()
        if batch.status != "approved":
            raise Conflict(text("There is nothing left to issue in this batch."))
        job_id = await start_issuing(actor, batch.id)
        await execute("UPDATE certificate_batch SET job_id = $2 WHERE id = $1", batch.id, job_id)
        await record(actor, "batch.issuing_resumed", ("batch", batch.id))
    return job_id


async def can_be_resumed(batch_id: uuid.UUID) -> bool:
    """Whether it is approved, not all issued, and nobody is at it."""
    found: bool = await fetchval(_RESTING, batch_id)
    return found


_RESTING = """
SELECT b.status = 'approved' AND NOT EXISTS (
         SELECT 1 FROM job j WHERE j.id = b.job_id AND j.finished IS NULL)
  FROM certificate_batch b WHERE b.id = $1
"""
