"""What papers a candidate brings for a rule."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from curricula.eligibility.data import EVIDENCE, ConditionKind, EligibilityRule
from foundation.text import Text


def evidence_for(rule: EligibilityRule) -> tuple[Text, ...]:
    """The papers for every way into the rule, each once."""
    return tuple(EVIDENCE[kind] for kind in dict.fromkeys(_kinds(rule)))


def _kinds(rule: EligibilityRule) -> Iterator[ConditionKind]:
    """The conditions of the rule, and the work that counts since a certificate or title."""
    for condition in chain.from_iterable(rule.ways):
        yield condition.kind
        if condition.years and condition.kind in ("certificate", "title"):
            yield "work"
