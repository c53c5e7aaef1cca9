"""The thresholds of alarms that our sources are unsure of, as they are confirmed for a day."""

from __future__ import annotations

from datetime import date
from typing import Final

from foundation.text import text
from registry.parameters.queries import number_or_none
from registry.parameters.rules import Unsure
from training.alarms.data import LIMITS
from training.alarms.rules import Thresholds

SAME_PAPER: Final = "alarm.same_paper_sessions"
SAME_MINUTE: Final = "alarm.same_minute_papers"
BEFORE_END: Final = "alarm.same_minute_before_end"
VERSIONS: Final = "alarm.version_sessions"
_FILE: Final = "training/alarms/data/limits.toml"
_MINUTES_EFFECT: Final = text("Before it is confirmed papers handed in within one minute raise no alarm.")

UNSURE: Final = [
    Unsure(
        id=SAME_PAPER,
        title=text("In how many sessions chance alone may make two papers alike"),
        keeper="hrss",
        document=LIMITS.same_paper_sessions.document,
        confidence=LIMITS.same_paper_sessions.confidence,
        proposal=LIMITS.same_paper_sessions.value,
        unit=text("sessions"),
        effect=text("Before it is confirmed papers with the same wrong answers raise no alarm."),
        row=f"{_FILE}#same_paper_sessions",
    ),
    Unsure(
        id=SAME_MINUTE,
        title=text("How many of thirty papers handed in within one minute raise an alarm"),
        keeper="hrss",
        document=LIMITS.same_minute_papers.document,
        confidence=LIMITS.same_minute_papers.confidence,
        proposal=LIMITS.same_minute_papers.value,
        unit=text("papers"),
        effect=_MINUTES_EFFECT,
        row=f"{_FILE}#same_minute_papers",
    ),
    Unsure(
        id=BEFORE_END,
        title=text("How long before the end many may hand in at once"),
        keeper="hrss",
        document=LIMITS.same_minute_before_end.document,
        confidence=LIMITS.same_minute_before_end.confidence,
        proposal=LIMITS.same_minute_before_end.value,
        unit=text("minutes"),
        effect=_MINUTES_EFFECT,
        row=f"{_FILE}#same_minute_before_end",
    ),
    Unsure(
        id=VERSIONS,
        title=text("In how many sessions chance alone may set the versions of a paper apart"),
        keeper="hrss",
        document=LIMITS.version_sessions.document,
        confidence=LIMITS.version_sessions.confidence,
        proposal=LIMITS.version_sessions.value,
        unit=text("sessions"),
        effect=text("Before it is confirmed versions that came out apart raise no alarm."),
        row=f"{_FILE}#version_sessions",
    ),
]


async def thresholds(day: date) -> Thresholds:
    """What is confirmed on that day; None for what is not."""
    return Thresholds(
        same_paper_sessions=await number_or_none(SAME_PAPER, LIMITS.same_paper_sessions, day),
        same_minute_papers=await number_or_none(SAME_MINUTE, LIMITS.same_minute_papers, day),
        same_minute_before_end=await number_or_none(BEFORE_END, LIMITS.same_minute_before_end, day),
        version_sessions=await number_or_none(VERSIONS, LIMITS.version_sessions, day),
    )
