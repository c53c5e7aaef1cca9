"""What of a placement our sources are unsure of: until it is confirmed the stricter holds."""

from __future__ import annotations

from datetime import date
from typing import Final

from foundation.text import text
from registry.parameters.queries import number_or_none
from registry.parameters.rules import Unsure
from training.placements.data import CHECK_AGE, PARAMETERS

UNSURE: Final = [
    Unsure(
        id=CHECK_AGE.id,
        title=CHECK_AGE.title,
        keeper="health_commission",
        document=CHECK_AGE.document,
        article=CHECK_AGE.article,
        confidence=CHECK_AGE.confidence,
        proposal=PARAMETERS.record_check_days.value,
        unit=text("days"),
        effect=text("Before it is confirmed a placement begins on the day of the answer only."),
        row="training/placements/data/placement_rules.toml#parameters.record_check_days",
    )
]


async def longest_check_age(day: date) -> int | None:
    """How many days old the answer may be on the first day; None before it is confirmed."""
    return await number_or_none(CHECK_AGE.id, PARAMETERS.record_check_days, day)
