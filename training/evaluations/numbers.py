"""The numbers of an evaluation that our sources are unsure of, as they are confirmed for a day."""

from __future__ import annotations

from datetime import date
from typing import Final

from curricula.standards.data import STANDARDS
from foundation.rulebook import Parameter
from foundation.text import Text, text
from registry.parameters.queries import number, number_or_none
from registry.parameters.rules import Unsure

PUBLICITY_DAYS: Final = "evaluation.publicity_days"
RESIT_MONTHS: Final = "evaluation.resit_months"
_TITLES: Final[dict[str, Text]] = {
    PUBLICITY_DAYS: text("How long results are publicised"),
    RESIT_MONTHS: text("How long a passed component is kept for a resit"),
}
_ROWS: Final[dict[str, Parameter]] = {
    PUBLICITY_DAYS: STANDARDS.publicity_days,
    RESIT_MONTHS: STANDARDS.resit_months,
}
_UNITS: Final[dict[str, Text]] = {PUBLICITY_DAYS: text("working days"), RESIT_MONTHS: text("months")}
_EFFECTS: Final[dict[str, Text]] = {
    PUBLICITY_DAYS: text("Before it is confirmed no results are publicised."),
    RESIT_MONTHS: text("Before it is confirmed whoever resits sits every component."),
}
UNSURE: Final = [
    Unsure(
        id=identity,
        title=_TITLES[identity],
        keeper="hrss",
        document=row.document,
        article=row.article,
        confidence=row.confidence,
        proposal=row.value,
        unit=_UNITS[identity],
        effect=_EFFECTS[identity],
    )
    for identity, row in _ROWS.items()
]


async def publicity_days(day: date) -> int:
    """For how many working days results are publicised. Raises `Refused` before it is confirmed."""
    return await number(PUBLICITY_DAYS, _TITLES[PUBLICITY_DAYS], STANDARDS.publicity_days, day)


async def resit_months(day: date) -> int | None:
    """For how many months a passed component is kept; None before it is confirmed."""
    return await number_or_none(RESIT_MONTHS, STANDARDS.resit_months, day)
