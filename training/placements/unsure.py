"""What of a placement our sources are unsure of, and why it stops nobody."""

from __future__ import annotations

from typing import Final

from foundation.text import text
from registry.parameters.rules import Advisory
from training.placements.data import PARAMETERS

ADVISORY: Final = [
    Advisory(
        row="training/placements/data/placement_rules.toml#parameters.record_check_days",
        title=text("How old a record check may be on the first day of a placement"),
        document=PARAMETERS.record_check_days.document,
        reason=text("It warns; what decides is that the host has asked and the answer permits it."),
    ),
    Advisory(
        row="training/pledges/data/pledges.toml#pledges.*",
        title=text("Headings of the pledge of conduct"),
        document="托育从业人员职业行为准则（试行）",
        reason=text(
            "What is signed is kept word for word; to sign it is asked for by the placement's own rule."
        ),
    ),
]
