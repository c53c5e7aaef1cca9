"""Lessons of a cohort: the list, planning one, who was there, the teacher's screen, closing it."""

from __future__ import annotations

from datetime import time
from typing import Annotated, ClassVar

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta

from curricula.courses.queries import version
from foundation import history
from foundation.actor import Actor
from foundation.clock import CHINA, now
from foundation.errors import DomainError, NotFound
from foundation.language import say
from foundation.qr import qr_picture
from foundation.spreadsheets.limits import UPLOAD_BYTES
from foundation.spreadsheets.writing import write_workbook
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.client import settings_of
from foundation.web.forms import CORRECTABLE, Upload, read_form, read_rows
from foundation.web.pages import Answer, Request, download, render, see_other
from training.cohorts.actions import own_cohort
from training.cohorts.queries import find_cohort
from training.lessons import actions, taking_in
from training.lessons.actions import NewLesson, Seen, at_time
from training.lessons.codes import code_now
from training.lessons.queries import LessonView, attendance_of, find_lesson, lessons_of
from training.lessons.rules import STANDINGS, Phase, time_problem
from training.lessons.telling import events

_VIEW = "training.lesson.view"
_PLAN = "training.lesson.plan"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MODES: dict[str, Text] = {"onsite": text("In a room"), "online": text("Online")}


class SeenRow(msgspec.Struct):
    """A trainee as the teacher marks them."""

    there: bool = False
    came: time | None = None
    left: time | None = None


class Because(msgspec.Struct):
    """Why."""

    reason: Annotated[str, Meta(min_length=2, max_length=200)]
    labels: ClassVar[dict[str, Text]] = {"reason": text("Reason")}


class SheetForm(msgspec.Struct):
    """The file of a sheet."""

    file: Upload


@get("/cohorts/{public_id:str}/lessons", opt={"permission": _VIEW})
async def lessons_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    cohort = await find_cohort(actor, public_id)
    return render(
        request,
        "training/lessons.html",
        cohort=cohort,
        lessons=await lessons_of(cohort.id),
        own=cohort.college_id == actor.organisation_id,
        modes=MODES,
    )


@get("/cohorts/{public_id:str}/lessons/new", opt={"permission": _PLAN})
async def new_lesson_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _new(request, actor, public_id)


