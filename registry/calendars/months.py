"""A year month by month, as a page draws it."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Final, Literal

import msgspec

from foundation.text import Text, text
from registry.working_days.data import Arrangement

Kind = Literal["work", "weekend", "free", "worked"]
_SATURDAY: Final = 5
NAMES: Final[tuple[Text, ...]] = (
    text("January"),
    text("February"),
    text("March"),
    text("April"),
    text("May"),
    text("June"),
    text("July"),
    text("August"),
    text("September"),
    text("October"),
    text("November"),
    text("December"),
)


class Day(msgspec.Struct, frozen=True):
    """A day of the year view: what it is, and whether that is new."""

    day: date
    kind: Kind
    changed: bool = False

    @property
    def counts(self) -> bool:
        """Whether it counts as a working day."""
        return self.kind in ("work", "worked")


class Month(msgspec.Struct, frozen=True):
    """Weeks from Monday to Sunday; days of other months are left empty."""

    first: date
    weeks: tuple[tuple[Day | None, ...], ...]

    @property
    def name(self) -> Text:
        """What the month is called."""
        return NAMES[self.first.month - 1]

    @property
    def changed(self) -> bool:
        """Whether one of its days is marked."""
        return any(day.changed for week in self.weeks for day in week if day)

    @property
    def working(self) -> int:
        """How many of its days are worked."""
        return sum(1 for week in self.weeks for day in week if day and day.counts)


def months_of(shown: Arrangement, changed: frozenset[date] = frozenset()) -> list[Month]:
    """The twelve months of a calendar's year; `changed`: days to be marked."""
    return [_month(shown, number, changed) for number in range(1, 13)]


def _month(shown: Arrangement, number: int, changed: frozenset[date]) -> Month:
    weeks = calendar.Calendar().monthdatescalendar(shown.year, number)
    return Month(
        date(shown.year, number, 1),
        tuple(
            tuple(
                Day(day, kind_of(day, shown), day in changed) if day.month == number else None for day in week
            )
            for week in weeks
        ),
    )


def kind_of(day: date, shown: Arrangement) -> Kind:
    """What a day is in that calendar."""
    if day in shown.free:
        return "free"
    if day in shown.worked:
        return "worked"
    return "weekend" if day.weekday() >= _SATURDAY else "work"
