"""Likeness of papers: the bound holds, chance is left alone, who copied is found."""

from __future__ import annotations

import math
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.likeness.rules import Answered, alike, same_chances, tail

KEY = tuple("ABCD"[at % 4] for at in range(100))


def room(count: int, chance: Random, right: float = 0.7) -> list[Answered]:
    """Independent candidates of different ability; distractors are not equally attractive."""
    found = []
    for seat in range(1, count + 1):
        ability = min(0.95, max(0.3, chance.gauss(right, 0.12)))
        answers = tuple(
            answer
            if chance.random() < ability
            else chance.choices([each for each in "ABCD" if each != answer], (6, 3, 1))[0]
            for answer in KEY
        )
        found.append(Answered(f"T-{seat:03}", answers, "第一考场", seat))
    return found


def copied(papers: list[Answered], source: int, by: int, share: float, chance: Random) -> list[Answered]:
    """One of them has taken over so many of the answers of another."""
    own, other = papers[by], papers[source]
    answers = tuple(
        theirs if chance.random() < share else mine
        for mine, theirs in zip(own.answers, other.answers, strict=True)
    )
    changed = list(papers)
    changed[by] = Answered(own.ticket_no, answers, own.room, own.seat)
    return changed


@pytest.mark.parametrize("seed", range(3))
def test_independent_candidates_raise_no_alarm(seed: int) -> None:
    assert alike(KEY, room(150, Random(seed)), 1000) == []


@pytest.mark.parametrize("by, neighbours", [(11, True), (60, False)])
def test_who_copied_is_found_with_whom_and_where(by: int, neighbours: bool) -> None:
    papers = room(100, Random(5), right=0.6)
    found = alike(KEY, copied(papers, 10, by, 1.0, Random(1)), 1000)
    assert [(one.one.ticket_no, one.other.ticket_no) for one in found] == [("T-011", f"T-{by + 1:03}")]
    assert found[0].neighbours is neighbours
    assert found[0].identical == found[0].both_wrong > 3 * found[0].expected / 2
    assert found[0].often < 1 / 1000


def test_a_neighbour_is_found_with_less() -> None:
    papers = room(100, Random(5), right=0.6)
    beside = alike(KEY, copied(papers, 10, 11, 0.8, Random(1)), 10)
    apart = [Answered(one.ticket_no, one.answers) for one in copied(papers, 10, 11, 0.8, Random(1))]
    assert beside
    assert beside[0].often < min((one.often for one in alike(KEY, apart, 10)), default=1.0)


def test_right_answers_blanks_and_what_everybody_gets_wrong_say_nothing() -> None:
    perfect = [Answered(f"T-{at}", KEY) for at in range(30)]
    assert alike(KEY, perfect, 1) == []
    blank = [Answered(f"T-{at}", ("",) * 50 + ("*",) * 50) for at in range(30)]
    assert alike(KEY, blank, 1) == []
    misled = [Answered(f"T-{at}", tuple("BCDA"[each % 4] for each in range(100))) for at in range(30)]
    assert set(same_chances(KEY, misled)) == {1.0}
    assert alike(KEY, misled, 1) == []


@settings(max_examples=8)
@given(st.randoms(use_true_random=False))
def test_neither_order_nor_letters_matter(chance: Random) -> None:
    papers = copied(room(25, Random(9), right=0.5), 3, 17, 1.0, Random(2))
    expected = [(one.identical, one.both_wrong) for one in alike(KEY, papers, 1000)]
    order = chance.sample(range(100), 100)
    letters = [dict(zip("ABCD", chance.sample("ABCD", 4), strict=True)) for _ in KEY]
    key = tuple(letters[at][KEY[at]] for at in order)
    mixed = [
        Answered(one.ticket_no, tuple(letters[at][one.answers[at]] for at in order), one.room, one.seat)
        for one in chance.sample(papers, len(papers))
    ]
    assert [(one.identical, one.both_wrong) for one in alike(key, mixed, 1000)] == expected
    assert expected


@given(st.lists(st.floats(0.05, 0.95), min_size=1, max_size=14), st.data())
def test_the_tail_is_at_least_the_exact_one(chances: list[float], data: Any) -> None:
    hits = data.draw(st.integers(0, len(chances)))
    exact = [1.0]
    for each in chances:
        exact = [
            (exact[at] if at < len(exact) else 0) * (1 - each) + (exact[at - 1] * each if at else 0)
            for at in range(len(exact) + 1)
        ]
    mean = math.fsum(chances) / len(chances)
    assert tail(len(chances), hits, mean) >= math.fsum(exact[hits:]) - 1e-12


@given(st.integers(1, 60), st.floats(0.05, 0.95))
def test_more_identical_answers_are_never_likelier(trials: int, chance: float) -> None:
    bounds = [tail(trials, hits, chance) for hits in range(trials + 1)]
    assert bounds == sorted(bounds, reverse=True)
    assert 0 <= bounds[-1] <= bounds[0] == 1
    assert all(tail(trials, hits, chance / 2) <= bounds[hits] + 1e-12 for hits in range(trials + 1))
