"""The test on a trainee's telephone, without a script: who are you, one question a page, hand in, result."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta

from foundation.clock import now
from foundation.errors import Conflict, DomainError, Invalid, NotFound, Refused
from foundation.text import Text, text
from foundation.web.forms import read_form
from foundation.web.limits import limit
from foundation.web.pages import Answer, Request, render, see_other
from foundation.web.sessions import session_of, start_visit
from training.module_tests import sitting
from training.module_tests.queries import any_test

_OPT = {"public": True, "referrer": False}


class Who(msgspec.Struct):
    """Who sits the test, and the code that is told in the room."""

    student_no: Annotated[str, Meta(min_length=1, max_length=40)]
    name: Annotated[str, Meta(min_length=1, max_length=40)]
    access_code: Annotated[str, Meta(min_length=1, max_length=12)]
    labels: ClassVar[dict[str, Text]] = {
        "student_no": text("Student number"),
        "name": text("Name"),
        "access_code": text("Code of the test"),
    }


class Chosen(msgspec.Struct):
    """What was chosen for a question, and where to go next."""

    position: int
    chosen: tuple[str, ...] = ()
    then: int = 0


@get("/t/{public_id:str}", opt=_OPT)
async def door_page(request: Request, public_id: FromPath[str]) -> Answer:
    start_visit(request)
    return await _door(request, public_id)


@post("/t/{public_id:str}", opt=_OPT)
async def enter(request: Request, public_id: FromPath[str]) -> Answer:
    try:
        who = await read_form(request, Who)
        token = await sitting.begin(public_id, who.student_no, who.name, who.access_code)
    except Invalid as error:
        await _miss(request, public_id)
        return await _door(request, public_id, error)
    except Refused as error:
        return await _door(request, public_id, error)
    return see_other(request, f"/sit/{token}")


async def _miss(request: Request, public_id: str) -> None:
    """Guessing is limited for each telephone and for each test."""
    session = session_of(request)
    assert session is not None
    await limit("test.device", session.started().token_hash.hex(), times=8, per=600)
    await limit("test.miss", public_id, times=120, per=600)


async def _door(request: Request, public_id: str, error: DomainError | None = None) -> Answer:
    test = await any_test("public_id", public_id)
    return render(request, "training/test_door.html", error=error, test=test, moment=now())


@get("/sit/{token:str}", opt=_OPT)
async def question_page(request: Request, token: FromPath[str]) -> Answer:
    start_visit(request)
    try:
        attempt = await sitting.find_attempt(token)
    except NotFound as error:
        return render(request, "training/check_in_refused.html", status=404, refused=error)
    test = await any_test("id", attempt.test_id)
    if attempt.submitted_at is not None:
        return render(request, "training/test_result.html", attempt=attempt, test=test)
    paper = await sitting.paper_of(attempt)
    wanted = request.query_params.get("q") or ""
    at = int(wanted) if wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= len(paper) else 0
    if not at:
        at = next((one.position for one in paper if not one.answered), 1)
    return render(
        request,
        "training/test_question.html",
        attempt=attempt,
        test=test,
        paper=paper,
        asked=paper[at - 1],
        left=max(int((attempt.ends_at - now()).total_seconds() // 60), 0),
        here=f"/sit/{token}",
    )


@post("/sit/{token:str}", opt=_OPT)
async def keep(request: Request, token: FromPath[str]) -> Answer:
    form = await read_form(request, Chosen)
    try:
        await sitting.answer(token, form.position, form.chosen)
    except Conflict:
        return see_other(request, f"/sit/{token}")
    return see_other(request, f"/sit/{token}?q={form.then}" if form.then else f"/sit/{token}/hand-in")


@get("/sit/{token:str}/hand-in", opt=_OPT)
async def hand_in_page(request: Request, token: FromPath[str]) -> Answer:
    start_visit(request)
    try:
        attempt = await sitting.find_attempt(token)
    except NotFound as error:
        return render(request, "training/check_in_refused.html", status=404, refused=error)
    if attempt.submitted_at is not None:
        return see_other(request, f"/sit/{token}")
    paper = await sitting.paper_of(attempt)
    return render(
        request,
        "training/test_hand_in.html",
        attempt=attempt,
        test=await any_test("id", attempt.test_id),
        missing=[one.position for one in paper if not one.answered],
        count=len(paper),
        here=f"/sit/{token}",
    )


@post("/sit/{token:str}/hand-in", opt=_OPT)
async def hand_in(request: Request, token: FromPath[str]) -> Answer:
    await sitting.hand_in(token)
    return see_other(request, f"/sit/{token}")


ROUTES = [door_page, enter, question_page, keep, hand_in_page, hand_in]
