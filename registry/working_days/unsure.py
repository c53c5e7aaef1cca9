"""The shipped years whose calendar counts: sure ones, and those that two persons have confirmed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from foundation.text import text
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


def confirmed_years(confirmed: Collection[str]) -> frozenset[int]:
    """The years whose shipped calendar counts, given the identities of everything that is confirmed."""
    return _SURE | {row.year for identity, row in _YEARS.items() if identity in confirmed}


def identity_of(year: int) -> str:
    """By which name a shipped year waits to be confirmed; empty for a sure one or an unknown one."""
    return next((identity for identity, row in _YEARS.items() if row.year == year), "")
