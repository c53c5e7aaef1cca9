"""How the history of an entry and of a match is told on their pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

import msgspec

from foundation.history import Entry
from foundation.text import Text, text
from screening.bans.rules import LABELS, REMEDY_LABELS, RemedyStatus, Status

TITLES: Final = {
    "ban.recorded": text("Recorded"),
    "ban.confirmed": text("Confirmed by a second person"),
    "ban.rejected": text("Not entered"),
    "ban.lift_proposed": text("Lifting proposed"),
    "ban.lifted": text("Lifted"),
    "ban.unmasked": text("Shown in full"),
    "ban.taken_over": text("Taken over"),
    "ban.completed": text("Identity completed"),
    "ban.contested": text("Remedy recorded"),
    "ban.upheld": text("Remedy ended; the ban stands"),
    "ban.lift_refused": text("Not lifted"),
    "ban.amendment_proposed": text("Amendment proposed"),
    "ban.amendment_refused": text("Not amended"),
    "ban.amended": text("Amended by a second person"),
}
_MEANINGS: Final = {"ban.confirmed": "stopped", "ban.recorded": "attention", "ban.lift_proposed": "attention"}


class Change(msgspec.Struct, frozen=True):
    """One field: what it was and what it became."""

    label: Text
    old: Any
    new: Any


class Event(msgspec.Struct, frozen=True):
    """One entry of a timeline."""

    when: datetime
    title: Text
    by: str
    body: str | None
    meaning: str
    changes: list[Change]


def events(entries: Iterable[Entry]) -> list[Event]:
    """The history in words; what is not known here keeps its technical name rather than vanish."""
    return [
        Event(
            when=entry.at,
            title=TITLES.get(entry.kind, Text(entry.kind)),
            by=entry.account_name,
            body=entry.reason,
            meaning=_MEANINGS.get(entry.kind, "neutral"),
            changes=_changes(entry),
        )
        for entry in entries
    ]


def _changes(entry: Entry) -> list[Change]:
    found = [_status(*pair) for field, pair in entry.changes.items() if field == "status" and pair[0]]
    if remedy := entry.changes.get("remedy"):
        found.append(Change(text("Remedy"), *(REMEDY_LABELS[RemedyStatus(one)] for one in remedy)))
    if owner := entry.changes.get("owner"):
        found.append(Change(text("Owner"), *owner))
    return found


def _status(old: str, new: str) -> Change:
    return Change(text("Status"), LABELS[Status(old)], LABELS[Status(new)])
