"""Working calendars for programs: a year entered by one person, agreed to or refused by another."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from foundation.clock import today
from foundation.language import say
from foundation.text import Text, text
from foundation.web.access import SignedIn
from registry.calendars import actions
from registry.calendars.queries import (
    Look,
    Standing,
    Version,
    find_version,
    look_at,
    look_at_version,
    standing,
    standings,
    versions_of,
)
from registry.calendars.rules import Difference, Notice, require_year
from registry.parameters.actions import DECIDE, PROPOSE

VIEW = "registry.parameter.view"
_YEAR = "/api/v1/calendars/{year:int}"
_VERSION = "/api/v1/calendars/versions/{public_id:str}"


class Stretch(msgspec.Struct, frozen=True):
    """Days off from the first to the last, both included."""

    first: date
    last: date


class NoticeIn(msgspec.Struct, kw_only=True):
    """A year's notice. `worked`: weekend days that are worked. `reason`: why a year is entered again."""

    title: Annotated[str, Meta(min_length=2, max_length=200)]
    document_no: Annotated[str, Meta(min_length=2, max_length=60)]
    dated: date
    holidays: Annotated[list[Stretch], Meta(max_length=60)]
    worked: Annotated[list[date], Meta(max_length=60)] = []
    reason: Annotated[str, Meta(max_length=300)] = ""
    labels: ClassVar[dict[str, Text]] = {
        "title": text("Title of the notice"),
        "document_no": text("Number of the notice"),
        "dated": text("Date of the notice"),
        "holidays": text("Holidays"),
        "worked": text("Weekend days that are worked"),
        "reason": text("Reason"),
    }


class WithdrawalIn(msgspec.Struct):
    """Why the calendar that was entered counts no longer."""

    reason: Annotated[str, Meta(max_length=300)]
    labels: ClassVar[dict[str, Text]] = {"reason": text("Reason")}


class DecisionIn(msgspec.Struct):
    """What the second person says; a refusal has its reason."""

    verdict: Literal["agreed", "refused"]
    refusal: Annotated[str, Meta(max_length=300)] = ""
    labels: ClassVar[dict[str, Text]] = {"verdict": text("Decision"), "refusal": text("Reason")}


class LookOut(msgspec.Struct, frozen=True):
    """`warnings`: what to compare with the notice once more. `changes`: days that would count otherwise."""

    warnings: list[str]
    changes: list[Difference]


class VersionOut(msgspec.Struct, frozen=True, kw_only=True):
    """A version; `verdict` is agreed, refused, or null while it waits. `look`: while it waits."""

    id: str
    year: int
    version: int
    withdraws: bool
    title: str
    document_no: str
    dated: date | None
    free: list[date]
    worked: list[date]
    reason: str
    entered_by: str
    entered_for: str
    entered_at: datetime
    verdict: str | None
    refusal: str
    decided_by: str | None
    decided_at: datetime | None
    effective_from: date | None
    look: LookOut | None = None


class YearOut(msgspec.Struct, frozen=True, kw_only=True):
    """A year. `counts`: binding periods are counted by it. `source`: entered, software, or null for none."""

    year: int
    counts: bool
    source: str | None
    in_effect: str | None
    waiting: str | None


class CalendarOut(YearOut, frozen=True, kw_only=True):
    """The days of a year, where the entered one is not what came with the software, and every version."""

    free: list[date]
    worked: list[date]
    differs: list[Difference]
    versions: list[VersionOut]


@get("/api/v1/calendars", opt={"permission": VIEW})
async def api_calendars(actor: SignedIn) -> list[YearOut]:
    """Every year that is known or asked for, the newest first."""
    return [_year(one) for one in await standings(today())]


