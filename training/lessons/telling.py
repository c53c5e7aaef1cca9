"""The history of a lesson in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from foundation.history import Entry
from foundation.text import Text, text

_TITLES: Final = {
    "lesson.planned": text("Lesson planned"),
    "lesson.attendance_entered": text("Attendance entered"),
    "lesson.closed": text("Lesson closed, hours recorded"),
    "lesson.cancelled": text("Lesson called off"),
}
_MEANINGS: Final = {"lesson.closed": "valid", "lesson.cancelled": "stopped"}


def events(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Each entry as a timeline shows it."""
    return [
        {
            "when": entry.at,
            "title": _TITLES.get(entry.kind) or Text(entry.kind),
            "by": entry.account_name,
            "body": entry.reason,
            "meaning": _MEANINGS.get(entry.kind, "neutral"),
        }
        for entry in entries
    ]
