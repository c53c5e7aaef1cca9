"""The answer to a candidate: every rule that was tried, what it lacks, and since when one is met."""

from __future__ import annotations

from datetime import date

import msgspec

from curricula.eligibility.rules.candidates import Candidate
from curricula.eligibility.rules.days import first_day, holds_on
from curricula.eligibility.rules.evidence import evidence_for
from curricula.eligibility.rules.holding import rule_spans
from curricula.eligibility.rules.lacking import missing
from curricula.eligibility.rules.rulesets import RuleSet
from foundation.errors import Rule
from foundation.text import Text


class Tried(msgspec.Struct, frozen=True):
    """A rule, whether it is met, what is missing, the day since when or from which on, and the papers."""

    rule: Rule
    met: bool
    missing: tuple[Text, ...]
    earliest: date | None
    evidence: tuple[Text, ...] = ()


class Answer(msgspec.Struct, frozen=True):
    """One rule is enough. `earliest` is the first day of it if nothing but the calendar changes.

    For who is eligible that day has come: it says since when. None: as things stand, never.
    """

    eligible: bool
    rules: tuple[Tried, ...]
    earliest: date | None

    @property
    def met(self) -> tuple[Rule, ...]:
        """The rules that are met."""
        return tuple(each.rule for each in self.rules if each.met)


def weigh(rules: RuleSet, candidate: Candidate, day: date) -> Answer:
    """Weigh a candidate on a day against every rule. Whoever is banned was refused before this."""
    held = [(rule, rule_spans(rule, rules, candidate)) for rule in rules.rules]
    tried = tuple(
        Tried(
            rule.rule,
            met := holds_on(spans, day),
            () if met else missing(rule, rules, candidate, day),
            first_day(spans, day),
            evidence_for(rule),
        )
        for rule, spans in held
    )
    earliest = first_day((span for _, spans in held for span in spans), day)
    return Answer(any(each.met for each in tried), tried, earliest)
