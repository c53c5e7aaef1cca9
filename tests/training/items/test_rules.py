"""Figures of items: within their bounds, blind to order, equal to the textbook's formulas."""

from __future__ import annotations

import statistics
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.items.rules import kr20, point_biserial, quality
from training.papers.rules import Item

ITEMS = tuple(Item(number, "ABCD"[number % 4]) for number in range(1, 9))
answers = st.lists(st.sampled_from(("A", "B", "C", "D", "", "*")), min_size=8, max_size=8).map(tuple)
papers_ = st.lists(answers, min_size=20, max_size=30)


@settings(max_examples=30)
@given(papers_, st.randoms(use_true_random=False))
def test_no_order_of_candidates_changes_anything(papers: list[Any], chance: Random) -> None:
    mixed = list(papers)
    chance.shuffle(mixed)
    assert quality("A", ITEMS, papers) == quality("A", ITEMS, mixed)


@settings(max_examples=30)
@given(papers_)
def test_every_figure_stays_within_its_bounds(papers: list[Any]) -> None:
    found = quality("A", ITEMS, papers)
    assert found.reliability is None or found.reliability <= 1
    for item in found.items:
        assert 0 <= item.difficulty <= 1
        assert -1 <= (item.discrimination or 0) <= 1
        assert item.groups is not None
        assert -1 <= item.groups <= 1
        assert sum(item.chosen.values()) == item.asked == len(papers)
        assert item.chosen.get(item.answer, 0) == item.right
        assert item.answer not in item.idle


@settings(max_examples=30)
@given(papers_)
def test_the_point_biserial_is_the_correlation_with_the_rest(papers: list[Any]) -> None:
    marks = [[answer == item.answer for item, answer in zip(ITEMS, paper, strict=True)] for paper in papers]
    totals = [sum(row) for row in marks]
    for at in range(len(ITEMS)):
        column = [row[at] for row in marks]
        found = point_biserial(column, totals)
        rest = [total - mark for mark, total in zip(column, totals, strict=True)]
        if len(set(column)) == 1 or len(set(rest)) == 1:
            assert found is None
        else:
            assert float(found or 0) == pytest.approx(statistics.correlation(column, rest), abs=0.0051)


def test_kuder_and_richardson_by_hand() -> None:
    # Four candidates, three items; shares 3/4, 2/4, 1/4; totals 3, 2, 1, 0 with variance 5/4.
    marks = [[True, True, True], [True, True, False], [True, False, False], [False, False, False]]
    assert kr20(marks) == Decimal("0.75")  # 3/2 × (1 − (3/16 + 4/16 + 3/16) / (5/4))
    assert kr20([[True, False], [True, False]]) is None
    assert kr20([]) is None


def _class(count: int = 40) -> list[tuple[str, ...]]:
    """Candidates from weak to good: each item is right from its own ability on."""
    return [
        tuple(
            item.answer if place >= count * item.number // 10 else "ABCD"[(item.number + 1 + place % 3) % 4]
            for item in ITEMS
        )
        for place in range(count)
    ]


def test_a_sound_paper_is_reliable_and_few_of_its_items_are_flagged() -> None:
    found = quality("A", ITEMS, _class())
    assert found.reliability is not None
    assert found.reliability > Decimal("0.8")
    assert found.reasons == ()
    assert [one.number for one in found.flagged if one.reasons[0].msgid.startswith("The weak")] == []
    assert [one.difficulty for one in found.items] == sorted(
        (one.difficulty for one in found.items), reverse=True
    )


def _reasons(papers: list[tuple[str, ...]], number: int) -> list[str]:
    found = quality("A", ITEMS, papers).items[number - 1]
    return [one.english() for one in found.reasons]


def _with(number: int, change: Any) -> list[tuple[str, ...]]:
    return [
        tuple(change(place, answer) if at == number - 1 else answer for at, answer in enumerate(paper))
        for place, paper in enumerate(_class())
    ]


def test_a_wrong_key_shows_in_what_the_good_choose() -> None:
    right, other = ITEMS[3].answer, "B"
    swapped = _with(4, lambda _, answer: {right: other, other: right}.get(answer, answer))
    assert len(_reasons(swapped, 4)) == 2
    assert "The weak do better" in _reasons(swapped, 4)[0]
    assert "More of the good answer B than A" in _reasons(swapped, 4)[1]


def test_easy_hard_and_blunt_items_and_idle_distractors() -> None:
    easy = ITEMS[4].answer
    assert _reasons(_with(5, lambda *_: easy), 5) == ["Almost everybody knows it."]
    hard = _with(5, lambda place, _: easy if place > 35 else "")
    assert "Hardly anybody" in _reasons(hard, 5)[0]
    blunt = _with(5, lambda place, _: easy if place % 3 == 0 else "")
    assert "hardly tells" in _reasons(blunt, 5)[0]
    assert quality("A", ITEMS, blunt).items[4].idle == tuple(each for each in "ABCD" if each != easy)


def test_a_handful_of_papers_says_nothing() -> None:
    found = quality("A", ITEMS, _class(19))
    assert (found.reliability, found.flagged) == (None, ())
    assert {one.discrimination for one in found.items} == {None}
    assert quality("A", ITEMS, []).papers == 0
