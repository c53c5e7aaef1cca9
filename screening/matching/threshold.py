"""From how many bits on somebody is looked at, and how often chance alone would reach that."""

from __future__ import annotations

from functools import lru_cache
from math import log2
from typing import Final

#: However short the list.
_LEAST: Final = 10.0
_BELOW: Final = 0.5


@lru_cache
def threshold(listed: int) -> float:
    """The longer the list, the more must agree; about three in a thousand innocent people reach it."""
    return max(log2(max(listed, 1)) - _BELOW, _LEAST)


def by_chance(listed: int, bits: float) -> float:
    """How many people of a list of this size would reach these bits by chance: an order of magnitude."""
    return float(listed * 2.0**-bits)
