"""How periods run: the day something happens never counts, the last one does."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from registry.working_days.data import HOLIDAYS, WORKED_WEEKENDS, YEARS

_SATURDAY = 5
_DAY = timedelta(days=1)


def is_working_day(day: date) -> bool:
    """Monday to Friday without the holidays, and the weekend days that are worked for them."""
    return day in WORKED_WEEKENDS or (day.weekday() < _SATURDAY and day not in HOLIDAYS)


def calendar_known(day: date) -> bool:
    """Whether the holidays of that year are in the calendar; else only weekends are left out."""
    return day.year in YEARS


def add_working_days(start: date, count: int) -> date:
    """The last day of a period of `count` working days that begins after `start`."""
    day = start
    for _ in range(count):
        day = _next_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """The working days after `start` up to and with `end`."""
    return sum(is_working_day(start + _DAY * after) for after in range(1, (end - start).days + 1))


def add_months(day: date, count: int) -> date:
    """The same day of the month later, or that month's last day."""
    years, month = divmod(day.month - 1 + count, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def _next_working_day(day: date) -> date:
    day += _DAY
    while not is_working_day(day):
        day += _DAY
    return day
