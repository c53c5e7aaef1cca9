"""Stretches of days, the last not included, and when full years are behind one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

#: The first day of the stretch, and the first one after it.
Span = tuple[date, date]
FOREVER = date.max


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


def days_before(spans: Iterable[Span], day: date) -> int:
    """How many of the days lie before that one."""
    return sum((min(end, day) - first).days for first, end in spans if first < day)


def needed(first: date, years: int) -> int:
    """How many days so many years have that begin on that day."""
    return (anniversary(first, years) - first).days


def years_behind(spans: Iterable[Span], years: int) -> date | None:
    """The first day before which the spans add up to full years, None when they never do.

    Years count from the first day of all; what lies between the stretches is left out, as if they
    followed each other. Without a gap the day is the anniversary of the first.
    """
    pieces = merged(spans)
    if not pieces:
        return None
    left = needed(pieces[0][0], years)
    for first, end in pieces:
        length = (end - first).days
        if length >= left:
            return first + timedelta(days=left)
        left -= length
    return None


def holds_on(spans: Iterable[Span], day: date) -> bool:
    """Whether that day is among them."""
    return any(first <= day < end for first, end in spans)


def first_day(spans: Iterable[Span], day: date) -> date | None:
    """Since when it holds if it holds on that day, otherwise when it will; None when it never will."""
    return next((first for first, end in merged(spans) if day < end), None)
