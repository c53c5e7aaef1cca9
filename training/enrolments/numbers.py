"""How long an enrolment may rest: a number that our source is unsure of."""

from __future__ import annotations

from typing import Final

from foundation.text import text
from registry.parameters.rules import Unsure
from training.enrolments.data import LONGEST_DEFERRAL

LONGEST: Final = "enrolment.longest_deferral"
UNSURE: Final = [
    Unsure(
        id=LONGEST,
        title=text("How long an enrolment may be deferred"),
        keeper="hrss",
        document=LONGEST_DEFERRAL.document,
        article=LONGEST_DEFERRAL.article,
        confidence=LONGEST_DEFERRAL.confidence,
        proposal=LONGEST_DEFERRAL.value,
        unit=text("months"),
        effect=text("Before it is confirmed a deferral has no longest time."),
        row="training/enrolments/data/rules.toml#longest_deferral",
    )
]
