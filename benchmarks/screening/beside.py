"""This engine and the others side by side, in one run, on the same people."""

from __future__ import annotations

import time

from benchmarks.screening.measuring import at_budget, bits, mean, pairs, recall
from benchmarks.screening.population import Person
from benchmarks.screening.rivals import Couple, Rival, all_rivals
from screening.matching.entries import identity_of
from screening.matching.listing import Listing
from screening.matching.profile import Profile
from screening.matching.scoring import score

_BUDGETS = (1, 5, 30, 100)


def beside(listing: Listing, clean: list[Person], count: int, seed: int) -> list[str]:
    """Recall at equal budgets and pairs a second; a tool that is not installed is said to be so."""
    known = pairs(count, seed + 6)
    couples = [(one.person, one.listed) for one in known]
    innocent, listed = _innocent(listing, clean)
    lines = [
        f"Side by side: {len(known):,} labelled pairs, {len(clean):,} clean workers, {len(innocent):,} pairs",
        "that this engine's keys bring together. A rule above a budget has recall 0 there.",
        "",
        "| | " + " | ".join(f"recall at {budget}" for budget in _BUDGETS) + " | pairs per second |",
        "|---" * (len(_BUDGETS) + 2) + "|",
    ]
    begun = time.process_time()
    for a, b in innocent:
        score(Profile(identity_of(a)), Profile(identity_of(b)))
    speed = len(innocent) / (time.process_time() - begun)
    own = [(one.kind, bits(one)) for one in known]
    worst = _worst(
        [score(Profile(identity_of(a)), Profile(identity_of(b))).bits for a, b in innocent], listed
    )
    lines.append(_row("**this engine**", own, worst, len(clean), speed))
    for name, get, _speed in all_rivals():
        try:
            rival = get()
        except ImportError:
            lines.append(f"| {name} | not installed |||||")
            continue
        found, rate = _timed(rival, innocent)
        scored = list(zip((one.kind for one in known), rival(couples), strict=True))
        lines.append(_row(name, scored, _worst(found, listed), len(clean), rate))
    return lines


def _innocent(listing: Listing, clean: list[Person]) -> tuple[list[Couple], list[int]]:
    couples, owners = [], []
    for place, one in enumerate(clean):
        for found in sorted(listing.candidates(Profile(identity_of(one)))):
            couples.append((one, _person(listing, found)))
            owners.append(place)
    return couples, owners


def _person(listing: Listing, place: int) -> Person:
    told = listing.profiles[place].identity
    number = told.documents[0].number if told.documents else ""
    born = told.partial_births[0] if told.partial_births else ""
    return Person(name=told.names[0], no=number, dob=born, sex="M" if told.sex == "male" else "F")


def _worst(scores: list[float], owners: list[int]) -> list[float]:
    """The best score of every innocent person, highest first."""
    best: dict[int, float] = {}
    for value, owner in zip(scores, owners, strict=True):
        best[owner] = max(best.get(owner, value), value)
    return sorted((value for value in best.values() if value != float("-inf")), reverse=True)


def _timed(rival: Rival, couples: list[Couple]) -> tuple[list[float], float]:
    begun = time.perf_counter()
    found = rival(couples)
    return found, len(couples) / max(time.perf_counter() - begun, 1e-9)


def _row(name: str, scored: list[tuple[str, float]], worst: list[float], clean: int, speed: float) -> str:
    cells = [f"{mean(recall(scored, at_budget(worst, clean, budget, -1e9))):.3f}" for budget in _BUDGETS]
    return f"| {name} | {' | '.join(cells)} | {speed:,.0f} |"
