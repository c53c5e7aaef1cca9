"""Pages of the working calendar: the years, one year, the form with its preview, a version to decide on."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta

from foundation.actor import Actor
from foundation.clock import today
from foundation.errors import DomainError, Invalid
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, Lines, read_form
from foundation.web.navigation import NavigationItem
from foundation.web.pages import Answer, Request, render, see_other
from registry.calendars import actions
from registry.calendars.actions import KEEPER
from registry.calendars.lines import read_days, together, written
from registry.calendars.months import months_of
from registry.calendars.queries import (
    Look,
    Standing,
    expected_calendars,
    find_version,
    look_at,
    look_at_version,
    standing,
    standings,
    versions_of,
)
from registry.calendars.rules import Notice, problems, require_year, with_following
from registry.parameters.actions import DECIDE, PROPOSE
from registry.parameters.queries import is_highest

VIEW = "registry.parameter.view"
NAVIGATION = [NavigationItem("/calendars", text("Working calendar"), permission=VIEW, order=19, seldom=True)]


class CalendarForm(msgspec.Struct):
    """A year's notice; `previewed` says which entry was looked at as a year before it is handed over."""

    title: Annotated[str, Meta(min_length=2, max_length=200)]
    document_no: Annotated[str, Meta(min_length=2, max_length=60)]
    dated: date
    holidays: Annotated[Lines, Meta(max_length=4000)]
    worked: Annotated[Lines, Meta(max_length=2000)] = ""
    reason: Annotated[str, Meta(max_length=300)] = ""
    previewed: str = ""
    labels: ClassVar[dict[str, Text]] = {
        "title": text("Title of the notice"),
        "document_no": text("Number of the notice"),
        "dated": text("Date of the notice"),
        "holidays": text("Holidays"),
        "worked": text("Weekend days that are worked"),
        "reason": text("Reason"),
    }


class ReasonForm(msgspec.Struct):
    """Why a calendar is withdrawn."""

    reason: Annotated[str, Meta(max_length=300)] = ""
    labels: ClassVar[dict[str, Text]] = {"reason": text("Reason")}


class Decision(msgspec.Struct):
    """What the second person says."""

    agree: str
    refusal: Annotated[str, Meta(max_length=300)] = ""
    labels: ClassVar[dict[str, Text]] = {"refusal": text("Reason")}


@get("/calendars", opt={"permission": VIEW})
async def calendars_page(request: Request, actor: SignedIn) -> Answer:
    return render(
        request, "registry/calendars.html", years=await standings(today()), enters=await _enters(actor)
    )


@get("/calendars/{year:int}", opt={"permission": VIEW})
async def calendar_page(request: Request, actor: SignedIn, year: FromPath[int]) -> Answer:
    return await _year(request, actor, require_year(year, today()))


async def _year(request: Request, actor: Actor, year: int, error: DomainError | None = None) -> Answer:
    now = await standing(year, today())
    changed = frozenset(one.day for one in now.differs)
    following = (await expected_calendars(today())).get(year + 1)
    return render(
        request,
        "registry/calendar.html",
        error=error,
        standing=now,
        months=months_of(with_following(now.shown, following), changed) if now.shown else [],
        spans=together(now.shown.free) if now.shown else (),
        worked=together(now.shown.worked) if now.shown else (),
        past=await versions_of(year),
        enters=await _enters(actor),
    )


@get("/calendars/{year:int}/enter", opt={"permission": PROPOSE})
async def enter_page(request: Request, actor: SignedIn, year: FromPath[int]) -> Answer:
    now = await standing(require_year(year, today()), today())
    return await _enter(request, actor, now, filled=_prefilled(now))


@post("/calendars/{year:int}/enter", opt={"permission": PROPOSE})
async def enter(request: Request, actor: SignedIn, year: FromPath[int]) -> Answer:
    now = await standing(require_year(year, today()), today())
    try:
        form = await read_form(request, CalendarForm)
        notice = _notice(year, form)
        if form.previewed != _mark(notice)[2]:
            return await _enter(request, actor, now, filled=form, notice=notice)
        public_id = await actions.enter(actor, notice, form.reason)
    except CORRECTABLE as error:
        return await _enter(request, actor, now, error=error)
    flash = text("Handed over. It has no effect until another person has agreed.")
    return see_other(request, f"/calendars/versions/{public_id}", flash=flash)


