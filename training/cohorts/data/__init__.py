"""The rules a roster is held to, read once from the table beside this file."""

from __future__ import annotations

import msgspec

from foundation.rulebook import CitedRule, read_toml


class AgeRule(CitedRule, frozen=True, kw_only=True):
    """An age that counts on the day a cohort begins."""

    years: int


class CohortRules(msgspec.Struct, frozen=True):
    """What a trainee's age decides."""

    youngest: AgeRule
    minor: AgeRule


COHORT_RULES = read_toml(__name__, "rules.toml", CohortRules)
