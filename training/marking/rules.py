"""What the marks of several assessors come to: their mean, or a third person's word."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

import msgspec

from curricula.standards.rules import committee_complete

_CENT = Decimal("0.01")


class Given(msgspec.Struct, frozen=True):
    """One mark; `settles` is the word of the third person."""

    points: Decimal
    settles: bool = False


def mean(marks: Sequence[Decimal]) -> Decimal:
    """To two places, halves up, as a score is written."""
    return (sum(marks, Decimal(0)) / len(marks)).quantize(_CENT, ROUND_HALF_UP)


def apart(marks: Sequence[Given], tolerance: int) -> bool:
    """Whether two marks lie so far apart that a third person has to settle them."""
    points = [one.points for one in marks if not one.settles]
    return len(points) >= 2 and max(points) - min(points) > tolerance


def skill_score(marks: Sequence[Given], tolerance: int) -> Decimal | None:
    """Of two independent marks; None while one is missing or the two are not settled."""
    points = [one.points for one in marks if not one.settles]
    if len(points) < 2:
        return None
    settled = [one.points for one in marks if one.settles]
    if settled:
        return settled[0]
    return None if apart(marks, tolerance) else mean(points)


def review_score(marks: Sequence[Given], committee: int) -> Decimal | None:
    """Of a committee whose every member has given a mark; None before."""
    points = [one.points for one in marks]
    if len(points) < committee or not committee_complete(len(points)):
        return None
    return mean(points)
