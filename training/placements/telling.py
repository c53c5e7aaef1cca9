"""Placements in words: their history, whose turn it is, and who arranged them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from foundation.history import Entry
from foundation.text import Text, text
from training.enrolments.telling import Change, Event
from training.placements.actions import NewPlacement, Papers
from training.placements.queries import PlacementView
from training.placements.rules import Block, Turn
from training.placements.states import LABELS

ARRANGED: Final[dict[str, Text]] = {
    "school": text("The school"),
    "student_self_approved": text("The trainee, with the school's approval"),
    "agency": text("An agency"),
}
TURNS: Final[dict[Turn, Text]] = {
    "college": text("Turn of the school"),
    "host": text("Turn of the host"),
    "health_commission": text("Turn of the health commission"),
}
_TITLES: Final = {
    "placement.proposed": text("Proposed to the host"),
    "placement.signed": text("Agreement signed"),
    "placement.papers_recorded": text("Papers recorded"),
    "placement.accepted": text("Accepted by the host"),
    "placement.blocked": text("Could not begin"),
    "placement.started": text("Placement begun"),
    "placement.day_logged": text("Day logged"),
    "placement.interrupted": text("Interrupted"),
    "placement.resumed": text("Resumed"),
    "placement.completed": text("Placement completed"),
    "placement.appraised": text("Appraised"),
    "placement.assessed": text("Assessed"),
    "placement.cancelled": text("Cancelled"),
}
_MEANINGS: Final = {
    "placement.started": "valid",
    "placement.assessed": "valid",
    "placement.blocked": "stopped",
    "placement.cancelled": "stopped",
    "placement.interrupted": "attention",
}
_FIELDS: Final[dict[str, Text]] = {
    **NewPlacement.labels,
    **Papers.labels,
    "status": text("Status"),
    "mentor_name": text("Mentor of the host"),
    "agreement_school_on": text("Signed by the school on"),
    "agreement_host_on": text("Signed by the host on"),
    "agreement_trainee_on": text("Signed by the trainee on"),
    "started_at": text("Begun at"),
    "completed_on": text("Completed on"),
    "worked_on": text("Date"),
    "hours": text("Hours"),
    "mentor_score": text("Points of the host"),
    "school_score": text("Points of the school"),
    "mentor_appraisal": text("Appraisal of the host"),
    "school_appraisal": text("Appraisal of the school"),
    "cancelled_reason": text("Reason"),
}
_WORDS: Final[dict[str, dict[str, Text]]] = {
    "status": {str(state): label for state, label in LABELS.items()},
    "arranged_via": ARRANGED,
}


def events(entries: Iterable[Entry]) -> list[Event]:
    """Each entry with its title, its reason and what changed."""
    return [
        Event(
            entry.at,
            _TITLES.get(entry.kind, Text(entry.kind)),
            entry.account_name,
            entry.reason,
            _MEANINGS.get(entry.kind, "neutral"),
            [_change(field, *pair) for field, pair in entry.changes.items()],
        )
        for entry in entries
    ]


def _change(field: str, old: Any, new: Any) -> Change:
    words = _WORDS.get(field, {})
    return Change(_FIELDS.get(field, Text(field)), words.get(old, old), words.get(new, new))


def waits_for(placement: PlacementView, blocks: list[Block]) -> Text | None:
    """Whose turn it is now; nobody's once it is over."""
    if placement.status == "proposed":
        return TURNS["host"]
    if placement.status in ("accepted", "blocked"):
        open_ones = [block for block in blocks if not block.warning]
        return TURNS[open_ones[0].turn] if open_ones else TURNS["college"]
    if placement.status == "active":
        return TURNS["host"]
    if placement.status == "completed":
        return TURNS["host"] if placement.mentor_score is None else TURNS["college"]
    return TURNS["college"] if placement.status == "interrupted" else None
