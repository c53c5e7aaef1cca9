"""The page of a job, the part of it that is asked for again while it runs, and the list of one's own jobs."""

from __future__ import annotations

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from foundation.jobs.actions import cancel
from foundation.jobs.queries import job_for, jobs_of
from foundation.text import text
from foundation.web.access import SignedIn
from foundation.web.pages import Answer, Request, fragment, render, see_other


@get("/jobs", opt={"signed_in": True})
async def jobs_page(request: Request, actor: SignedIn) -> Answer:
    """What I, and my colleagues for me, have in the works."""
    return render(request, "foundation/jobs.html", jobs=await jobs_of(actor))


@get("/jobs/{job_id:uuid}", opt={"signed_in": True})
async def job_page(request: Request, actor: SignedIn, job_id: FromPath[UUID]) -> Answer:
    """One job: how far it is, what failed, where its result is."""
    return render(request, "foundation/job.html", job=await job_for(actor, job_id))


@get("/jobs/{job_id:uuid}/progress", opt={"signed_in": True})
async def job_progress(request: Request, actor: SignedIn, job_id: FromPath[UUID]) -> Answer:
    """The part that moves, for htmx."""
    return fragment(request, "foundation/job_progress.html", job=await job_for(actor, job_id))


@post("/jobs/{job_id:uuid}/cancel", opt={"signed_in": True})
async def cancel_job(request: Request, actor: SignedIn, job_id: FromPath[UUID]) -> Answer:
    """Call it off."""
    await cancel(actor, job_id)
    return see_other(request, f"/jobs/{job_id}", flash=text("The work is being stopped."))


ROUTES = [jobs_page, job_page, job_progress, cancel_job]
