"""The numbers of an evaluation that our sources are unsure of, as they are confirmed for a day."""

from __future__ import annotations

from datetime import date
from typing import Final

from curricula.standards.data import STANDARDS
from foundation.rulebook import Parameter
from foundation.text import Text, text
from registry.calendars.queries import settled_calendars
from registry.parameters.queries import number, number_or_none
from registry.parameters.rules import Unsure
from training.evaluations.rules import Term

PUBLICITY_DAYS: Final = "evaluation.publicity_days"
RESIT_MONTHS: Final = "evaluation.resit_months"
ASSESSORS_LEAST: Final = "evaluation.assessors_least"
ASSESSORS_EACH: Final = "evaluation.assessors_each"
TOLERANCE: Final = "evaluation.mark_tolerance"
_TITLES: Final[dict[str, Text]] = {
    PUBLICITY_DAYS: text("How long results are publicised"),
    RESIT_MONTHS: text("How long a passed component is kept for a resit"),
    ASSESSORS_LEAST: text("The least number of assessors of a practical examination"),
    ASSESSORS_EACH: text("Candidates for each assessor of a practical examination"),
    TOLERANCE: text("How far the marks of two assessors may lie apart"),
}


def _part(value: int) -> Parameter:
    """One of the two numbers of a ratio, under the same citation."""
    row = STANDARDS.assessors
    return Parameter(
        value=value,
        document=row.document,
        article=row.article,
        confidence=row.confidence,
        needs_confirm=row.needs_confirm,
    )


_ROWS: Final[dict[str, Parameter]] = {
    PUBLICITY_DAYS: STANDARDS.publicity_days,
    RESIT_MONTHS: STANDARDS.resit_months,
    ASSESSORS_LEAST: _part(STANDARDS.assessors.least),
    ASSESSORS_EACH: _part(STANDARDS.assessors.candidates_each or 0),
    TOLERANCE: STANDARDS.mark_tolerance,
}
_UNITS: Final[dict[str, Text]] = {
    PUBLICITY_DAYS: text("working days"),
    RESIT_MONTHS: text("months"),
    ASSESSORS_LEAST: text("persons"),
    ASSESSORS_EACH: text("candidates"),
    TOLERANCE: text("points"),
}
_FILE: Final = "curricula/standards/data/assessments.toml"
_PLACES: Final = {
    PUBLICITY_DAYS: f"{_FILE}#publicity_days",
    RESIT_MONTHS: f"{_FILE}#resit_months",
    ASSESSORS_LEAST: f"{_FILE}#assessors",
    ASSESSORS_EACH: f"{_FILE}#assessors",
    TOLERANCE: f"{_FILE}#mark_tolerance",
}
_EFFECTS: Final[dict[str, Text]] = {
    PUBLICITY_DAYS: text("Before it is confirmed no results are publicised."),
    RESIT_MONTHS: text("Before it is confirmed whoever resits sits every component."),
    ASSESSORS_LEAST: text("Before it is confirmed two assessors are enough."),
    ASSESSORS_EACH: text("Before it is confirmed two assessors are enough."),
    TOLERANCE: text("Before it is confirmed every difference is settled by a third person."),
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
        row=_PLACES[identity],
    )
    for identity, row in _ROWS.items()
]


async def publicity_term(day: date) -> Term:
    """For how many working days results are publicised. Raises `Refused` before it is confirmed."""
    days = await number(PUBLICITY_DAYS, _TITLES[PUBLICITY_DAYS], STANDARDS.publicity_days, day)
    return Term(days, await settled_calendars(day))


async def term_under_way(begins: date, day: date) -> Term | None:
    """The days that held when a publicity began, with the calendars of `day`; None where none held."""
    days = await number_or_none(PUBLICITY_DAYS, STANDARDS.publicity_days, begins)
    return None if days is None else Term(days, await settled_calendars(day))


async def resit_months(day: date) -> int | None:
    """For how many months a passed component is kept; None before it is confirmed."""
    return await number_or_none(RESIT_MONTHS, STANDARDS.resit_months, day)


async def assessors_least(day: date) -> int | None:
    """How many assessors there are at least; None before it is confirmed."""
    return await number_or_none(ASSESSORS_LEAST, _ROWS[ASSESSORS_LEAST], day)


async def assessors_each(day: date) -> int | None:
    """For how many candidates one assessor is enough; None before it is confirmed."""
    return await number_or_none(ASSESSORS_EACH, _ROWS[ASSESSORS_EACH], day)


async def tolerance(day: date) -> int:
    """How far two marks may lie apart; 0 before it is confirmed."""
    return await number_or_none(TOLERANCE, STANDARDS.mark_tolerance, day) or 0
