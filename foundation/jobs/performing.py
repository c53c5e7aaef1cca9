"""Carrying out one job: run its body, keep its heart beating, write how it ended."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import msgspec

from foundation.errors import DomainError, Unavailable
from foundation.jobs.kinds import decode_arguments, kind_of
from foundation.jobs.progress import JobHandle, Superseded
from foundation.jobs.queue import Claim, Desk, end, give_back, try_later
from foundation.jobs.tables import JobState
from foundation.logging import describe, log
from foundation.text import Text, text


class Timing(msgspec.Struct, frozen=True, kw_only=True):
    """How often workers do what they do besides the work."""

    #: Between two heartbeats of a running job.
    beat: timedelta = timedelta(seconds=2)
    #: Without heartbeat for so long, a job is taken back. Ours stop by themselves when they cannot beat.
    silence: timedelta = timedelta(seconds=30)
    #: Between two looks for silent jobs and due periods.
    housekeeping: timedelta = timedelta(seconds=10)
    #: Between two looks for work when no news came (a lost notification, a delayed retry).
    patience: timedelta = timedelta(seconds=2)
    #: What is still running this long after the stop signal goes back to the queue.
    grace: timedelta = timedelta(seconds=20)


async def attend(claim: Claim, desk: Desk, timing: Timing) -> None:
    """Carry out a job under heartbeat; when cancelled, give it back to the queue."""
    handle = JobHandle(claim, desk)
    work = asyncio.create_task(perform(claim, handle), name=f"job {claim.kind}")
    heart = asyncio.create_task(_beat(handle, work, timing), name=f"heart of {claim.kind}")
    try:
        await work
    except asyncio.CancelledError:
        if not handle.lost:
            await give_back(claim.id, claim.attempt)
            raise
    finally:
        heart.cancel()


async def perform(claim: Claim, handle: JobHandle) -> None:
    """Run the body and write how it ended; the body's errors end here."""
    try:
        kind = kind_of(claim.kind)
        await kind.body(handle, **decode_arguments(kind, claim.args))
        await handle.report()
    except Superseded:
        log.warning("job.superseded", job=str(claim.id), kind=claim.kind, attempt=claim.attempt)
    except Unavailable as error:
        log.warning("job.postponed", job=str(claim.id), kind=claim.kind, reason=error.message.msgid)
        await try_later(claim.id, claim.attempt, claim.faults)
    except DomainError as error:
        await end(claim.id, claim.attempt, JobState.FAILED, message=_reason(error))
    except Exception as error:
        log.error("job.fault", job=str(claim.id), kind=claim.kind, attempt=claim.attempt, **describe(error))
        await try_later(claim.id, claim.attempt, claim.faults)
    else:
        await _end_well(claim, handle)


def _reason(error: DomainError) -> Text:
    if error.remedy is None:
        return error.message
    return text("{message} {remedy}", message=error.message, remedy=error.remedy)


async def _end_well(claim: Claim, handle: JobHandle) -> None:
    stopped = handle.cancelled and not handle.completed
    await end(
        claim.id,
        claim.attempt,
        JobState.CANCELLED if stopped else JobState.DONE,
        message=handle.message,
        result=handle.result,
        link=handle.link,
    )


async def _beat(handle: JobHandle, work: asyncio.Task[None], timing: Timing) -> None:
    loop = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(timing.beat.total_seconds())
        try:
            await handle.save()
        except Superseded:
            work.cancel()
            return
        except Exception:  # whatever it is, we cannot beat
            log.warning("job.no_heartbeat", job=str(handle.id))
            if loop.time() - handle.saved_at > timing.silence.total_seconds():
                handle.lost = True
                work.cancel()
                return
