"""Stretches of days, the last not included, and when full years are behind one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

#: The first day of the stretch, and the first one after it.
Span = tuple[date, date]
FOREVER = date.max
DAYS = 365


def ever_since(day: date | None) -> tuple[Span, ...]:
    """From that day on, without end."""
    return ((day, FOREVER),) if day is not None and day < FOREVER else ()


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same days in order, each once; stretches that touch become one."""
    joined: list[Span] = []
    for first, end in sorted(spans):
        if first >= end:
            continue
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((first, end))
    return tuple(joined)


def common(one: Sequence[Span], other: Sequence[Span]) -> tuple[Span, ...]:
    """The days in both."""
    return merged((max(a, c), min(b, d)) for a, b in one for c, d in other)


def anniversary(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes the 28th (民法典 第二百零二条)."""
    year = day.year + years
    if year > FOREVER.year:
        return FOREVER
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def years_behind(spans: Iterable[Span], years: int) -> date | None:
    """The first day on which full years are behind, None when they never are.

    Each stretch counts by the calendar: its full years, and the days over them. Such days add up, 365 of them
    to another year. A stretch without a gap therefore reaches its years on the anniversary.
    """
    left = years * DAYS
    for first, end in merged(spans):
        full, over = divmod(left, DAYS)
        reached = anniversary(first, full)
        if (FOREVER - reached).days > over and reached + timedelta(days=over) <= end:
            return reached + timedelta(days=over)
        left -= _worth(first, end)
    return None


def _worth(first: date, end: date) -> int:
    """Full years as 365 days each, and the days over them, which are never worth a year by themselves."""
    full = end.year - first.year
    if anniversary(first, full) > end:
        full -= 1
    return full * DAYS + min((end - anniversary(first, full)).days, DAYS - 1)


def days_to_go(spans: Iterable[Span], years: int, day: date) -> int:
    """How many days are still to be worked from that day on."""
    behind = [(first, min(end, day)) for first, end in spans]
    reached = years_behind([*behind, (day, FOREVER)], years)
    return max((reached - day).days, 0) if reached else 0


def holds_on(spans: Iterable[Span], day: date) -> bool:
    """Whether that day is among them."""
    return any(first <= day < end for first, end in spans)


def first_day(spans: Iterable[Span], day: date) -> date | None:
    """Since when it holds if it holds on that day, otherwise when it will; None when it never will."""
    return next((first for first, end in merged(spans) if day < end), None)
