"""Recall at equal numbers of false hits."""

from __future__ import annotations

import random
from collections import defaultdict
from typing import Final

from benchmarks.screening.noise import KINDS, Pair, pair
from benchmarks.screening.others import NEGATIVES, composed, defects
from benchmarks.screening.population import Person, people
from benchmarks.screening.population import person as draw
from screening.matching.entries import identity_of
from screening.matching.keys import ban_values, near_values, person_values
from screening.matching.listing import Listing
from screening.matching.profile import Profile
from screening.matching.scoring import score

#: What cannot be found at all.
NEVER: Final = float("-inf")
BUDGETS: Final = (1, 5, 30, 33, 100)


def pairs(count: int, seed: int) -> list[Pair]:
    """So many pairs of every kind."""
    dice = random.Random(seed)  # noqa: S311 - made-up people
    return [pair(dice, kind, draw(dice)) for kind in KINDS for _ in range(count)]


def compositions(count: int, seed: int) -> list[Pair]:
    dice = random.Random(seed)  # noqa: S311 - made-up people
    return [composed(dice, draw(dice), fields) for fields in (1, 2, 3) for _ in range(count)]


def negatives(count: int, seed: int) -> list[Pair]:
    dice = random.Random(seed)  # noqa: S311 - made-up people
    found = []
    for kind, other in NEGATIVES.items():
        for _ in range(count):
            one = draw(dice)
            found.append(Pair(kind, other(dice, one), one))
    return found


def the_list(count: int, seed: int) -> list[Person]:
    dice = random.Random(seed)  # noqa: S311 - made-up people
    return [defects(dice, one) for one in people(count, seed + 1)]


def bits(found: Pair) -> float:
    """What the pair scores, if a key brings it together at all."""
    person, listed = Profile(identity_of(found.person)), Profile(identity_of(found.listed))
    if person_values(person).isdisjoint({*ban_values(listed), *near_values(listed)}):
        return NEVER
    return score(person, listed).bits


def worst_hits(listing: Listing, clean: list[Person], least: float = 8.0) -> list[float]:
    """The best score of every innocent person on the list, highest first."""
    found = []
    for one in clean:
        hits = [hit.score for hit in listing.compare(Profile(identity_of(one)), least)]
        # Numbers are unique; two made-up people with one number are an accident of making them up.
        bits = [hit.bits for hit in hits if hit.part("document") is None]
        if bits:
            found.append(bits[0])
    return sorted(found, reverse=True)


def at_budget(worst: list[float], clean: int, budget: float, lowest: float = 0.0) -> float:
    """The lowest threshold with at most so many false hits among ten thousand; ties count as hits."""
    allowed = int(budget * clean / 10_000)
    return worst[allowed] + 1e-9 if allowed < len(worst) else lowest


def recall(scored: list[tuple[str, float]], least: float) -> dict[str, float]:
    """The share of pairs of every kind that reach the threshold."""
    of_kind: defaultdict[str, list[bool]] = defaultdict(list)
    for kind, value in scored:
        of_kind[kind].append(value >= least)
    return {kind: sum(found) / len(found) for kind, found in of_kind.items()}


def mean(by_kind: dict[str, float]) -> float:
    """Every kind weighs the same; what no matcher can see does not count."""
    seen = [value for kind, value in by_kind.items() if kind not in KINDS or KINDS[kind].seen]
    return sum(seen) / len(seen)
