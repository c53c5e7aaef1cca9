"""Tells who asked for a piece of work that it has ended, and an evaluator that a publicity lasts longer."""

from __future__ import annotations

from certificates.watching.telling import put_notice
from foundation.actor import SYSTEM
from foundation.jobs.queue import JobEnded
from foundation.jobs.tables import JobState
from foundation.text import Text, text
from training.evaluations.events import PublicityLengthened

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


async def on_publicity_lengthened(event: PublicityLengthened) -> None:
    """The evaluator hears until which day nobody may confirm, and why."""
    message = text(
        "{name}: the results stay publicised until {day}; the working calendar of {year} was corrected.",
        name=event.name,
        day=event.until.isoformat(),
        year=event.year,
    )
    subject, href = ("session", event.session_id), f"/evaluations/{event.public_id}"
    await put_notice(event.evaluator_id, "session.publicity_lengthened", subject, message, href)