@get(_YEAR, opt={"permission": VIEW})
async def api_calendar(actor: SignedIn, year: FromPath[int]) -> CalendarOut:
    """One year: its days off, its weekend days that are worked, and how each version came about."""
    now = await standing(require_year(year, today()), today())
    return CalendarOut(
        **msgspec.structs.asdict(_year(now)),
        free=sorted(now.shown.free) if now.shown else [],
        worked=sorted(now.shown.worked) if now.shown else [],
        differs=now.differs,
        versions=[_version(one) for one in await versions_of(year)],
    )


@post(f"{_YEAR}/preview", opt={"permission": PROPOSE}, status_code=200)
async def api_preview_calendar(actor: SignedIn, year: FromPath[int], data: JSONBody[NoticeIn]) -> LookOut:
    """What is unusual about a notice and what it would change; nothing is entered."""
    notice = _notice(year, data)
    await actions.may_enter(actor, notice, data.reason)
    return _look(await look_at(notice))


@post(_YEAR, opt={"permission": PROPOSE}, status_code=201)
async def api_enter_calendar(actor: SignedIn, year: FromPath[int], data: JSONBody[NoticeIn]) -> VersionOut:
    """Enter a year's notice. It has no effect until another person has agreed."""
    return await _shown(await actions.enter(actor, _notice(year, data), data.reason))


@post(f"{_YEAR}/withdrawal", opt={"permission": PROPOSE}, status_code=201)
async def api_withdraw_calendar(
    actor: SignedIn, year: FromPath[int], data: JSONBody[WithdrawalIn]
) -> VersionOut:
    """Propose that the calendar entered for a year counts no longer; another person agrees to it."""
    return await _shown(await actions.withdraw(actor, require_year(year, today()), data.reason))


@get(_VERSION, opt={"permission": VIEW})
async def api_calendar_version(actor: SignedIn, public_id: FromPath[str]) -> VersionOut:
    """One version; while it waits, with what is unusual about it and what it would change."""
    return await _shown(public_id)


@post(f"{_VERSION}/decision", opt={"permission": DECIDE}, status_code=200)
async def api_decide_calendar(
    actor: SignedIn, public_id: FromPath[str], data: JSONBody[DecisionIn]
) -> VersionOut:
    """Agree as another person, and it counts from today on; or refuse with a reason."""
    await actions.decide(actor, public_id, agree=data.verdict == "agreed", refusal=data.refusal)
    return await _shown(public_id)


def _notice(year: int, data: NoticeIn) -> Notice:
    return Notice(
        year=year,
        title=data.title,
        document_no=data.document_no,
        dated=data.dated,
        spans=tuple((one.first, one.last) for one in data.holidays),
        worked=tuple(data.worked),
    )


def _year(one: Standing) -> YearOut:
    shipped = "software" if one.shipped else None
    return YearOut(
        year=one.year,
        counts=one.counts,
        source="entered" if one.entered else shipped,
        in_effect=one.entered.public_id if one.entered else None,
        waiting=one.waiting.public_id if one.waiting else None,
    )


async def _shown(public_id: str) -> VersionOut:
    version = await find_version(public_id)
    return _version(version, await look_at_version(version) if version.verdict is None else None)


def _version(one: Version, seen: Look | None = None) -> VersionOut:
    return VersionOut(
        id=one.public_id,
        year=one.year,
        version=one.version,
        withdraws=one.withdraws,
        title=one.title,
        document_no=one.document_no,
        dated=one.dated,
        free=one.free,
        worked=one.worked,
        reason=one.reason,
        entered_by=one.proposed_by_name,
        entered_for=one.proposed_for_name,
        entered_at=one.proposed_at,
        verdict=one.verdict,
        refusal=one.refusal,
        decided_by=one.decided_by_name,
        decided_at=one.decided_at,
        effective_from=one.effective_from,
        look=_look(seen) if seen else None,
    )


def _look(seen: Look) -> LookOut:
    return LookOut([say(one) for one in seen.warnings], seen.changes)


ROUTES = [
    api_calendars,
    api_calendar,
    api_preview_calendar,
    api_enter_calendar,
    api_withdraw_calendar,
    api_calendar_version,
    api_decide_calendar,
]
