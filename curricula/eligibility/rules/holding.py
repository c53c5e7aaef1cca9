"""When each condition holds for a candidate; nothing but its data says what it asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import reduce

from curricula.eligibility.data import Condition, EligibilityRule
from curricula.eligibility.rules.candidates import Candidate, Diploma, Held
from curricula.eligibility.rules.days import (
    FOREVER,
    Span,
    anniversary,
    common,
    ever_since,
    merged,
    years_behind,
)
from curricula.eligibility.rules.rulesets import RuleSet

Spans = tuple[Span, ...]
_ALWAYS: Spans = ((date.min, FOREVER),)


def rule_spans(rule: EligibilityRule, rules: RuleSet, candidate: Candidate) -> Spans:
    """When the rule is met: one of its ways in full, while the rule holds."""
    ways = merged(span for way in rule.ways for span in way_spans(way, rules, candidate))
    return common(ways, _in_force(rule)) if rule.effective_from or rule.effective_to else ways


def _in_force(rule: EligibilityRule) -> Spans:
    end = rule.effective_to + timedelta(days=1) if rule.effective_to else FOREVER
    return ((rule.effective_from or date.min, end),)


def way_spans(way: Iterable[Condition], rules: RuleSet, candidate: Candidate) -> Spans:
    """When every condition of a way holds."""
    return reduce(common, (spans(each, rules, candidate) for each in way), _ALWAYS)


def spans(condition: Condition, rules: RuleSet, candidate: Candidate) -> Spans:
    """When the condition holds."""
    return _HOLDS[condition.kind](condition, rules, candidate)


def _age(condition: Condition, rules: RuleSet, candidate: Candidate) -> Spans:
    born = candidate.birth_date
    return ever_since(anniversary(born, condition.years)) if born else ()


def _work(condition: Condition, rules: RuleSet, candidate: Candidate) -> Spans:
    return worked(condition.years, rules, candidate, date.min)


def _working(condition: Condition, rules: RuleSet, candidate: Candidate) -> Spans:
    return merged(counting_work(rules, candidate, date.min))


def _certificate(condition: Condition, rules: RuleSet, candidate: Candidate) -> Spans:
    """Held, and where years are asked for, so much work since the day it was issued."""
    held = counting_certificates(condition.level, rules, candidate)
    if not condition.years:
        return merged(span for each in held for span in ever_since(each.issued_on))
    return merged(span for each in held for span in worked(condition.years, rules, candidate, each.issued_on))


def _certificate_age(condition: Condition, rules: RuleSet, candidate: Candidate) -> Spans:
    """Held for so long, whether there was work or not."""
    held = counting_certificates(condition.level, rules, candidate)
    days = (anniversary(each.issued_on, condition.years) for each in held)
    return merged(span for day in days for span in ever_since(day))


def _title(condition: Condition, rules: RuleSet, candidate: Candidate) -> Spans:
    granted = (title.granted_on for title in candidate.titles if title.rank == condition.rank)
    return merged(span for day in granted for span in worked(condition.years, rules, candidate, day))


def _diploma(condition: Condition, rules: RuleSet, candidate: Candidate) -> Spans:
    fitting = (each for each in candidate.diplomas if diploma_fits(each, condition, rules))
    return merged(span for each in fitting for span in _graduate(each, condition))


def _graduate(diploma: Diploma, condition: Condition) -> Spans:
    since = ever_since(diploma.graduated_on)
    return (*since, *ever_since(diploma.final_year_since)) if condition.final_year else since


def diploma_fits(diploma: Diploma, condition: Condition, rules: RuleSet) -> bool:
    """Whether kind, major and assessment are those asked for, whenever it is granted."""
    return (
        diploma.kind in condition.diplomas
        and (condition.any_major or rules.has_major(diploma.kind, diploma.major))
        and (diploma.assessed or not condition.assessed)
    )


def _apprenticeship(condition: Condition, rules: RuleSet, candidate: Candidate) -> Spans:
    return ever_since(candidate.apprenticeship_completed_on)


def _reserve(condition: Condition, rules: RuleSet, candidate: Candidate) -> Spans:
    return ever_since(candidate.reserve_technician_on)


def _technician_class(condition: Condition, rules: RuleSet, candidate: Candidate) -> Spans:
    since = candidate.technician_class_since
    return merged([(since, candidate.technician_class_until or FOREVER)]) if since else ()


_HOLDS: dict[str, Callable[[Condition, RuleSet, Candidate], Spans]] = {
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


def worked(years: int, rules: RuleSet, candidate: Candidate, since: date) -> Spans:
    """When the work that counts adds up to full years since that day."""
    return ever_since(years_behind(counting_work(rules, candidate, since), years))


def counting_work(rules: RuleSet, candidate: Candidate, since: date) -> list[Span]:
    """The times of work in this or a related occupation since that day."""
    return [
        (max(each.from_on, since), each.until_on or FOREVER)
        for each in candidate.work
        if rules.counts(each.occupation)
    ]


def counting_certificates(level: int, rules: RuleSet, candidate: Candidate) -> list[Held]:
    """The certificates of that level in this or a related occupation."""
    return [each for each in candidate.certificates if each.level == level and rules.counts(each.occupation)]
