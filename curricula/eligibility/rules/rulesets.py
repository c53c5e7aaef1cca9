"""The conditions of a level and what counts for them; whatever is unsure stays out until it is confirmed."""

from __future__ import annotations

from functools import cache
from itertools import chain

import msgspec

from curricula.eligibility.data import (
    ALIASES,
    ELIGIBILITY_RULES,
    MAJORS,
    NOTHING,
    RELATED,
    SCHOOLS,
    Confirmed,
    DiplomaKind,
    EligibilityRule,
    School,
    effective,
)
from curricula.occupations.data import LEVELS, OCCUPATIONS, PROGRAMMES, Edition, Generation, occupation
from curricula.occupations.rules import edition, standard_rule
from foundation.errors import Refused
from foundation.text import text


class RuleSet(msgspec.Struct, frozen=True):
    """The rules of one level, the occupations that count, and the majors that do by kind of school."""

    rules: tuple[EligibilityRule, ...]
    occupations: frozenset[str]
    majors: dict[School, frozenset[str]]

    def counts(self, occupation: str) -> bool:
        """Whether work or a certificate there counts."""
        return occupation in self.occupations

    def has_major(self, kind: DiplomaKind, major: str) -> bool:
        """Whether the major is this or a related one for a diploma of that kind."""
        return any(major in self.majors[school] for school in SCHOOLS[kind])


def rules_of(occupation: str, edition_name: str, level: int, confirmed: Confirmed = NOTHING) -> RuleSet:
    """The rules by which candidates are admitted. Raises `NotFound`, `Refused` for an unconfirmed edition."""
    standard = edition(occupation, edition_name)
    if not effective(edition_id(occupation, standard), standard, confirmed):
        said = text("The content of the edition {edition} has not been confirmed.", edition=standard.edition)
        raise Refused(
            said,
            remedy=text("An administrator confirms it against the published standard."),
            rule=standard_rule(occupation, standard),
        )
    if standard.levels and level not in standard.levels:
        raise Refused(
            text("This edition has no such level: {level}.", level=LEVELS[level].label),
            rule=standard_rule(occupation, standard),
        )
    return rule_set(standard.generation, occupation, level, confirmed)


@cache
def rule_set(generation: Generation, occupation: str, level: int, confirmed: Confirmed = NOTHING) -> RuleSet:
    """The conditions of a generation for an occupation, whether an edition uses them yet or not."""
    rules = tuple(
        rule
        for rule in ELIGIBILITY_RULES
        if (rule.generation, rule.level) == (generation, level) and effective(rule.id, rule, confirmed)
    )
    return RuleSet(rules, _occupations(occupation, confirmed), _majors(occupation, confirmed))


def edition_id(code: str, standard: Edition) -> str:
    """By which name an edition is confirmed."""
    return f"{code}/{standard.edition}"


def _occupations(code: str, confirmed: Confirmed) -> frozenset[str]:
    near = (row.names for row in RELATED if code in row.of and effective(row.id, row, confirmed))
    return frozenset({code, *occupation(code).related, *chain.from_iterable(near)})


def _majors(code: str, confirmed: Confirmed) -> dict[School, frozenset[str]]:
    rows = [row for row in MAJORS if code in row.occupations and effective(row.id, row, confirmed)]
    schools: tuple[School, ...] = ("secondary", "higher_vocational", "bachelor")
    return {
        school: frozenset(name for row in rows if row.school in (None, school) for name in row.names)
        for school in schools
    }


def occupation_called(written: str) -> str:
    """The code of an occupation, or the name by which the lists know it; anything else stays as it is."""
    return ALIASES.get(written) or _CODES.get(written, written)


def major_called(written: str, confirmed: Confirmed = NOTHING) -> str:
    """The name of a major; the code of a programme stands for its name if the code is sure."""
    programme = PROGRAMMES.get(written)
    if programme and effective(programme.code, programme, confirmed):
        return programme.zh
    return written


_CODES = {
    name: one.code
    for one in OCCUPATIONS.values()
    for name in (one.code, one.zh, *(standard.zh for standard in one.editions))
}
