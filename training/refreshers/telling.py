"""What is written about refreshers, in the words of the person's history."""

from __future__ import annotations

from typing import Final

from curricula.outlines.data import KIND_LABELS
from foundation.text import text
from training.refreshers.rules import SUBJECTS

TITLES: Final = {
    "refresher.recorded": text("Refresher recorded"),
    "refresher.voided": text("Refresher struck out"),
}
FIELDS: Final = {"refresher.subject": text("Subject"), "refresher.held_on": text("Date")}
WORDS: Final = {"refresher.subject": {one: KIND_LABELS[one] for one in SUBJECTS}}
