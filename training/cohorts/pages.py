"""Pages of cohorts: the list, opening one, and one with its trainees and how far they are."""

from __future__ import annotations

from litestar import get, post
from litestar.params import FromPath

from curricula.courses.queries import published_courses
from curricula.occupations.data import LEVELS, PROGRAMMES, occupation
from foundation.actor import Actor
from foundation.errors import DomainError
from foundation.text import text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.navigation import NavigationItem
from foundation.web.pages import Answer, Request, render, see_other
from foundation.web.paging import read_listing
from training.cohorts.actions import NewCohort, open_cohort
from training.cohorts.queries import SORTS, find_cohort, imports_of, list_cohorts
from training.enrolments import queries as enrolments
from training.enrolments.actions import complete_ready, ready_to_complete
from training.enrolments.queries import list_enrolments, state_counts
from training.enrolments.rules import LABELS
from training.learning.importing import learning_imports_of
from training.learning.queries import completions
from training.refreshers.queries import due_count

_VIEW = "training.cohort.view"
_OPEN = "training.cohort.open"
_CHANGE = "training.enrolment.change"
_REFRESH = "training.refresher.view"

NAVIGATION = [
    NavigationItem(
        "/cohorts", text("Cohorts"), permission=_VIEW, order=40, kinds=frozenset({"college", "hrss"})
    )
]


@get("/cohorts", opt={"permission": _VIEW})
async def cohorts_page(request: Request, actor: SignedIn) -> Answer:
    listing = read_listing(request, sorts=SORTS, default="-starts", filters={"q": str}, tie="c.id")
    rows, total = await list_cohorts(
        actor,
        search=listing.filters["q"] or "",
        order_by=listing.order_by,
        limit=listing.limit,
        offset=listing.offset,
    )
    return render(
        request, "training/cohorts.html", page=listing.page(rows, total), occupation=occupation, levels=LEVELS
    )


@get("/cohorts/new", opt={"permission": _OPEN})
async def new_cohort_page(request: Request, actor: SignedIn) -> Answer:
    return await _new(request, actor)


@post("/cohorts/new", opt={"permission": _OPEN})
async def new_cohort(request: Request, actor: SignedIn) -> Answer:
    try:
        public_id = await open_cohort(actor, await read_form(request, NewCohort))
    except CORRECTABLE as error:
        return await _new(request, actor, error)
    return see_other(
        request, f"/cohorts/{public_id}", flash=text("The cohort is open. Upload its roster next.")
    )


async def _new(request: Request, actor: Actor, error: DomainError | None = None) -> Answer:
    courses = await published_courses(actor)
    return render(
        request,
        "training/new_cohort.html",
        error=error,
        courses=[(one.public_id, f"{one.title}（{one.code}）") for one in courses],
        programmes=[(one.code, one.label) for one in PROGRAMMES.values()],
    )


@get("/cohorts/{public_id:str}", opt={"permission": _VIEW})
async def cohort_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    cohort = await find_cohort(actor, public_id)
    listing = read_listing(
        request, sorts=enrolments.SORTS, default="number", filters={"q": str, "state": str}, tie="e.id"
    )
    search, state = listing.filters["q"] or "", listing.filters["state"] or ""
    rows, total = await list_enrolments(
        actor,
        cohort.id,
        search=search,
        state=state,
        order_by=listing.order_by,
        limit=listing.limit,
        offset=listing.offset,
    )
    own = cohort.college_id == actor.organisation_id
    return render(
        request,
        "training/cohort.html",
        cohort=cohort,
        occupation=occupation(cohort.occupation_code),
        level=LEVELS[cohort.level],
        page=listing.page(rows, total),
        counts=await state_counts(actor, cohort.id, search),
        labels={str(key): label for key, label in LABELS.items()},
        done=await completions([row.id for row in rows]),
        own=own,
        ready=len(await ready_to_complete(cohort.id)) if own and actor.may(_CHANGE) else 0,
        refreshers=await due_count(actor, public_id) if own and actor.may(_REFRESH) else 0,
        waiting=[one for one in await imports_of(cohort.id) if one.state == "previewed"],
        waiting_sheets=[one for one in await learning_imports_of(cohort.id) if one.state == "previewed"],
    )


@get("/cohorts/{public_id:str}/complete", opt={"permission": _CHANGE})
async def complete_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    cohort = await find_cohort(actor, public_id)
    return render(
        request, "training/cohort_complete.html", cohort=cohort, ready=len(await ready_to_complete(cohort.id))
    )


@post("/cohorts/{public_id:str}/complete", opt={"permission": _CHANGE})
async def complete_cohort(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    count = await complete_ready(actor, public_id)
    flash = text("The training of {count} trainees is completed.", count=count)
    return see_other(request, f"/cohorts/{public_id}?state=completed", flash=flash)


ROUTES = [cohorts_page, new_cohort_page, new_cohort, cohort_page, complete_page, complete_cohort]