def _notice(year: int, form: CalendarForm) -> Notice:
    """The form as a notice. Raises `Invalid` with everything that cannot be."""
    days = read_days(year, form.holidays, form.worked)
    notice = Notice(
        year=year,
        title=form.title,
        document_no=form.document_no,
        dated=form.dated,
        spans=days.spans,
        worked=days.worked,
    )
    if found := [*days.problems] or problems(notice, today()):
        raise Invalid(found)
    return notice


def _mark(notice: Notice) -> tuple[str, str, str]:
    """What is looked at, as the form hands it over: days changed after the preview are looked at again."""
    free, worked = (
        written(together(days)).replace("\n", "; ")
        for days in (notice.arrangement.free, notice.arrangement.worked)
    )
    return free, worked, f"{free}|{worked}"


def _prefilled(now: Standing) -> dict[str, Any]:
    if now.shown is None:
        return {"title": f"国务院办公厅关于{now.year}年部分节假日安排的通知"}
    filled: dict[str, Any] = {
        "holidays": written(together(now.shown.free)),
        "worked": written(together(now.shown.worked)),
    }
    if now.entered:
        named = {"title": now.entered.title, "document_no": now.entered.document_no}
        return filled | named | {"dated": now.entered.dated}
    return filled | {"title": now.shipped.document if now.shipped else ""}


async def _enter(
    request: Request,
    actor: Actor,
    now: Standing,
    *,
    filled: Any = None,
    notice: Notice | None = None,
    error: DomainError | None = None,
) -> Answer:
    shown = notice.arrangement if notice else None
    seen = await look_at(notice) if notice else Look()
    return render(
        request,
        "registry/calendar_enter.html",
        error=error,
        filled=filled,
        standing=now,
        again=bool(await versions_of(now.year)),
        notice_read=notice,
        mark=_mark(notice) if notice else (),
        spans=together(shown.free) if shown else (),
        worked=together(shown.worked) if shown else (),
        warnings=seen.warnings,
        changes=seen.changes,
        months=months_of(shown, frozenset(one.day for one in seen.changes)) if shown else [],
        in_charge=await is_highest(actor, KEEPER),
    )


@post("/calendars/{year:int}/withdraw", opt={"permission": PROPOSE})
async def withdraw(request: Request, actor: SignedIn, year: FromPath[int]) -> Answer:
    try:
        wanted = await read_form(request, ReasonForm)
        public_id = await actions.withdraw(actor, require_year(year, today()), wanted.reason)
    except CORRECTABLE as error:
        return await _year(request, actor, year, error)
    flash = text("Handed over. It has no effect until another person has agreed.")
    return see_other(request, f"/calendars/versions/{public_id}", flash=flash)


@get("/calendars/versions/{public_id:str}", opt={"permission": VIEW})
async def version_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _version(request, actor, public_id)


@post("/calendars/versions/{public_id:str}", opt={"permission": DECIDE})
async def decide(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    try:
        wanted = await read_form(request, Decision)
        agree = wanted.agree == "yes"
        await actions.decide(actor, public_id, agree=agree, refusal=wanted.refusal)
    except CORRECTABLE as error:
        return await _version(request, actor, public_id, error)
    flash = text("Agreed. It counts from today on.") if agree else text("Refused. Nothing changes.")
    return see_other(request, f"/calendars/versions/{public_id}", flash=flash)


async def _version(
    request: Request, actor: Actor, public_id: str, error: DomainError | None = None
) -> Answer:
    shown = await find_version(public_id)
    seen = await look_at_version(shown)
    changed = frozenset(one.day for one in seen.changes)
    return render(
        request,
        "registry/calendar_version.html",
        error=error,
        shown=shown,
        warnings=seen.warnings,
        changes=seen.changes,
        months=[] if shown.withdraws else months_of(shown.arrangement, changed),
        spans=together(shown.arrangement.free),
        worked=together(shown.arrangement.worked),
        own=shown.proposed_by == actor.account_id,
        decides=actor.may(DECIDE) and await is_highest(actor, KEEPER),
    )


async def _enters(actor: Actor) -> bool:
    return actor.may(PROPOSE) and await is_highest(actor, KEEPER)


ROUTES = [calendars_page, calendar_page, enter_page, enter, withdraw, version_page, decide]
