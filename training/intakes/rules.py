"""Which figures of an intake can be entered, and how far a plan was filled."""

from __future__ import annotations

from datetime import date

from curricula.occupations.data import PROGRAMMES
from foundation.errors import FieldProblem
from foundation.text import text

#: The first year of which figures are kept here.
EARLIEST = 2015
MOST = 20_000


def figure_problems(
    programme_code: str, year: int, planned: int, admitted: int | None, today: date
) -> list[FieldProblem]:
    """Everything that is wrong; a plan may be made for the coming year, nobody came in a year to come."""
    problems = []
    if programme_code not in PROGRAMMES:
        problems.append(FieldProblem("programme", text("Please choose from the list.")))
    if not EARLIEST <= year <= today.year + 1:
        said = text("Plans are kept for {first} to {last}.", first=EARLIEST, last=today.year + 1)
        problems.append(FieldProblem("year", said))
    elif year > today.year and admitted is not None:
        problems.append(FieldProblem("admitted", text("Nobody has come yet in a year that has not begun.")))
    problems += [
        FieldProblem(field, text("Write a whole number from 0 to {most}.", most=MOST))
        for field, value in (("planned", planned), ("admitted", admitted))
        if value is not None and not 0 <= value <= MOST
    ]
    return problems


def share_filled(planned: int, admitted: int | None) -> int | None:
    """How many per cent of the plan came, rounded down; None while there is no plan or no count."""
    return None if admitted is None or planned == 0 else admitted * 100 // planned
