"""What a person can do to a job: call it off."""

from __future__ import annotations

import uuid

from foundation.actor import Actor
from foundation.database import fetchrow, transaction
from foundation.errors import Conflict, Forbidden
from foundation.history import record
from foundation.jobs.queries import job_for
from foundation.jobs.queue import tell_end
from foundation.jobs.tables import JobState
from foundation.text import text

# From the queue at once; from a worker's hands when it next looks up.
_CANCEL = """
UPDATE job SET state = CASE state WHEN 'queued' THEN 'cancelled' ELSE 'cancelling' END,
  finished = CASE state WHEN 'queued' THEN clock_timestamp() END
WHERE id = $1 AND cancellable AND state IN ('queued', 'running')
RETURNING state, kind, title, account_id, organisation_id, subject_kind, subject_id
"""


async def cancel(actor: Actor, job_id: uuid.UUID) -> None:
    """Call a job off; what it has done so far stays done."""
    async with transaction():
        found = await job_for(actor, job_id)
        if found.state.finished:
            raise Conflict(text("This work has already ended."))
        if found.state is JobState.CANCELLING:
            return
        if not found.may_cancel:
            raise Forbidden(
                text("This work cannot be called off by you."),
                remedy=text("Only the person who started it can, and only where stopping halfway is safe."),
            )
        row = await fetchrow(_CANCEL, job_id)
        if row is None:
            raise Conflict(text("This work has already ended."))
        state = JobState(row["state"])
        if state.finished:
            await tell_end(row, job_id, state)
        changes = {"state": (str(found.state), str(state))}
        await record(actor, "job.cancelled", ("job", job_id), changes)
