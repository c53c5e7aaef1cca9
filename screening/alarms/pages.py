"""The page of the self-checks: what each found, what stops the screening, and what to do."""

from __future__ import annotations

from typing import Final

from litestar import get, post

from foundation.jobs.queue import enqueue
from foundation.text import text
from foundation.web.access import SignedIn
from foundation.web.navigation import NavigationItem
from foundation.web.pages import Answer, Request, render, see_other
from screening.alarms.queries import board

VIEW: Final = "screening.health.view"
RUN: Final = "screening.health.run"
#: The work that runs the checks (`screening.upkeep.jobs`).
_CHECKS: Final = "screening.upkeep.confirm_all"

NAVIGATION = [
    NavigationItem("/screening/health", text("Self-checks"), permission=VIEW, order=28, seldom=True)
]


@get("/screening/health", opt={"permission": VIEW})
async def health_page(request: Request, actor: SignedIn) -> Answer:
    return render(request, "screening/health.html", board=await board(), may_run=actor.may(RUN))


@post("/screening/health", opt={"permission": RUN})
async def run_checks(request: Request, actor: SignedIn) -> Answer:
    job_id = await enqueue(
        actor,
        _CHECKS,
        {},
        title=text("Check that the ban register is complete"),
        shared_with=VIEW,
        once=f"{_CHECKS} {actor.account_id}",
    )
    return see_other(request, f"/jobs/{job_id}")


ROUTES = [health_page, run_checks]
