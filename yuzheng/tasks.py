"""What waits for a person on the front page: counted for what the role may do, within what it sees."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date

import msgspec

from foundation.actor import Actor
from foundation.clock import today
from foundation.database import fetchrow
from foundation.text import Text, text
from registry.calendars.actions import KEEPER
from registry.calendars.queries import missing_years, waiting_for
from registry.parameters.queries import is_highest
from screening.checks.overview import kept_in
from screening.checks.queries import due_at, trainees_due
from training.refreshers.queries import due_count
from yuzheng.desk import TODAY, Desk
from yuzheng.desks import DESKS


class Task(msgspec.Struct, frozen=True):
    """Something to be done, how often it waits, where; how much of it is late, and when the first is due."""

    label: Text
    count: int
    href: str
    urgent: bool = False
    late: int = 0
    due_on: date | None = None


async def _asked_every_year(actor: Actor) -> Task:
    """Whom the institution must ask about; the rule is the one of the page."""
    due = await due_at(actor.organisation_id)
    return Task(
        label=text("People to be asked about this year"),
        count=len(due),
        href="/checks",
        late=sum(one.overdue for one in due),
        due_on=min((one.due_on for one in due), default=None),
    )


async def _to_come(actor: Actor) -> Task:
    """Trainees who cannot begin before the institution has asked about them."""
    due = await trainees_due(actor.organisation_id)
    return Task(text("Trainees to be asked about before their first day"), len(due), "/checks")


async def _late_in_area(actor: Actor) -> Task:
    """Institutions of a commission's area that are late with record checks; others read their own lists."""
    commission = actor.organisation_kind == "health_commission"
    late = [row.late for row in await kept_in(actor)] if commission else []
    return Task(
        text("Institutions late with record checks"), sum(map(bool, late)), "/checks/overview", late=sum(late)
    )


async def _refreshed(actor: Actor) -> Task:
    """Who must be taught again."""
    return Task(text("People due for refresher training"), await due_count(actor), "/refreshers")


async def _without_calendar(actor: Actor) -> Task:
    """Years that should have a working calendar by now, for the office that enters it."""
    day = today()
    years = await missing_years(day) if await is_highest(actor, KEEPER) else []
    return Task(
        label=text("Years without a working calendar in effect"),
        count=len(years),
        href="/calendars",
        late=sum(year <= day.year for year in years),
        due_on=min((date(year - 1, 12, 31) for year in years), default=None),
    )


async def _calendars_to_confirm(actor: Actor) -> Task:
    """Calendars that a colleague has entered."""
    return Task(text("Working calendars to confirm"), await waiting_for(actor), "/calendars")


#: What a statement alone cannot count.
_RECKONED: tuple[tuple[str, Callable[[Actor], Awaitable[Task]]], ...] = (
    ("screening.check.ask", _asked_every_year),
    ("screening.check.ask", _to_come),
    ("screening.check.view", _late_in_area),
    ("training.refresher.record", _refreshed),
    ("registry.parameter.propose", _without_calendar),
    ("registry.parameter.decide", _calendars_to_confirm),
)


async def tasks_for(actor: Actor) -> list[Task]:
    """Everything the role could do now, with how much of it waits; what does not wait is there with 0."""
    found = [await _counted(desk, actor) for desk in DESKS if actor.may(desk.permission)]
    found += [await reckon(actor) for permission, reckon in _RECKONED if actor.may(permission)]
    return sorted(found, key=lambda task: (not task.late, not task.urgent))


async def _counted(desk: Desk, actor: Actor) -> Task:
    sql = desk.sql.replace(TODAY, f"DATE '{today().isoformat()}'")
    row = await fetchrow(sql, actor.organisation_id, actor.account_id, actor.area_prefix)
    assert row is not None  # an aggregate always has a row
    count, *more = row.values()
    late, due_on = more or (0, None)
    return Task(desk.label, count, desk.href, desk.urgent, late, due_on)
