"""Which components a level asks for, and how many persons an examination needs."""

from __future__ import annotations

from curricula.occupations.rules import edition as edition_of
from curricula.occupations.rules import offers, standard_rule
from curricula.standards.data import STANDARDS, Component, Staffing
from foundation.errors import Refused
from foundation.text import text


def components(occupation: str, edition: str, level: int) -> tuple[Component, ...]:
    """What is examined; a level the edition does not have is refused."""
    if offers(occupation, edition, level):
        for found in STANDARDS.assessments:
            if occupation in found.occupations and edition in found.editions and level in found.levels:
                return found.components
    raise Refused(
        text("The standard {edition} has no level {level}.", edition=edition, level=level),
        rule=standard_rule(occupation, edition_of(occupation, edition)),
    )


def persons_needed(staffing: Staffing, candidates: int) -> int:
    """At least the least, and one for each group of candidates."""
    groups = -(-candidates // staffing.candidates_each) if staffing.candidates_each else 0
    return max(staffing.least, groups)


def committee_complete(persons: int) -> bool:
    """A committee has an odd number of persons, so that it always decides."""
    return persons >= STANDARDS.committee.least and persons % 2 == 1
