"""Tells the office that asked for a piece of work that it has ended."""

from __future__ import annotations

from certificates.watching.telling import put_notice
from foundation.actor import SYSTEM
from foundation.jobs.queue import JobEnded
from foundation.jobs.tables import JobState
from foundation.text import Text, text

_WORDS: dict[JobState, Text] = {
    JobState.DONE: text("done"),
    JobState.FAILED: text("not finished"),
    JobState.CANCELLED: text("called off"),
}


async def on_job_ended(event: JobEnded) -> None:
    """A notice with the way to the job's page; the system's own work tells nobody."""
    if event.account_id == SYSTEM.account_id:
        return
    message = text("{title}: {outcome}", title=event.title, outcome=_WORDS[event.state])
    # Nobody is called away from something else for it.
    subject, href = ("job", event.job_id), f"/jobs/{event.job_id}"
    await put_notice(event.organisation_id, "job.ended", subject, message, href, outside=False)
