"""Which condition of the standard a candidate meets. Work in several places at once counts once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

import msgspec

from curricula.eligibility.data import (
    COUNTING_MAJORS,
    ELIGIBILITY_RULES,
    Condition,
    DiplomaKind,
    EligibilityRule,
    TitleRank,
)
from curricula.occupations.data import Generation
from curricula.occupations.rules import same_or_related
from foundation.errors import Rule

_DAYS_IN_FOUR_YEARS = 1461


class Work(msgspec.Struct, frozen=True):
    """A time of work in an occupation, to its last day, or still going on."""

    occupation: str
    from_on: date
    until_on: date | None = None


class Held(msgspec.Struct, frozen=True):
    """A certificate the candidate holds."""

    occupation: str
    level: int
    issued_on: date


class Diploma(msgspec.Struct, frozen=True):
    """A diploma and its major; without a day of graduation the candidate is in the final year."""

    kind: DiplomaKind
    major: str
    graduated_on: date | None = None
    assessed: bool = False


class Title(msgspec.Struct, frozen=True):
    """A professional title 职称 that belongs to the occupation."""

    rank: TitleRank
    obtained_on: date


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """What a candidate has shown papers for."""

    age: int
    work: tuple[Work, ...] = ()
    certificates: tuple[Held, ...] = ()
    diplomas: tuple[Diploma, ...] = ()
    titles: tuple[Title, ...] = ()
    apprenticeship_completed: bool = False
    reserve_technician: bool = False
    technician_class: bool = False


class Admission(msgspec.Struct, frozen=True):
    """Whether the candidate may be assessed, the conditions met, and those that could be."""

    eligible: bool
    met: tuple[Rule, ...]
    possible: tuple[Rule, ...]


def admission(
    generation: Generation, occupation: str, level: int, candidate: Candidate, day: date
) -> Admission:
    """Weigh a candidate against every condition of the level. Whoever is banned was refused before this."""
    rules = [rule for rule in ELIGIBILITY_RULES if rule.generation == generation and rule.level == level]
    met = tuple(rule.rule for rule in rules if _met(rule, occupation, candidate, day))
    return Admission(bool(met), met, tuple(rule.rule for rule in rules))


def _met(rule: EligibilityRule, occupation: str, candidate: Candidate, day: date) -> bool:
    return any(all(_fulfils(each, occupation, candidate, day) for each in way) for way in rule.ways)


def _fulfils(condition: Condition, occupation: str, candidate: Candidate, day: date) -> bool:
    return _CHECKS[condition.kind](condition, occupation, candidate, day)


Check = Callable[[Condition, str, Candidate, date], bool]


def _certificate(condition: Condition, occupation: str, candidate: Candidate, day: date) -> bool:
    """Held, and where years are asked for, so much work since the day it was issued."""
    return any(
        not condition.years or worked_years(occupation, candidate.work, held.issued_on, day, condition.years)
        for held in _certificates(condition, occupation, candidate, day)
    )


def _certificate_age(condition: Condition, occupation: str, candidate: Candidate, day: date) -> bool:
    """Held for so long, whether there was work or not."""
    least = _days(condition.years)
    held = _certificates(condition, occupation, candidate, day)
    return any((day - each.issued_on).days >= least for each in held)


def _certificates(condition: Condition, occupation: str, candidate: Candidate, day: date) -> Iterable[Held]:
    return (
        held
        for held in candidate.certificates
        if held.level == condition.level
        and held.issued_on <= day
        and same_or_related(occupation, held.occupation)
    )


def _diploma(condition: Condition, occupation: str, candidate: Candidate, day: date) -> bool:
    return any(_counts(diploma, condition, day) for diploma in candidate.diplomas)


def _counts(diploma: Diploma, condition: Condition, day: date) -> bool:
    if diploma.kind not in condition.diplomas or diploma.major not in COUNTING_MAJORS:
        return False
    if condition.assessed and not diploma.assessed:
        return False
    return condition.final_year if diploma.graduated_on is None else diploma.graduated_on <= day


def _title(condition: Condition, occupation: str, candidate: Candidate, day: date) -> bool:
    return any(
        title.rank == condition.rank
        and worked_years(occupation, candidate.work, title.obtained_on, day, condition.years)
        for title in candidate.titles
    )


def _work(condition: Condition, occupation: str, candidate: Candidate, day: date) -> bool:
    return worked_years(occupation, candidate.work, date.min, day, condition.years)


def _working(condition: Condition, occupation: str, candidate: Candidate, day: date) -> bool:
    return any(
        same_or_related(occupation, work.occupation)
        and work.from_on <= day
        and (work.until_on is None or day <= work.until_on)
        for work in candidate.work
    )


_CHECKS: dict[str, Check] = {
    "age": lambda condition, _, candidate, __: candidate.age >= condition.years,
    "work": _work,
    "working": _working,
    "apprenticeship": lambda _, __, candidate, ___: candidate.apprenticeship_completed,
    "certificate": _certificate,
    "certificate_age": _certificate_age,
    "diploma": _diploma,
    "title": _title,
    "reserve_technician": lambda _, __, candidate, ___: candidate.reserve_technician,
    "technician_class": lambda _, __, candidate, ___: candidate.technician_class,
}


def worked_years(occupation: str, work: Iterable[Work], since: date, day: date, years: int) -> bool:
    """Whether work in this or a related occupation, from `since` to `day`, adds up to so many years."""
    spans = [
        (max(each.from_on, since), min(each.until_on or day, day))
        for each in work
        if same_or_related(occupation, each.occupation)
    ]
    return days_covered(spans) >= _days(years)


def days_covered(spans: Iterable[tuple[date, date]]) -> int:
    """How many days the spans cover together, first and last included; shared days count once."""
    total, reached = 0, date.min
    for first, last in sorted(spans):
        begin = max(first, reached + timedelta(days=1))
        if begin <= last:
            total += (last - begin).days + 1
            reached = last
    return total


def _days(years: int) -> int:
    """As many days as so many calendar years have at least."""
    return years * _DAYS_IN_FOUR_YEARS // 4
