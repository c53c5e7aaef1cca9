"""The years whose calendar counts: sure ones, and those that two persons have confirmed."""

from __future__ import annotations

from datetime import date
from typing import Final

from foundation.text import text
from registry.parameters.queries import confirmed_on
from registry.parameters.rules import Unsure
from registry.working_days.data import YEARS

_YEARS: Final = {f"calendar.{year.year}": year for year in YEARS.values() if year.confidence == "U"}
_SURE: Final = frozenset(year for year, row in YEARS.items() if row.confidence != "U")
UNSURE: Final = [
    Unsure(
        id=identity,
        title=text("Public holidays and worked weekends of {year}", year=row.year),
        keeper="hrss",
        document=row.document,
        article=row.article,
        confidence=row.confidence,
        effect=text(
            "Before it is confirmed a day counts only if no public holiday can fall on it: a publicity"
            " becomes longer and never shorter."
        ),
        row=f"registry/working_days/data/calendar.toml#years.{row.year}",
    )
    for identity, row in _YEARS.items()
]


async def settled_years(day: date) -> frozenset[int]:
    """The years whose calendar counts on that day."""
    confirmed = await confirmed_on(day)
    return _SURE | {row.year for identity, row in _YEARS.items() if identity in confirmed}
