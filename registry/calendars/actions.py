"""Enter a year's calendar or withdraw it, and decide about it: two persons of the office in charge."""

from __future__ import annotations

from datetime import date
from typing import Final

from foundation.actor import Actor
from foundation.clock import now, today
from foundation.constraints import explain, in_our_words
from foundation.database import execute, fetchval, transaction
from foundation.errors import Conflict, FieldProblem, Invalid, Refused
from foundation.events import publish
from foundation.history import record
from foundation.ids import new_id, new_public_id
from foundation.text import text
from registry.calendars.events import CalendarAgreed
from registry.calendars.queries import Version, find_version, standing
from registry.calendars.rules import TWO_PERSONS, Notice, problems, require_year
from registry.calendars.tables import WorkingCalendar
from registry.parameters.actions import DECIDE, PROPOSE
from registry.parameters.queries import is_highest
from registry.parameters.rules import IN_CHARGE
from registry.working_days.data import Arrangement

#: Public holidays and working time are the trade of human resources.
KEEPER: Final = "hrss"


def _waits() -> Conflict:
    return Conflict(text("A calendar of this year waits for the second person already."))


explain("working_calendar_open", _waits)
explain(
    "working_calendar_version",
    lambda: Conflict(text("Somebody else entered this year at the same moment. Look at it again.")),
)


async def enter(actor: Actor, notice: Notice, reason: str = "") -> str:
    """Enter what a notice says; the public id of the version, which another person confirms."""
    earlier = await may_enter(actor, notice, reason)
    named = notice.title.strip(), notice.document_no.strip(), notice.dated
    return await _insert(actor, notice.year, earlier, named, notice.arrangement, reason)


async def may_enter(actor: Actor, notice: Notice, reason: str = "") -> int:
    """Whether this could be entered now, or why not; how many versions of the year there are."""
    await _require_in_charge(actor, PROPOSE)
    require_year(notice.year, today())
    found = problems(notice, today())
    earlier = await _count(notice.year)
    if earlier and len(reason.strip()) < 2:
        found.append(FieldProblem("reason", text("Say why it is entered again.")))
    if found:
        raise Invalid(found)
    if (await standing(notice.year, today())).waiting:
        raise _waits()
    return earlier


async def withdraw(actor: Actor, year: int, reason: str) -> str:
    """Propose that the calendar entered for a year counts no longer; the public id of the version."""
    await _require_in_charge(actor, PROPOSE)
    entered = (await standing(year, today())).entered
    if entered is None:
        raise Conflict(text("No entered calendar of this year is in effect."))
    if len(reason.strip()) < 2:
        raise Invalid([FieldProblem("reason", text("Say why."))])
    named = entered.title, entered.document_no, entered.dated
    return await _insert(actor, year, await _count(year), named, None, reason)


async def _count(year: int) -> int:
    return int(await fetchval("SELECT count(*) FROM working_calendar WHERE year = $1", year))


async def _insert(
    actor: Actor,
    year: int,
    earlier: int,
    named: tuple[str, str, date | None],
    arrangement: Arrangement | None,
    reason: str,
) -> str:
    title, document_no, dated = named
    row = WorkingCalendar(
        id=new_id(),
        public_id=new_public_id(),
        year=year,
        version=earlier + 1,
        withdraws=arrangement is None,
        title=title,
        document_no=document_no,
        dated=dated,
        free=sorted(arrangement.free) if arrangement else [],
        worked=sorted(arrangement.worked) if arrangement else [],
        reason=reason.strip(),
        proposed_by=actor.account_id,
        proposed_for=actor.organisation_id,
        proposed_at=now(),
    )
    async with transaction():
        with in_our_words():
            async with transaction():
                await WorkingCalendar.insert(row)
        changes = {
            "year": (None, row.year),
            "version": (None, row.version),
            "document": (None, f"{row.title} {row.document_no}"),
            "free": (None, [day.isoformat() for day in row.free]),
            "worked": (None, [day.isoformat() for day in row.worked]),
        }
        kind = "calendar.withdrawal_proposed" if row.withdraws else "calendar.entered"
        await record(actor, kind, ("calendar", row.id), changes, reason=row.reason or None)
    return str(row.public_id)


async def decide(actor: Actor, public_id: str, *, agree: bool, refusal: str = "") -> Version:
    """Another person agrees, and from today on periods count by it; or refuses with a reason."""
    await _require_in_charge(actor, DECIDE)
    async with transaction():
        await fetchval("SELECT 1 FROM working_calendar WHERE public_id = $1 FOR UPDATE", public_id)
        entered = await find_version(public_id)
        _guard(actor, entered, agree=agree, refusal=refusal)
        await execute(
            "UPDATE working_calendar SET decided_by = $2, decided_at = $3, verdict = $4, refusal = $5,"
            " effective_from = $6 WHERE id = $1",
            entered.id,
            actor.account_id,
            now(),
            "agreed" if agree else "refused",
            "" if agree else refusal.strip(),
            today() if agree else None,
        )
        changes = {"year": (None, entered.year), "version": (None, entered.version)}
        kind = "calendar.refused"
        if agree:
            kind = "calendar.withdrawn" if entered.withdraws else "calendar.confirmed"
        await record(actor, kind, ("calendar", entered.id), changes, reason=refusal.strip() or None)
        if agree:
            await publish(CalendarAgreed(entered.year, entered.version))
    return entered


def _guard(actor: Actor, entered: Version, *, agree: bool, refusal: str) -> None:
    if entered.verdict is not None:
        raise Conflict(text("This was settled meanwhile. Look at it again."))
    if entered.proposed_by == actor.account_id:
        raise Refused(
            text("You have entered this; another person confirms it."),
            remedy=text("Ask a colleague of your office."),
            rule=TWO_PERSONS,
        )
    if not agree and len(refusal.strip()) < 2:
        raise Invalid([FieldProblem("refusal", text("Say why."))])


async def _require_in_charge(actor: Actor, permission: str) -> None:
    actor.require(permission)
    if not await is_highest(actor, KEEPER):
        raise Refused(
            text("Another office is in charge of the working calendar."),
            remedy=text("The highest human resources office in the register enters and confirms it."),
            rule=IN_CHARGE,
        )
