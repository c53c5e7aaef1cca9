"""How periods run: the day something happens never counts, the last one does.

A period that binds somebody - results are publicised, objections are heard - is counted in days that are
certainly worked: while nobody has confirmed a year's calendar, a day counts only if no public holiday can
fall on it, so the period may become longer and never shorter. What only reminds counts by the calendar as
it is expected to be. The calendars are handed in, by year.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, timedelta

from registry.working_days.data import WINDOWS, Arrangement

Calendars = Mapping[int, Arrangement]
_SATURDAY = 5
_DECEMBER = 12
_DAY = timedelta(days=1)


def is_working_day(day: date, calendars: Calendars) -> bool:
    """Monday to Friday without the holidays, and the weekend days worked for them."""
    if any(day in one.free for one in _naming(day, calendars)):
        return False
    return day.weekday() < _SATURDAY or any(day in one.worked for one in _naming(day, calendars))


def is_certain(day: date, settled: Calendars) -> bool:
    """Whether it is worked whatever the calendars say that nobody has confirmed.

    `settled`: the calendars that count. New Year's days off can begin in December, and the notice of the new
    year says so: before it is known the last days of the old one do not count.
    """
    held = any(one.holds(day) for one in WINDOWS)
    if day.year in settled and (day.month < _DECEMBER or not held or day.year + 1 in settled):
        return is_working_day(day, settled)
    return not held and day.weekday() < _SATURDAY and is_working_day(day, settled)


def _naming(day: date, calendars: Calendars) -> Iterator[Arrangement]:
    """The calendars whose notice may name that day."""
    years = (day.year, day.year + 1) if day.month == _DECEMBER else (day.year,)
    return (calendars[year] for year in years if year in calendars)


def certain_end(start: date, count: int, settled: Calendars) -> date:
    """The last day of a period of `count` certain working days that begins after `start`."""
    return _end(start, count, lambda day: is_certain(day, settled))


def unsettled_years(start: date, end: date, settled: Collection[int]) -> tuple[int, ...]:
    """The years of the period whose calendar nobody has confirmed."""
    return tuple(year for year in range(start.year, end.year + 1) if year not in settled)


def add_working_days(start: date, count: int, calendars: Calendars) -> date:
    """The day that is expected to be the last of `count` working days after `start`: a reminder."""
    return _end(start, count, lambda day: is_working_day(day, calendars))


def working_days_between(start: date, end: date, calendars: Calendars) -> int:
    """The expected working days after `start` up to and with `end`: a reminder."""
    return sum(is_working_day(start + _DAY * after, calendars) for after in range(1, (end - start).days + 1))


def add_months(day: date, count: int) -> date:
    """The same day of the month later, or that month's last day."""
    years, month = divmod(day.month - 1 + count, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def _end(start: date, count: int, worked: Callable[[date], bool]) -> date:
    day = start
    for _ in range(count):
        day += _DAY
        while not worked(day):
            day += _DAY
    return day
