"""Pages on which hours and results are entered by form, and set aside."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Annotated, ClassVar

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta

from curricula.courses.queries import CourseVersionView, version
from foundation.actor import Actor
from foundation.errors import DomainError, NotFound
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.pages import Answer, Request, render, see_other
from training.cohorts.actions import own_cohort
from training.enrolments.queries import find_enrolment, list_enrolments
from training.learning import actions
from training.learning.actions import HoursEntry, ResultEntry
from training.learning.importing import learning_imports_of
from training.learning.queries import HoursView, ResultView, enrolment_of_entry, hours_of, results_of

_RECORD = "training.learning.record"
_VOID = "training.learning.void"
#: So many are offered to be ticked as absent; a larger cohort sends a sheet.
_LISTED = 400


class CohortHours(HoursEntry, frozen=True, kw_only=True):
    """Hours for a cohort, without those who were absent."""

    absent: tuple[str, ...] = ()


class VoidForm(msgspec.Struct):
    """Why an entry is set aside."""

    reason: Annotated[str, Meta(min_length=2, max_length=200)]
    labels: ClassVar[dict[str, Text]] = {"reason": text("Reason")}


@get("/learning/{public_id:str}", opt={"permission": _RECORD})
async def learning_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _cohort(request, actor, public_id)


@post("/learning/{public_id:str}", opt={"permission": _RECORD})
async def record_for_cohort(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        form = await read_form(request, CohortHours)
        done = await actions.record_cohort_hours(actor, public_id, form, form.absent)
    except CORRECTABLE as error:
        return await _cohort(request, actor, public_id, error)
    flash = text("Hours of {count} trainees are recorded.", count=done.recorded)
    body = text(
        "{known} had hours in this module on this day already; {left_out} were not in training then.",
        known=done.known,
        left_out=done.left_out,
    )
    aside = body if done.known or done.left_out else None
    return see_other(request, f"/learning/{public_id}", flash=flash, body=aside)


async def _cohort(request: Request, actor: Actor, public_id: str, error: DomainError | None = None) -> Answer:
    cohort = await own_cohort(actor, public_id)
    trainees, total = await list_enrolments(actor, cohort.id, state="active", limit=_LISTED)
    return render(
        request,
        "training/learning.html",
        error=error,
        cohort=cohort,
        modules=_modules(await version(cohort.course_version_id)),
        trainees=[{"value": one.public_id, "label": one.name, "hint": one.student_no} for one in trainees],
        total=total,
        imports=await learning_imports_of(cohort.id),
    )


def _modules(course: CourseVersionView) -> list[tuple[str, str]]:
    return [(module.code, f"{module.code} {module.title}") for module in course.modules]


@get("/enrolments/{public_id:str}/hours", opt={"permission": _RECORD})
async def hours_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _one(request, actor, public_id, "hours")


@post("/enrolments/{public_id:str}/hours", opt={"permission": _RECORD})
async def record_hours(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        await actions.record_hours(actor, public_id, await read_form(request, HoursEntry))
    except CORRECTABLE as error:
        return await _one(request, actor, public_id, "hours", error)
    return see_other(request, f"/enrolments/{public_id}", flash=text("The hours are recorded."))


@get("/enrolments/{public_id:str}/result", opt={"permission": _RECORD})
async def result_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _one(request, actor, public_id, "result")


@post("/enrolments/{public_id:str}/result", opt={"permission": _RECORD})
async def record_result(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        await actions.record_result(actor, public_id, await read_form(request, ResultEntry))
    except CORRECTABLE as error:
        return await _one(request, actor, public_id, "result", error)
    return see_other(request, f"/enrolments/{public_id}", flash=text("The result is recorded."))


async def _one(
    request: Request, actor: Actor, public_id: str, what: str, error: DomainError | None = None
) -> Answer:
    enrolment = await find_enrolment(actor, public_id)
    if enrolment.college_id != actor.organisation_id:
        raise NotFound()
    return render(
        request,
        f"training/learning_{what}.html",
        error=error,
        enrolment=enrolment,
        modules=_modules(await version(enrolment.course_version_id)),
    )


@get("/learning/hours/{entry_id:uuid}/void", opt={"permission": _VOID})
async def void_hours_page(request: Request, actor: SignedIn, entry_id: FromPath[uuid.UUID]) -> Answer:
    return await _void(request, actor, "hours", entry_id)


@post("/learning/hours/{entry_id:uuid}/void", opt={"permission": _VOID})
async def void_hours(request: Request, actor: SignedIn, entry_id: FromPath[uuid.UUID]) -> Answer:
    try:
        form = await read_form(request, VoidForm)
        public_id = await actions.void_hours(actor, entry_id, form.reason)
    except CORRECTABLE as error:
        return await _void(request, actor, "hours", entry_id, error)
    return see_other(request, f"/enrolments/{public_id}", flash=text("The hours are set aside."))


@get("/learning/results/{entry_id:uuid}/void", opt={"permission": _VOID})
async def void_result_page(request: Request, actor: SignedIn, entry_id: FromPath[uuid.UUID]) -> Answer:
    return await _void(request, actor, "results", entry_id)


@post("/learning/results/{entry_id:uuid}/void", opt={"permission": _VOID})
async def void_result(request: Request, actor: SignedIn, entry_id: FromPath[uuid.UUID]) -> Answer:
    try:
        form = await read_form(request, VoidForm)
        public_id = await actions.void_result(actor, entry_id, form.reason)
    except CORRECTABLE as error:
        return await _void(request, actor, "results", entry_id, error)
    return see_other(request, f"/enrolments/{public_id}", flash=text("The result is set aside."))


async def _void(
    request: Request, actor: Actor, what: str, entry_id: uuid.UUID, error: DomainError | None = None
) -> Answer:
    table = "learning_record" if what == "hours" else "module_result"
    public_id = await enrolment_of_entry(table, entry_id)
    if public_id is None:
        raise NotFound()
    enrolment = await find_enrolment(actor, public_id)
    if enrolment.college_id != actor.organisation_id:
        raise NotFound()
    entries: list[HoursView] | list[ResultView] = (
        await hours_of(enrolment.id) if what == "hours" else await results_of(enrolment.id)
    )
    entry = next(one for one in entries if one.id == entry_id)
    value: Decimal = entry.hours if isinstance(entry, HoursView) else entry.score
    return render(
        request,
        "training/learning_void.html",
        error=error,
        enrolment=enrolment,
        entry=entry,
        value=value,
        what=what,
        module=(await version(enrolment.course_version_id)).module(entry.module_code),
    )


ROUTES = [
    learning_page,
    record_for_cohort,
    hours_page,
    record_hours,
    result_page,
    record_result,
    void_hours_page,
    void_hours,
    void_result_page,
    void_result,
]
