"""The history of an enrolment in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

import msgspec

from foundation.history import Entry
from foundation.text import Text, text
from training.enrolments.data import TRIGGERS
from training.enrolments.rules import LABELS

_TITLES: Final = {
    "enrolment.created": text("Enrolled"),
    "enrolment.deferred": text("Deferral recorded"),
    "enrolment.resumed": text("Back from the deferral"),
    "enrolment.completed": text("Training completed"),
    "enrolment.withdrawn": text("Left the training"),
    "enrolment.transferred": text("Transferred out"),
    "hours.recorded": text("Hours recorded"),
    "hours.voided": text("Hours set aside"),
    "result.recorded": text("Result recorded"),
    "result.voided": text("Result set aside"),
    "pledge.signed": text("Pledge of conduct signed"),
    "exemption.proposed": text("Exemption proposed"),
    "exemption.approved": text("Exemption approved"),
    "exemption.rejected": text("Exemption rejected"),
    "exemption.revocation_proposed": text("Revocation of an exemption proposed"),
    "exemption.revocation_refused": text("Revocation of an exemption refused"),
    "exemption.revoked": text("Exemption taken back"),
}
_FIELDS: Final = {
    "status": text("Status"),
    "deferred": text("Deferral"),
    "returned_on": text("First day back"),
    "withdrawal_trigger": text("Brought about by"),
    "withdrawal_reason": text("Reason"),
    "ended_on": text("Last day"),
    "completed_on": text("Completed on"),
    "destination": text("Where to"),
    "module": text("Module"),
    "held_on": text("Date"),
    "value": text("Value"),
    "short": text("Minimums short"),
    "pledge": text("Version signed"),
    "digest": text("Digest of the words"),
}
_MEANINGS: Final = {
    "enrolment.completed": "valid",
    "enrolment.withdrawn": "stopped",
    "enrolment.deferred": "attention",
    "hours.voided": "attention",
    "result.voided": "attention",
    "exemption.approved": "valid",
    "exemption.rejected": "attention",
    "exemption.revocation_proposed": "attention",
    "exemption.revoked": "stopped",
}
_WORDS: Final[dict[str, dict[str, Text]]] = {
    "status": {str(state): label for state, label in LABELS.items()},
    "withdrawal_trigger": {one.code: one.label for one in TRIGGERS.values()},
    "withdrawal_reason": {reason.code: reason.label for one in TRIGGERS.values() for reason in one.reasons},
}


class Change(msgspec.Struct, frozen=True):
    """One field of an event: what it was and what it became."""

    label: Text
    old: Any
    new: Any


class Event(msgspec.Struct, frozen=True):
    """One entry of the timeline."""

    when: datetime
    title: Text
    by: str
    body: str | None
    meaning: str
    changes: list[Change]


def events(entries: Iterable[Entry]) -> list[Event]:
    """Each entry with its title, its reason and what changed."""
    return [
        Event(
            entry.at,
            _TITLES.get(entry.kind) or Text(entry.kind),
            entry.account_name,
            entry.reason,
            _MEANINGS.get(entry.kind, "neutral"),
            [_change(field, *pair) for field, pair in entry.changes.items()],
        )
        for entry in entries
    ]


def _change(field: str, old: Any, new: Any) -> Change:
    words = _WORDS.get(field, {})
    return Change(_FIELDS.get(field) or Text(field), words.get(old, old), words.get(new, new))


def trigger_label(trigger: str | None) -> Text | None:
    """Who brought an early end about."""
    return _WORDS["withdrawal_trigger"].get(trigger or "")


def reason_label(reason: str | None) -> Text | None:
    """Why it came."""
    return _WORDS["withdrawal_reason"].get(reason or "")
