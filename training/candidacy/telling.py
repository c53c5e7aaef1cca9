"""What is written about a candidate's evidence, in the words of the person's history."""

from __future__ import annotations

from typing import Final

from foundation.text import text
from training.candidacy.rules import KIND_LABELS

TITLES: Final = {
    "evidence.entered": text("Evidence entered"),
    "evidence.seen": text("Original seen"),
    "evidence.voided": text("Evidence set aside"),
    "evidence.scan_opened": text("Scan of evidence opened"),
}
FIELDS: Final = {"evidence.paper": text("Paper"), "evidence.seen": text("Original seen")}
WORDS: Final = {"evidence.kind": {str(kind): label for kind, label in KIND_LABELS.items()}}
