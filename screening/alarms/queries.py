"""The board: each check, what it found last, and what stops the screening at this moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final, Literal

import msgspec

from foundation.clock import now
from foundation.database import fetch
from foundation.jobs.tables import unpack, unpack_title
from foundation.text import Text
from screening.alarms.readiness import refusal, words
from screening.alarms.rules import KINDS, Kind
from screening.matching.rules import MATCHER_VERSION

#: The checks run every hour; later than this, nobody runs them.
OVERDUE: Final = timedelta(hours=2)


class Line(msgspec.Struct, frozen=True):
    """One check and what it found last; `never` before its first run."""

    kind: Kind
    state: Literal["good", "failed", "waiting", "never"]
    said: Text | None
    checked_at: datetime | None


class AlarmView(msgspec.Struct, frozen=True):
    """An alarm, open or ended."""

    kind: Kind
    said: Text
    opened_at: datetime
    last_seen_at: datetime
    ended_at: datetime | None


class Board(msgspec.Struct, frozen=True):
    """Everything that an operator has to see."""

    lines: list[Line]
    alarms: list[AlarmView]
    paused: tuple[Text, Text] | None
    checked_at: datetime | None

    @property
    def overdue(self) -> bool:
        """Whether nobody has run the checks for too long."""
        return self.checked_at is None or self.checked_at + OVERDUE < now()

    @property
    def in_order(self) -> bool:
        """Whether everything was found good, and not too long ago."""
        return self.paused is None and not self.overdue and all(line.state == "good" for line in self.lines)


async def board() -> Board:
    """The checks in their order, with the newest alarms."""
    rows = {row["name"]: row for row in await fetch("SELECT * FROM screening_self_check")}
    alarms = await _alarms()
    paused = await refusal(MATCHER_VERSION)
    lines = [_line(kind, rows.get(kind.name), alarms, paused) for kind in KINDS.values()]
    runs = [row["checked_at"] for row in rows.values()]
    return Board(lines, alarms, paused, max(runs, default=None))


async def pause() -> tuple[Text, Text] | None:
    """Why nobody can be screened and nothing issued now, and what must be done; nothing when all is well."""
    return await refusal(MATCHER_VERSION)


async def needs_a_look() -> bool:
    """Whether something is not as it should be, though it stops nothing yet."""
    (row,) = await fetch(
        "SELECT EXISTS (SELECT 1 FROM screening_alarm WHERE ended_at IS NULL) AS alarm,"
        " (SELECT max(checked_at) FROM screening_self_check) AS checked_at"
    )
    return bool(row["alarm"]) or row["checked_at"] is None or row["checked_at"] + OVERDUE < now()


async def _alarms() -> list[AlarmView]:
    rows = await fetch(
        "SELECT kind, said, opened_at, last_seen_at, ended_at FROM screening_alarm"
        " ORDER BY ended_at IS NOT NULL, opened_at DESC LIMIT 30"
    )
    return [_alarm(row) for row in rows if row["kind"] in KINDS]


def _alarm(row: Any) -> AlarmView:
    said = unpack_title(row["said"])
    return AlarmView(KINDS[row["kind"]], said, row["opened_at"], row["last_seen_at"], row["ended_at"])


def _line(kind: Kind, row: Any, alarms: list[AlarmView], paused: tuple[Text, Text] | None) -> Line:
    checked_at = row["checked_at"] if row else None
    now_known = {"matcher": words("matcher"), "list": words("stale"), "index": words("index")}.get(kind.name)
    if now_known is not None and paused == now_known:  # known at this moment, whatever the last run found
        return Line(kind, "failed", now_known[0], checked_at)
    for alarm in alarms:
        if alarm.kind is kind and alarm.ended_at is None and not kind.at_once:
            return Line(kind, "failed", alarm.said, checked_at)
    if row is None:
        return Line(kind, "never", None, None)
    if row["state"] == "failed" and kind.at_once:  # and not so any more
        return Line(kind, "good", None, checked_at)
    return Line(kind, row["state"], unpack(row["said"]), checked_at)
