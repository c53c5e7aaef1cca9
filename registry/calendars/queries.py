"""Which calendars count on a day, and how each version of a year came about."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

import msgspec

from foundation.actor import Actor
from foundation.clock import today
from foundation.database import fetch, fetchrow, fetchval
from foundation.errors import NotFound
from foundation.text import Text
from registry.calendars.lines import together
from registry.calendars.rules import (
    Agreed,
    Difference,
    Notice,
    differences,
    in_effect,
    warnings,
    years_asked_for,
)
from registry.parameters.queries import confirmed_on
from registry.working_days.data import SHIPPED, YEARS, Arrangement, Year
from registry.working_days.unsure import confirmed_years, identity_of


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """A version of a year's calendar as pages show it."""

    id: uuid.UUID
    public_id: str
    year: int
    version: int
    withdraws: bool
    title: str
    document_no: str
    dated: date | None
    free: list[date]
    worked: list[date]
    reason: str
    proposed_by: uuid.UUID
    proposed_by_name: str
    proposed_for_name: str
    proposed_at: datetime
    decided_by_name: str | None
    decided_at: datetime | None
    verdict: str | None
    refusal: str
    effective_from: date | None

    @property
    def arrangement(self) -> Arrangement:
        """Its days, as they count once it is in effect."""
        return Arrangement(self.year, frozenset(self.free), frozenset(self.worked))

    @property
    def notice(self) -> Notice | None:
        """What was read in the notice; None for a withdrawal."""
        if self.withdraws or self.dated is None:
            return None
        return Notice(
            year=self.year,
            title=self.title,
            document_no=self.document_no,
            dated=self.dated,
            spans=together(frozenset(self.free)),
            worked=tuple(self.worked),
        )


class Look(msgspec.Struct, frozen=True):
    """What is unusual about a calendar, and the days it would count otherwise than what counts now."""

    warnings: list[Text] = []
    changes: list[Difference] = []


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How a year stands: what the software brings, what was entered, what counts."""

    year: int
    shipped: Year | None
    shipped_counts: bool
    entered: Version | None
    waiting: Version | None

    @property
    def counts(self) -> bool:
        """Whether periods are counted by this year's calendar."""
        return self.entered is not None or self.shipped_counts

    @property
    def shown(self) -> Arrangement | None:
        """What counts, or would once it is confirmed."""
        return self.entered.arrangement if self.entered else SHIPPED.get(self.year)

    @property
    def differs(self) -> list[Difference]:
        """Where the entered calendar, which counts, is not the one that came with the software."""
        if self.entered is None or self.shipped is None:
            return []
        return differences(SHIPPED[self.year], self.entered.arrangement)

    @property
    def parameter(self) -> str:
        """By which name the shipped calendar waits among the rules to confirm; empty for a sure one."""
        return identity_of(self.year)


_SHOWN = """
SELECT c.id, c.public_id, c.year, c.version, c.withdraws, c.title, c.document_no, c.dated, c.free, c.worked,
       c.reason, c.proposed_by, coalesce(a.name, '') AS proposed_by_name, o.name AS proposed_for_name,
       c.proposed_at, b.name AS decided_by_name, c.decided_at, c.verdict, c.refusal, c.effective_from
  FROM working_calendar c
  JOIN organisation o ON o.id = c.proposed_for
  LEFT JOIN account a ON a.id = c.proposed_by
  LEFT JOIN account b ON b.id = c.decided_by
"""
_AGREED = """
SELECT year, effective_from, withdraws, free, worked FROM working_calendar
 WHERE verdict = 'agreed' ORDER BY decided_at, version
"""


async def entered_calendars(day: date) -> dict[int, Arrangement]:
    """What two persons have entered and confirmed, for periods that begin on that day."""
    rows = await fetch(_AGREED)
    return {year: one.arrangement for year, one in in_effect(map(_agreed, rows), day).items()}


async def settled_calendars(day: date) -> dict[int, Arrangement]:
    """The calendars by which a period that binds and begins on that day is counted.

    An entered one counts before the one that came with the software.
    """
    shipped = {year: SHIPPED[year] for year in confirmed_years(await confirmed_on(day))}
    return shipped | await entered_calendars(day)


async def expected_calendars(day: date) -> dict[int, Arrangement]:
    """What reminders count by: whatever is entered and confirmed, else what came with the software."""
    return {**SHIPPED, **await entered_calendars(day)}


def _agreed(row: Any) -> Agreed:
    arrangement = Arrangement(row["year"], frozenset(row["free"]), frozenset(row["worked"]))
    return Agreed(row["year"], row["effective_from"], row["withdraws"], arrangement)


async def versions_of(year: int) -> list[Version]:
    """Everything that was entered for a year, the newest first."""
    rows = await fetch(_SHOWN + " WHERE c.year = $1 ORDER BY c.version DESC", year)
    return [Version(**dict(row)) for row in rows]


async def find_version(public_id: str) -> Version:
    """One version. Raises `NotFound`."""
    row = await fetchrow(_SHOWN + " WHERE c.public_id = $1", public_id)
    if row is None:
        raise NotFound()
    return Version(**dict(row))


async def standings(day: date) -> list[Standing]:
    """Every year that is known or asked for, the newest first."""
    rows = [Version(**dict(row)) for row in await fetch(_SHOWN + " ORDER BY c.decided_at, c.version")]
    counting = confirmed_years(await confirmed_on(day))
    years = {*YEARS, *years_asked_for(day), *(row.year for row in rows)}
    return [_standing(year, rows, counting, day) for year in sorted(years, reverse=True)]


async def standing(year: int, day: date) -> Standing:
    """How one year stands."""
    rows = [Version(**dict(row)) for row in await fetch(_SHOWN + " WHERE c.year = $1", year)]
    rows.sort(key=lambda row: (row.decided_at is None, row.decided_at, row.version))
    return _standing(year, rows, confirmed_years(await confirmed_on(day)), day)


def _standing(year: int, rows: list[Version], counting: frozenset[int], day: date) -> Standing:
    own = [row for row in rows if row.year == year]
    begun = [row for row in own if row.effective_from is not None and row.effective_from <= day]
    last = begun[-1] if begun else None
    return Standing(
        year=year,
        shipped=YEARS.get(year),
        shipped_counts=year in counting,
        entered=None if last is None or last.withdraws else last,
        waiting=next((row for row in own if row.verdict is None), None),
    )


async def look_at(notice: Notice) -> Look:
    """What both persons should see before they agree to it."""
    shown = (await standing(notice.year, today())).shown
    return Look(warnings(notice), differences(shown, notice.arrangement) if shown else [])


async def look_at_version(version: Version) -> Look:
    """The same for a version that waits; an old one is shown as it is."""
    return await look_at(version.notice) if version.notice and version.verdict is None else Look()


async def waiting_for(actor: Actor) -> int:
    """How many versions a colleague of the actor's office has entered, for another to decide."""
    return int(
        await fetchval(
            "SELECT count(*) FROM working_calendar WHERE decided_by IS NULL AND proposed_for = $1"
            " AND proposed_by <> $2",
            actor.organisation_id,
            actor.account_id,
        )
    )


async def missing_years(day: date) -> list[int]:
    """Years that should have a calendar by now, and nobody has entered or confirmed one."""
    counting = await settled_calendars(day)
    entered = await fetch("SELECT year FROM working_calendar WHERE decided_by IS NULL")
    waiting = {row["year"] for row in entered}
    return [year for year in years_asked_for(day) if year not in counting and year not in waiting]