@post("/cohorts/{public_id:str}/lessons/new", opt={"permission": _PLAN})
async def new_lesson(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        lesson = await actions.plan_lesson(actor, public_id, await read_form(request, NewLesson))
    except CORRECTABLE as error:
        return await _new(request, actor, public_id, error)
    return see_other(request, f"/lessons/{lesson}", flash=text("The lesson is planned."))


async def _new(request: Request, actor: Actor, public_id: str, error: DomainError | None = None) -> Answer:
    cohort = await own_cohort(actor, public_id)
    course = await version(cohort.course_version_id)
    return render(
        request,
        "training/lesson_new.html",
        error=error,
        filled={"mode": "onsite", "teacher_name": actor.name if actor.role == "teacher" else ""},
        cohort=cohort,
        modules=[(one.code, f"{one.code} {one.title}") for one in course.modules],
        modes=list(MODES.items()),
    )


@get("/lessons/{public_id:str}", opt={"permission": _VIEW})
async def lesson_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _lesson(request, actor, public_id)


async def _lesson(request: Request, actor: Actor, public_id: str, error: DomainError | None = None) -> Answer:
    lesson = await find_lesson(actor, public_id)
    own = lesson.college_id == actor.organisation_id and actor.may(_PLAN)
    return render(
        request,
        "training/lesson.html",
        error=error,
        lesson=lesson,
        rows=await attendance_of(lesson),
        standings=STANDINGS,
        modes=MODES,
        changes=own and lesson.status == "planned",
        over=now() >= lesson.ends_at,
        problems=error.problems if isinstance(error, taking_in.SheetRefused) else [],
        events=events(await history.of("lesson", lesson.id)),
    )


@post("/lessons/{public_id:str}/attendance", opt={"permission": _PLAN})
async def enter_attendance(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    lesson = await find_lesson(actor, public_id)
    day = lesson.starts_at.astimezone(CHINA).date()
    try:
        rows = await read_rows(request, "seen", SeenRow)
        seen = {
            key: Seen(at_time(day, row.came) or lesson.starts_at, at_time(day, row.left))
            if row.there
            else Seen()
            for key, row in rows.items()
        }
        count = await actions.enter_attendance(actor, public_id, _complete(lesson, seen))
    except CORRECTABLE as error:
        return await _lesson(request, actor, public_id, error)
    flash = text("The attendance of {count} trainees is entered.", count=count)
    return see_other(request, f"/lessons/{public_id}", flash=flash)


def _complete(lesson: LessonView, seen: dict[str, Seen]) -> dict[str, Seen]:
    """Where trainees check out, whoever was there and is given no time stayed to the end."""
    if not lesson.check_out:
        return seen
    return {
        key: msgspec.structs.replace(one, left_at=one.left_at or lesson.ends_at) if one.came_at else one
        for key, one in seen.items()
    }


@get("/lessons/{public_id:str}/template.xlsx", opt={"permission": _PLAN})
async def template(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    lesson = await find_lesson(actor, public_id)
    if lesson.college_id != actor.organisation_id:
        raise NotFound()
    headings = ["学号", "姓名", "出勤", "到课时间", "离开时间", "备注"]
    rows = [[one.student_no, one.name, "到", None, None, None] for one in await attendance_of(lesson)]
    day = lesson.starts_at.astimezone(CHINA).date().isoformat()
    content = write_workbook(
        headings, rows, title=f"{lesson.cohort_name} {lesson.module_title} {day}", sheet="考勤"
    )
    return download(content, f"{day}-{lesson.module_code}-考勤表.xlsx", _SHEET)


@post(
    "/lessons/{public_id:str}/sheet", opt={"permission": _PLAN}, request_max_body_size=UPLOAD_BYTES + 100_000
)
async def take_sheet(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        form = await read_form(request, SheetForm, max_file_bytes=UPLOAD_BYTES)
        count = await taking_in.take_sheet(actor, public_id, form.file.data)
    except CORRECTABLE as error:
        return await _lesson(request, actor, public_id, error)
    flash = text("The attendance of {count} trainees is entered.", count=count)
    return see_other(request, f"/lessons/{public_id}", flash=flash)


@get("/lessons/{public_id:str}/screen", opt={"permission": _PLAN})
async def screen_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    lesson = await find_lesson(actor, public_id)
    if lesson.college_id != actor.organisation_id:
        raise NotFound()
    phase: Phase = "out" if request.query_params.get("phase") == "out" else "in"
    closed = time_problem(lesson.sitting, phase, now()) if lesson.status == "planned" else _SETTLED
    address = f"{settings_of(request).address}/in/{code_now(lesson.public_id, phase, now())}"
    return render(
        request,
        "training/lesson_screen.html",
        lesson=lesson,
        phase=phase,
        closed=closed,
        code=qr_picture(address, say(text("Code for checking in")), "qr"),
        address=address,
    )


_SETTLED = text("The lesson is settled and does not change any more.")


@get("/lessons/{public_id:str}/close", opt={"permission": _PLAN})
async def close_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _settle(request, actor, public_id, "close")


@post("/lessons/{public_id:str}/close", opt={"permission": _PLAN})
async def close(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        done = await actions.close_lesson(actor, public_id)
    except CORRECTABLE as error:
        return await _settle(request, actor, public_id, "close", error)
    flash = text("The lesson is closed: hours of {count} trainees are recorded.", count=done.recorded)
    body = (
        text("{known} had hours of this module on this day already.", known=done.known)
        if done.known
        else None
    )
    return see_other(request, f"/lessons/{public_id}", flash=flash, body=body)


@get("/lessons/{public_id:str}/cancel", opt={"permission": _PLAN})
async def cancel_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _settle(request, actor, public_id, "cancel")


@post("/lessons/{public_id:str}/cancel", opt={"permission": _PLAN})
async def cancel(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        await actions.cancel_lesson(actor, public_id, (await read_form(request, Because)).reason)
    except CORRECTABLE as error:
        return await _settle(request, actor, public_id, "cancel", error)
    return see_other(request, f"/lessons/{public_id}", flash=text("The lesson is called off."))


async def _settle(
    request: Request, actor: Actor, public_id: str, step: str, error: DomainError | None = None
) -> Answer:
    lesson = await find_lesson(actor, public_id)
    if lesson.college_id != actor.organisation_id:
        raise NotFound()
    if lesson.status != "planned" and error is None:
        return see_other(request, f"/lessons/{public_id}")
    rows = await attendance_of(lesson)
    return render(
        request,
        "training/lesson_settle.html",
        error=error,
        lesson=lesson,
        step=step,
        rows=rows,
        with_hours=[one for one in rows if one.hours],
        unfinished=[one for one in rows if one.standing == "unfinished"],
    )


ROUTES = [
    lessons_page,
    new_lesson_page,
    new_lesson,
    lesson_page,
    enter_attendance,
    template,
    take_sheet,
    screen_page,
    close_page,
    close,
    cancel_page,
    cancel,
]
