"""Pace and patience: how fast a job goes, how long it will take, when it may be tried again."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

#: After this many bad ends (a fault, or a worker that died under it) a job is given up.
MOST_FAULTS = 5

#: Finished jobs are kept this long for those who wanted them.
KEPT = timedelta(days=90)

_FIRST_DELAY = 5
_LONGEST_DELAY = 300

#: Before this much has been seen, a speed would be a guess.
_TOO_SOON = timedelta(seconds=2)


class Pace(msgspec.Struct, frozen=True):
    """How fast the rows went by so far, and how long the rest takes at that speed."""

    per_minute: float
    left: timedelta | None


def pace(*, done: int, total: int | None, since: datetime, until: datetime) -> Pace | None:
    """The pace of the present attempt, or None while nothing can be said about it."""
    spent = until - since
    if done <= 0 or spent < _TOO_SOON:
        return None
    left = None if total is None else spent / done * max(total - done, 0)
    return Pace(per_minute=done / (spent / timedelta(minutes=1)), left=left)


def percent(*, done: int, total: int | None) -> int | None:
    """Whole per cent, rounded down so that 100 is never shown before the last row."""
    if total is None:
        return None
    return 100 if total == 0 else min(done * 100 // total, 100)


def retry_delay(faults: int) -> timedelta:
    """The wait before the next try: 5 s, 20 s, 80 s, then 5 min."""
    return timedelta(seconds=min(_FIRST_DELAY * 4 ** max(faults - 1, 0), _LONGEST_DELAY))
