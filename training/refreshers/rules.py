"""When a subject is due again."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

import msgspec

Subject = Literal["ethics", "safety", "law"]
State = Literal["fresh", "soon", "overdue", "never"]

SUBJECTS: tuple[Subject, ...] = ("ethics", "safety", "law")
#: So long before the day it is shown as coming up.
SOON = timedelta(days=60)


class Standing(msgspec.Struct, frozen=True):
    """A subject of one person: trained last, due again, and how urgent that is."""

    subject: Subject
    last_on: date | None
    due_on: date | None
    state: State


def later(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    whole = day.year * 12 + day.month - 1 + months
    year, month = divmod(whole, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def standing(subject: Subject, last_on: date | None, months: int, today: date) -> Standing:
    """Fresh up to the day on which it is due; that day still counts as in time."""
    if last_on is None:
        return Standing(subject, None, None, "never")
    due_on = later(last_on, months)
    state: State = "overdue" if today > due_on else "soon" if today >= due_on - SOON else "fresh"
    return Standing(subject, last_on, due_on, state)


def is_due(standings: Iterable[Standing], *, works: bool) -> bool:
    """Whether somebody has to be trained again; who never was is due only where they work with children."""
    return any(one.state == "overdue" or (works and one.state == "never") for one in standings)
