"""Replaying against a long register: in the background, with its progress."""

from __future__ import annotations

from uuid import UUID

import msgspec

from foundation.jobs.kinds import job
from foundation.jobs.progress import JobHandle
from screening.replaying.actions import KIND, replay
from screening.replaying.rules import conclusion


@job(KIND)
async def replay_in_background(handle: JobHandle, screening_id: UUID, purpose: str) -> None:
    """The replay as the result of the job; its page reads it from there."""
    done = await replay(handle.actor, screening_id, purpose, handle.advance)
    _, said, _ = conclusion(done)
    link = f"/screenings/{screening_id}?job={handle.id}"
    await handle.finish(msgspec.to_builtins(done), message=said, link=link)
