"""What is missing to a rule on a day, in words: which condition, and by how much."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Final

from curricula.eligibility.data import Condition, EligibilityRule, TitleRank
from curricula.eligibility.rules.candidates import Candidate, Diploma
from curricula.eligibility.rules.days import (
    FOREVER,
    anniversary,
    days_to_go,
    first_day,
    holds_on,
)
from curricula.eligibility.rules.holding import (
    counting_certificates,
    counting_work,
    spans,
    way_spans,
)
from curricula.eligibility.rules.rulesets import RuleSet
from curricula.occupations.data import LEVELS
from foundation.text import Text, text

_TITLES: Final[dict[TitleRank, Text]] = {
    "junior": text("There is no junior professional title."),
    "intermediate": text("There is no intermediate professional title."),
    "senior": text("There is no senior professional title."),
}


def missing(rule: EligibilityRule, rules: RuleSet, candidate: Candidate, day: date) -> tuple[Text, ...]:
    """What is missing to the nearest of the rule's ways."""
    if not rule.in_force(day):
        return (text("The rule is not in force on this day."),)
    nearest = min(rule.ways, key=lambda way: _distance(way, rules, candidate, day))
    return tuple(_say(each, rules, candidate, day) for each in _unmet(nearest, rules, candidate, day))


def _distance(
    way: tuple[Condition, ...], rules: RuleSet, candidate: Candidate, day: date
) -> tuple[date, int, int]:
    """How far off a way is: the day it is met, the conditions open, and how little the diplomas fit."""
    unmet = _unmet(way, rules, candidate, day)
    fit = sum(_nearest_diploma(each, rules, candidate, day)[0] for each in unmet if each.kind == "diploma")
    return first_day(way_spans(way, rules, candidate), day) or FOREVER, len(unmet), -fit


def _unmet(way: Iterable[Condition], rules: RuleSet, candidate: Candidate, day: date) -> list[Condition]:
    return [each for each in way if not holds_on(spans(each, rules, candidate), day)]


def _say(condition: Condition, rules: RuleSet, candidate: Candidate, day: date) -> Text:
    return _SAYS[condition.kind](condition, rules, candidate, day)


def _age(condition: Condition, rules: RuleSet, candidate: Candidate, day: date) -> Text:
    if candidate.birth_date is None:
        return text("The date of birth is missing.")
    turns = anniversary(candidate.birth_date, condition.years)
    return text("Not yet {years} years old; that is on {day}.", years=condition.years, day=turns)


def _work(condition: Condition, rules: RuleSet, candidate: Candidate, day: date) -> Text:
    return text(
        "Too little work in this or a related occupation: {years} full years are asked for;"
        " days missing: {short}.",
        years=condition.years,
        short=_short(condition.years, rules, candidate, date.min, day),
    )


def _short(years: int, rules: RuleSet, candidate: Candidate, since: date, day: date) -> int:
    return days_to_go(counting_work(rules, candidate, since), years, day)


def _working(condition: Condition, rules: RuleSet, candidate: Candidate, day: date) -> Text:
    return text("There is no work in this or a related occupation on this day.")


def _certificate(condition: Condition, rules: RuleSet, candidate: Candidate, day: date) -> Text:
    held = sorted(each.issued_on for each in counting_certificates(condition.level, rules, candidate))
    level = LEVELS[condition.level].label
    if not held:
        return text("There is no certificate of {level} in this or a related occupation.", level=level)
    if held[0] > day:
        return text("The certificate of {level} is issued on {day} only.", level=level, day=held[0])
    return text(
        "Too little work since the certificate of {level} of {day}: {years} full years are asked for;"
        " days missing: {short}.",
        level=level,
        day=held[0],
        years=condition.years,
        short=_short(condition.years, rules, candidate, held[0], day),
    )


def _certificate_age(condition: Condition, rules: RuleSet, candidate: Candidate, day: date) -> Text:
    held = sorted(each.issued_on for each in counting_certificates(condition.level, rules, candidate))
    if not held or held[0] > day:
        return _certificate(condition, rules, candidate, day)
    return text(
        "The certificate of {level} is not yet {years} years old; that is on {day}.",
        level=LEVELS[condition.level].label,
        years=condition.years,
        day=anniversary(held[0], condition.years),
    )


def _title(condition: Condition, rules: RuleSet, candidate: Candidate, day: date) -> Text:
    granted = sorted(each.granted_on for each in candidate.titles if each.rank == condition.rank)
    if not granted:
        return _TITLES[condition.rank]
    if granted[0] > day:
        return text("The professional title is granted on {day} only.", day=granted[0])
    return text(
        "Too little work since the professional title of {day}: {years} full years are asked for;"
        " days missing: {short}.",
        day=granted[0],
        years=condition.years,
        short=_short(condition.years, rules, candidate, granted[0], day),
    )


def _diploma(condition: Condition, rules: RuleSet, candidate: Candidate, day: date) -> Text:
    return _nearest_diploma(condition, rules, candidate, day)[1]


def _nearest_diploma(
    condition: Condition, rules: RuleSet, candidate: Candidate, day: date
) -> tuple[int, Text]:
    """Of several diplomas the one that comes nearest is spoken of."""
    said = [_of_diploma(each, condition, rules, day) for each in candidate.diplomas]
    return max(said, key=lambda each: each[0], default=(0, _NO_DIPLOMA))


_NO_DIPLOMA: Final = text("There is no diploma of a kind that this rule names.")


def _of_diploma(diploma: Diploma, condition: Condition, rules: RuleSet, day: date) -> tuple[int, Text]:
    """How near it comes, and what is wrong with it."""
    if diploma.kind not in condition.diplomas:
        return 0, _NO_DIPLOMA
    if not condition.any_major and not rules.has_major(diploma.kind, diploma.major):
        said = text("The major {major} counts neither as the occupation's own nor as a related one.",
                    major=diploma.major)  # fmt: skip
        return 1, said
    if condition.assessed and not diploma.assessed:
        return 2, text("Nothing shows that the school's programme was assessed for this level.")
    if diploma.graduated_on is not None:
        return 4, text("The diploma is granted on {day} only.", day=diploma.graduated_on)
    if condition.final_year:
        return 3, text("The studies are neither completed nor in their final year.")
    return 3, text("The studies are not completed; the final year is not enough for this rule.")


def _apprenticeship(condition: Condition, rules: RuleSet, candidate: Candidate, day: date) -> Text:
    return text("There is no completed apprenticeship in this or a related occupation.")


def _reserve(condition: Condition, rules: RuleSet, candidate: Candidate, day: date) -> Text:
    return text("There is no reserve technician's certificate in this or a related occupation.")


def _technician_class(condition: Condition, rules: RuleSet, candidate: Candidate, day: date) -> Text:
    return text("Not a student of a technician class on this day.")


_SAYS: Final[dict[str, Callable[[Condition, RuleSet, Candidate, date], Text]]] = {
    "age": _age,
    "work": _work,
    "working": _working,
    "apprenticeship": _apprenticeship,
    "certificate": _certificate,
    "certificate_age": _certificate_age,
    "diploma": _diploma,
    "title": _title,
    "reserve_technician": _reserve,
    "technician_class": _technician_class,
}
