"""The only place that asks for the time; tests put another clock in its place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from typing import Final, Protocol, TypeVar
from zoneinfo import ZoneInfo

#: Offices, deadlines and the dates on certificates follow China's one time zone.
CHINA = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Anything that can say what time it is."""

    def now(self) -> datetime: ...


C = TypeVar("C", bound=Clock)


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is moved; for tests and for the demo."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment.astimezone(UTC)

    def now(self) -> datetime:
        return self.moment

    def advance(self, step: timedelta) -> None:
        self.moment += step


_SYSTEM: Final = SystemClock()
_clock: ContextVar[Clock] = ContextVar("clock", default=_SYSTEM)


def now() -> datetime:
    """The present moment, timezone-aware, in UTC."""
    return _clock.get().now()


def today() -> date:
    """The present date in China."""
    return now().astimezone(CHINA).date()


@contextmanager
def use(clock: C) -> Iterator[C]:
    """Within the block, `clock` tells the time (also to tasks started in it)."""
    token = _clock.set(clock)
    try:
        yield clock
    finally:
        _clock.reset(token)
