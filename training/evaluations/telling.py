"""The history of sessions and entries in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from curricula.standards.data import COMPONENT_LABELS
from foundation.history import Entry
from foundation.text import Text, text
from training.enrolments.telling import Change, Event
from training.evaluations.rules import ENTRY_LABELS, SESSION_LABELS
from training.objections.rules import REMEDIES

_TITLES: Final = {
    "session.planned": text("Session planned"),
    "session.opened": text("Opened for candidates"),
    "session.held": text("Examination held"),
    "session.scores_read": text("Score sheet read"),
    "session.scores_entered": text("Score sheet entered"),
    "session.scores_discarded": text("Score sheet set aside"),
    "session.publicised": text("Results publicised"),
    "session.publicity_lengthened": text("Publicity lengthened"),
    "session.corrected": text("Result corrected"),
    "session.confirmed": text("Results confirmed"),
    "session.plan_submitted": text("Plan submitted"),
    "session.plan_filed": text("Plan put on file"),
    "session.plan_returned": text("Plan returned"),
    "session.room_added": text("Room added"),
    "session.room_removed": text("Room removed"),
    "session.seated": text("Seats arranged"),
    "session.appointed": text("Somebody appointed"),
    "session.dismissed": text("Duty taken away"),
    "session.declared": text("Pupils and relatives declared"),
    "session.marks_given": text("Marks given"),
    "session.incident": text("Incident recorded"),
    "session.objection": text("Objection recorded"),
    "session.objection_answered": text("Objection answered"),
    "session.objection_carried_out": text("Upheld objection carried out"),
    "session.key_entered": text("Key of a paper entered"),
    "session.key_agreed": text("Key of a paper agreed to"),
    "session.key_rejected": text("Key of a paper rejected"),
    "session.papers_read": text("Sheet of answers read"),
    "session.papers_taken": text("Sheet of answers kept"),
    "session.papers_discarded": text("Sheet of answers set aside"),
    "session.paper_set_aside": text("Paper of a candidate set aside"),
    "session.alarm_looked_at": text("Somebody looked at an alarm"),
    "session.alarm_set_aside": text("Alarm set aside after a second look"),
    "session.archived": text("Session archived"),
    "session.archive_opened": text("Archive opened"),
    "entry.decided": text("Admission decided"),
    "entry.kept": text("Component kept from an earlier session"),
    "entry.settled": text("Two marks settled"),
    "entry.annulled": text("Result annulled"),
    "entry.absence_contested": text("An absence is said to be a mistake"),
    "entry.absence_taken_back": text("Absence taken back"),
    "entry.absence_stands": text("The absence stands"),
    "entry.scored": text("Scores entered"),
    "entry.confirmed": text("Result confirmed"),
}
_MEANINGS: Final = {
    "session.confirmed": "valid",
    "session.corrected": "attention",
    "session.publicity_lengthened": "attention",
}
_FIELDS: Final[dict[str, Text]] = {
    **{str(kind): label for kind, label in COMPONENT_LABELS.items()},
    "status": text("Status"),
    "code": text("Code"),
    "held_on": text("Day of the examination"),
    "publicised_until": text("Publicised until"),
    "calendar": text("Working calendar"),
    "rows": text("Rows"),
    "scored": text("Scored"),
    "rejected": text("Left out"),
    "passed": text("Passed"),
    "failed": text("Did not pass"),
    "ticket_no": text("Ticket number"),
    "eligibility_rule": text("Rule"),
    "candidates": text("Candidates"),
    "filing_no": text("Filing number"),
    "room": text("Room"),
    "seats": text("Seats"),
    "person": text("Person"),
    "duty": text("Duty"),
    "component": text("Component"),
    "incident": text("What went wrong"),
    "verdict": text("Decision"),
    "remedy": text("How it is put right"),
    "archive": text("Hash of the archive"),
    "settled": text("Marks"),
    "paper": text("Version of the paper"),
    "items": text("Items"),
    "papers": text("Papers"),
    "alarm": text("Alarm"),
    "tickets": text("Ticket numbers"),
}
_SESSION: Final = {str(state): label for state, label in SESSION_LABELS.items()}
_ENTRY: Final = {str(state): label for state, label in ENTRY_LABELS.items()}


_WORDS: Final = {
    "remedy": REMEDIES,
    "verdict": {
        "upheld": text("upheld"),
        "rejected": text("rejected"),
    },
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
            [_change(entry.kind, field, *pair) for field, pair in entry.changes.items()],
        )
        for entry in entries
    ]


def _change(kind: str, field: str, old: Any, new: Any) -> Change:
    words: dict[str, Text] = {}
    if field == "status":
        words = _SESSION if kind.startswith("session.") else _ENTRY
    if field in COMPONENT_LABELS:
        words = {"absent": text("Absent")}
    if field in _WORDS:
        words = _WORDS[field]
    return Change(_FIELDS.get(field, Text(field)), words.get(old, old), words.get(new, new))
