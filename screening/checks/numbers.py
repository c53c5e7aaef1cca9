"""The terms of hiring of which our sources are unsure, as they are confirmed; else the stricter hold."""

from __future__ import annotations

from datetime import date
from typing import Final

from foundation.text import text
from registry.parameters.queries import confirmations_on
from registry.parameters.rules import Advisory, Unsure
from screening.checks.data import CLOCKS
from screening.checks.rules import AGE, SEALED, Terms

_FILE: Final = "screening/checks/data/clocks.toml"
UNSURE: Final = [
    Unsure(
        id=AGE.id,
        title=AGE.title,
        keeper="health_commission",
        document=AGE.document,
        article=AGE.article,
        confidence=AGE.confidence,
        proposal=CLOCKS["pre_hire_age"].value,
        unit=text("days"),
        effect=text("Before it is confirmed somebody is hired on the day of the answer only."),
        row=f"{_FILE}#pre_hire_age",
    ),
    Unsure(
        id=SEALED.id,
        title=SEALED.title,
        keeper="health_commission",
        document=SEALED.document,
        article=SEALED.article,
        confidence=SEALED.confidence,
        effect=text("Before it is confirmed such an answer permits neither hiring nor a placement."),
        row=f"{_FILE}#sealed_permits",
    ),
]
ADVISORY: Final = [
    Advisory(
        row=f"{_FILE}#answer",
        use="sorts",
        title=text("Until when public security is expected to answer"),
        reason=text("It sorts the work list; without an answer nobody is hired, however long it takes."),
    ),
    Advisory(
        row=f"{_FILE}#yearly_month",
        use="reminds",
        title=text("Until when the staff of a year are asked about"),
        document=CLOCKS["yearly_month"].document,
        reason=text("The law asks for it every year; the month only reminds."),
    ),
]


async def terms(day: date) -> Terms:
    """What is confirmed on that day."""
    agreed = await confirmations_on(day)
    age = agreed.get(AGE.id)
    return Terms(SEALED.id in agreed, age.value or 0 if age else 0)
