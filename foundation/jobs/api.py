"""A job for programs: how far it is and how it ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import get
from litestar.params import FromPath

from foundation.jobs.queries import JobView, job_for
from foundation.language import say
from foundation.web.access import SignedIn


class FailedRowOut(msgspec.Struct, frozen=True):
    """A row that did not go through, in the reader's language."""

    row: str
    message: str
    remedy: str


class JobOut(msgspec.Struct, frozen=True):
    """A job as programs see it; times are in UTC, `seconds_left` is an estimate."""

    id: UUID
    title: str
    state: str
    done: int
    total: int | None
    failed: int
    failures: list[FailedRowOut]
    message: str
    result: Any
    seconds_left: int | None
    created: datetime
    started: datetime | None
    finished: datetime | None


@get("/api/v1/jobs/{job_id:uuid}", opt={"signed_in": True})
async def api_job(actor: SignedIn, job_id: FromPath[UUID]) -> JobOut:
    """The job, if the caller may see it."""
    return _out(await job_for(actor, job_id))


def _out(job: JobView) -> JobOut:
    left = job.pace.left if job.pace else None
    return JobOut(
        id=job.id,
        title=say(job.title),
        state=str(job.state),
        done=job.done,
        total=job.total,
        failed=job.failed,
        failures=[FailedRowOut(one.row, say(one.message), say(one.remedy)) for one in job.failures],
        message=say(job.message),
        result=job.result,
        seconds_left=None if left is None else round(left.total_seconds()),
        created=job.created,
        started=job.started,
        finished=job.finished,
    )


ROUTES = [api_job]
