"""Who is affected when the rules change: the same candidates under two rule sets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Generic, TypeVar

import msgspec

from curricula.eligibility.rules.answers import Answer, weigh
from curricula.eligibility.rules.candidates import Candidate
from curricula.eligibility.rules.rulesets import RuleSet

Key = TypeVar("Key")


class Affected(msgspec.Struct, Generic[Key], frozen=True):
    """A candidate whose answer changes, before and after."""

    key: Key
    before: Answer
    after: Answer


class Comparison(msgspec.Struct, Generic[Key], frozen=True):
    """Who becomes eligible, who no longer is, who qualifies on another day; the others stay as they are."""

    gain: tuple[Affected[Key], ...]
    lose: tuple[Affected[Key], ...]
    shift: tuple[Affected[Key], ...]
    same: int


def compare(
    before: RuleSet, after: RuleSet, candidates: Iterable[tuple[Key, Candidate]], day: date
) -> Comparison[Key]:
    """Weigh everybody twice. `key` is whatever the caller knows a candidate by."""
    gain: list[Affected[Key]] = []
    lose: list[Affected[Key]] = []
    shift: list[Affected[Key]] = []
    same = 0
    for key, candidate in candidates:
        one = Affected(key, weigh(before, candidate, day), weigh(after, candidate, day))
        if one.before.eligible != one.after.eligible:
            (gain if one.after.eligible else lose).append(one)
        elif not one.after.eligible and one.before.earliest != one.after.earliest:
            shift.append(one)
        else:
            same += 1
    return Comparison(tuple(gain), tuple(lose), tuple(shift), same)
