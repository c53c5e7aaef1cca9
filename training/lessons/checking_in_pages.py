"""What a trainee's telephone shows after scanning the code: who are you, and then what was recorded."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta

from foundation.actor import Actor
from foundation.errors import Conflict, DomainError, Invalid, NotFound, Refused
from foundation.text import Text, text
from foundation.web.access import Visitor
from foundation.web.forms import read_form
from foundation.web.limits import limit
from foundation.web.pages import Answer, Request, render
from foundation.web.sessions import session_of, start_visit
from training.lessons.checking_in import Arrival, Checked, arrive, check, identify
from training.lessons.queries import AttendanceView, trainee_of_account
from training.lessons.rules import STANDINGS

_OPT = {"public": True, "referrer": False}


class Who(msgspec.Struct):
    """Who checks in; a signed-in trainee need not say it."""

    student_no: Annotated[str, Meta(min_length=1, max_length=40)]
    name: Annotated[str, Meta(min_length=1, max_length=40)]
    labels: ClassVar[dict[str, Text]] = {"student_no": text("Student number"), "name": text("Name")}


@get("/in/{code:str}", opt=_OPT)
async def check_in_page(request: Request, visitor: Visitor, code: FromPath[str]) -> Answer:
    try:
        arrival = await arrive(code)
    except (NotFound, Refused, Conflict) as error:
        return _turned_away(request, error)
    start_visit(request)
    return await _ask(request, visitor, code, arrival)


@post("/in/{code:str}", opt=_OPT)
async def check_in(request: Request, visitor: Visitor, code: FromPath[str]) -> Answer:
    try:
        arrival = await arrive(code, typed=True)
    except (NotFound, Refused, Conflict) as error:
        return _turned_away(request, error)
    try:
        own = await _own(visitor, arrival)
        trainee = own or await _told(request, arrival)
        return _done(request, arrival, await check(arrival, trainee, _device(request)))
    except Invalid as error:
        return await _ask(request, visitor, code, arrival, error)
    except (Refused, Conflict) as error:
        return _turned_away(request, error)


async def _own(visitor: Actor | None, arrival: Arrival) -> AttendanceView | None:
    return await trainee_of_account(arrival.lesson, visitor.account_id) if visitor else None


async def _told(request: Request, arrival: Arrival) -> AttendanceView:
    """The trainee by number and name; guessing is limited for each telephone and each lesson."""
    who = await read_form(request, Who)
    try:
        return await identify(arrival.lesson, who.student_no, who.name)
    except Invalid:
        await limit("lesson.device", _device(request).hex(), times=8, per=600)
        await limit("lesson.miss", arrival.lesson.public_id, times=120, per=600)
        raise


def _device(request: Request) -> bytes:
    """The digest of this browser's visit; the form's token was checked against it."""
    session = session_of(request)
    assert session is not None
    return session.started().token_hash


async def _ask(
    request: Request, visitor: Actor | None, code: str, arrival: Arrival, error: DomainError | None = None
) -> Answer:
    return render(
        request,
        "training/check_in.html",
        error=error,
        lesson=arrival.lesson,
        phase=arrival.phase,
        code=code,
        own=await _own(visitor, arrival),
    )


def _done(request: Request, arrival: Arrival, checked: Checked) -> Answer:
    return render(
        request,
        "training/checked_in.html",
        lesson=arrival.lesson,
        checked=checked,
        standings=STANDINGS,
    )


def _turned_away(request: Request, error: DomainError) -> Answer:
    # A code that has run out is no failure of the site: the page says what to do.
    return render(request, "training/check_in_refused.html", status=409, refused=error)


ROUTES = [check_in_page, check_in]
