"""Cron lines (minute hour day month weekday, in China's time) and the moments they name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

import msgspec

from foundation.clock import CHINA

#: Lowest and highest value of each field; weekday 0 and 7 are both Sunday.
_FIELDS: Final = (("minute", 0, 59), ("hour", 0, 23), ("day", 1, 31), ("month", 1, 12), ("weekday", 0, 7))

#: 29 February comes every four years, save around a century: eight years always hold one.
_FURTHEST_BACK: Final = 8 * 366


class Cron(msgspec.Struct, frozen=True):
    """A parsed line; an unrestricted day or weekday is remembered, for cron joins the two by 'or'."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    any_day: bool
    any_weekday: bool

    def falls_on(self, day: date) -> bool:
        """Whether the line names some moment of that day."""
        if day.month not in self.months:
            return False
        by_day = day.day in self.days
        by_weekday = day.isoweekday() % 7 in self.weekdays
        if self.any_day or self.any_weekday:
            return by_day and by_weekday
        return by_day or by_weekday

    def last(self, moment: datetime) -> datetime | None:
        """The latest moment named that is not after `moment`; None for a line like 30 February."""
        here = moment.astimezone(CHINA)
        for day in _backwards(here.date()):
            latest = self._latest_on(day, here)
            if latest is not None:
                return latest
        return None

    def _latest_on(self, day: date, limit: datetime) -> datetime | None:
        if not self.falls_on(day):
            return None
        moments = (
            datetime.combine(day, time(hour, minute), CHINA)
            for hour in sorted(self.hours, reverse=True)
            for minute in sorted(self.minutes, reverse=True)
        )
        return next((moment for moment in moments if moment <= limit), None)


def parse(line: str) -> Cron:
    """Read a five-field line: `*`, numbers, ranges, lists and steps; ValueError says what is wrong."""
    parts = line.split()
    if len(parts) != len(_FIELDS):
        raise ValueError(f"a cron line has five fields: {line!r}")
    fields = [_values(part, *field) for part, field in zip(parts, _FIELDS, strict=True)]
    minutes, hours, days, months, weekdays = fields
    cron = Cron(
        minutes=minutes,
        hours=hours,
        days=days,
        months=months,
        weekdays=frozenset(value % 7 for value in weekdays),
        any_day=parts[2] == "*",
        any_weekday=parts[4] == "*",
    )
    if cron.last(datetime(2000, 12, 31, 23, 59, tzinfo=CHINA)) is None:
        raise ValueError(f"a cron line that never comes true: {line!r}")
    return cron


def _values(part: str, name: str, low: int, high: int) -> frozenset[int]:
    return frozenset(value for piece in part.split(",") for value in _span(piece, name, low, high))


def _span(piece: str, name: str, low: int, high: int) -> range:
    span, _, step = piece.partition("/")
    first, dash, last = span.partition("-")
    try:
        start, end = (low, high) if span == "*" else (int(first), int(last) if dash else int(first))
        if step and span != "*" and not dash:
            end = high
        values = range(start, end + 1, int(step) if step else 1)
    except ValueError:
        raise ValueError(f"not a {name}: {piece!r}") from None
    if not values or values[0] < low or values[-1] > high:
        raise ValueError(f"not a {name} between {low} and {high}: {piece!r}")
    return values


def _backwards(day: date) -> Iterator[date]:
    return (day - timedelta(days=back) for back in range(_FURTHEST_BACK))
