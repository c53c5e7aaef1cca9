"""Birth dates as they are told: whole or in part, by the moon, day and month exchanged, a day made up."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from operator import ne
from typing import Final, NamedTuple

from screening.matching.data import lunar_months


class Birth(NamedTuple):
    """A birth date; month or day 0 is not known."""

    year: int
    month: int = 0
    day: int = 0

    @property
    def whole(self) -> bool:
        return bool(self.month and self.day)


@lru_cache(maxsize=50_000)
def digits(birth: Birth) -> str:
    """Year, month and day in eight places."""
    return f"{birth.year:04d}{birth.month:02d}{birth.day:02d}"


_DATE: Final = re.compile(r"\s*(\d{4})(?:\D{0,3}(\d{1,2}))?(?:\D{0,3}(\d{1,2}))?\D*\s*")


@lru_cache(maxsize=200_000)
def read_birth(written: str) -> Birth | None:
    """A date as offices write it: 1990-05-03, 1990.5.3, 19900503, 1990年5月, 1990, 1990-05-00."""
    found = _DATE.fullmatch(written)
    if not found:
        return None
    year, month, day = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    if not 1900 <= year <= 2100:
        return None
    if not 1 <= month <= 12:
        # Day and month exchanged; or neither is known.
        month, day = (day, month) if 1 <= day <= 12 and 13 <= month <= 31 else (0, 0)
    return Birth(year, month, day if 1 <= day <= 31 else 0)


@lru_cache(maxsize=50_000)
def by_the_moon(birth: Birth) -> tuple[Birth, ...]:
    """The days of the sun's calendar that this is when it was a date of the moon's calendar."""
    firsts = lunar_months().get((birth.year, birth.month), ()) if birth.whole and birth.day <= 30 else ()
    found = [date.fromordinal(first.toordinal() + birth.day - 1) for first in firsts]
    return tuple(Birth(day.year, day.month, day.day) for day in found)


#: What agreement of two dates says, in bits, by how they agree. Found on made-up people with one seed.
BITS: Final = {
    "same": 13.3,
    "same_first": 10.5,
    "month": 8.0,
    "lunar": 7.5,
    "swapped": 6.8,
    "year": 5.0,
    "defaulted": 4.6,
    "digit": 5.2,
    "transposed": 5.2,
    "years": 4.6,
    "decade": 3.5,
    "near": 2.6,
    "same_month": 2.0,
    "same_year": -2.5,
    "differs": -6.0,
}


#: The calendars of moon and sun are never so many days apart (55 at most, from 1900 to 2100).
_MOON: Final = 60


def compare(one: Birth, other: Birth) -> str:
    """How two birth dates agree."""
    if one == other and one.whole:
        return "same_first" if (one.month, one.day) == (1, 1) else "same"
    if not (one.whole and other.whole):
        return _in_part(one, other)
    return _whole(one, other)


def _in_part(one: Birth, other: Birth) -> str:
    if one.year != other.year:
        return "years" if abs(one.year - other.year) == 1 and one.month == other.month != 0 else "differs"
    if one.month and other.month:
        return "month" if one.month == other.month else "same_year"
    return "year"


def _whole(one: Birth, other: Birth) -> str:
    if abs(one.year - other.year) > 1:  # too far apart for the moon, and for all that asks for one year
        return _slip(digits(one), digits(other)) or _years(one, other) or "differs"
    if one.year == other.year:
        if (one.month, one.day) == (other.day, other.month):
            return "swapped"
        if months_apart(one, other):
            return _slip(digits(one), digits(other)) or "same_year"
    distance = _distance(one, other)
    if distance <= _MOON and (other in by_the_moon(one) or one in by_the_moon(other)):
        return "lunar"
    if one.year == other.year and 1 in (one.day, other.day) and _defaulted(one, other):
        return "defaulted"
    slip = _slip(digits(one), digits(other))
    return slip or _years(one, other) or _apart(one, other, distance)


def months_apart(one: Birth, other: Birth) -> bool:
    """Whether two dates of a year are too far apart for the moon, and neither is a day made up."""
    return abs(one.month - other.month) > 3 and one.day != 1 != other.day


def _distance(one: Birth, other: Birth) -> int:
    """Days between two dates, nearly."""
    return abs((one.year - other.year) * 365 + (one.month - other.month) * 30 + one.day - other.day)


def _years(one: Birth, other: Birth) -> str:
    if one.month != other.month or one.day != other.day:
        return ""
    apart = abs(one.year - other.year)
    return "years" if apart <= 2 else "decade" if apart == 10 else ""


def _defaulted(one: Birth, other: Birth) -> bool:
    """The first of January, or of the month, written because the day was not known."""
    if (1, 1) in ((one.month, one.day), (other.month, other.day)):
        return True
    return one.month == other.month and 1 in (one.day, other.day)


def _slip(one: str, other: str) -> str:
    if sum(map(ne, one, other)) > 2:
        return ""
    wrong = [at for at in range(8) if one[at] != other[at]]
    if len(wrong) == 1:
        return "digit"
    if len(wrong) == 2 and one[wrong[0]] == other[wrong[1]] and one[wrong[1]] == other[wrong[0]]:
        return "transposed"
    return ""


def _apart(one: Birth, other: Birth, distance: int) -> str:
    if distance <= 52:
        return "same_month" if one.month == other.month else "near"
    return "same_year" if one.year == other.year else "differs"
