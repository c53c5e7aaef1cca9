"""What upper floors are told about calendars, within the same transaction."""

from __future__ import annotations

import msgspec


class CalendarAgreed(msgspec.Struct, frozen=True):
    """Two persons have agreed on a year's calendar, or on withdrawing it; it counts from today."""

    year: int
    version: int
