"""The working calendar of each year, read once from the table beside this file."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from foundation.rulebook import Cited, read_csv, read_toml


class Year(Cited, frozen=True, kw_only=True):
    """The holidays of one year, from first to last day, and the weekend days worked for them."""

    year: int
    holidays: tuple[tuple[date, date], ...]
    worked_weekends: tuple[date, ...]

    def free_days(self) -> frozenset[date]:
        """Every single day of the holidays."""
        return frozenset(
            first + timedelta(days=after)
            for first, last in self.holidays
            for after in range((last - first).days + 1)
        )


class Arrangement(msgspec.Struct, frozen=True):
    """What one year's notice says, day by day: what is off, and the weekend days that are worked."""

    year: int
    free: frozenset[date]
    worked: frozenset[date]


class Festival(msgspec.Struct, frozen=True):
    """The public holidays of a year that go by the moon: the first day of its year, 端午 and 中秋."""

    year: int
    spring: date
    dragon_boat: date
    mid_autumn: date


class Window(Cited, frozen=True, kw_only=True):
    """Between which days of a year, month and day, the days off for a public holiday fall in any year."""

    zh: str
    first: tuple[int, int]
    last: tuple[int, int]

    def holds(self, day: date) -> bool:
        """Whether the day may be off for it; a window may reach over the end of a year."""
        at = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


class _Calendar(msgspec.Struct, frozen=True):
    years: tuple[Year, ...]
    windows: tuple[Window, ...]


_CALENDAR = read_toml(__name__, "calendar.toml", _Calendar)
YEARS = {year.year: year for year in _CALENDAR.years}
WINDOWS = _CALENDAR.windows
SHIPPED = {
    year.year: Arrangement(year.year, year.free_days(), frozenset(year.worked_weekends))
    for year in _CALENDAR.years
}
#: Only what is unusual in an entry is said by these days; none of them counts by itself.
FESTIVALS = {row.year: row for row in read_csv(__name__, "festivals.csv", Festival)}
HOLIDAYS = frozenset[date]().union(*(year.free_days() for year in YEARS.values()))
WORKED_WEEKENDS = frozenset(day for year in YEARS.values() for day in year.worked_weekends)
