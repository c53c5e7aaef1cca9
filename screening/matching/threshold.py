"""From how many bits on somebody is looked at, and how often chance alone would reach that."""

from __future__ import annotations

from math import log2
from typing import Final

#: A list of a thousand: below, the threshold does not sink any more.
_SMALLEST: Final = 1000
_ABOVE: Final = 0.5


def threshold(listed: int) -> float:
    """The longer the list, the more must agree: about three in a thousand innocent people are looked at."""
    return log2(max(listed, _SMALLEST)) + _ABOVE


def by_chance(listed: int, bits: float) -> float:
    """How many people of a list of this size would reach these bits by chance: an order of magnitude."""
    return listed * 2.0**-bits
