"""Keys and scores: what can be scored, and what answers come to."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.papers.rules import Item, item_problem, misfit, points_problem, score

ITEMS = tuple(Item(number, "ABCD"[number % 4]) for number in range(1, 11))
paper = st.lists(st.sampled_from(("A", "B", "C", "D", "", "*", "AB")), min_size=10, max_size=10)


@given(paper)
def test_a_score_is_the_share_of_right_answers(answers: list[str]) -> None:
    right = sum(one.answer == answer for one, answer in zip(ITEMS, answers, strict=True))
    assert score(ITEMS, answers) == 10 * right
    assert score(ITEMS, [one.answer for one in ITEMS]) == 100


@given(paper, st.integers(0, 9))
def test_one_more_right_answer_never_costs_points(answers: list[str], at: int) -> None:
    better = [*answers[:at], ITEMS[at].answer, *answers[at + 1 :]]
    assert score(ITEMS, better) >= score(ITEMS, answers)


def test_points_half_answers_and_a_paper_that_ends_early() -> None:
    items = [Item(1, "ABD", 5, Decimal("2.5")), Item(2, "T", 2, Decimal("0.5")), Item(3, "C", 4, Decimal(97))]
    assert score(items, ["ABD", "T", ""]) == Decimal("3.00")
    assert score(items, ["AB", "T"]) == Decimal("0.50")
    assert score([Item(1, "A"), Item(2, "A"), Item(3, "A")], ["A", "", ""]) == Decimal("33.33")
    assert score([], []) == 0
    assert points_problem(items) is None
    assert points_problem(ITEMS) is None
    assert points_problem([*items, Item(4, "A", 4, Decimal(1))]) is not None


@pytest.mark.parametrize(
    "item, fits",
    [
        (Item(1, "A"), True),
        (Item(1, "E"), False),
        (Item(1, "E", 5), True),
        (Item(1, "F", 6), True),
        (Item(1, "T", 2), True),
        (Item(1, "F", 2), True),
        (Item(1, "T", 4), False),
        (Item(1, "A", 1), False),
        (Item(1, "A", 7), False),
    ],
)
def test_what_a_key_must_be(item: Item, fits: bool) -> None:
    assert (item_problem(item) is None) is fits


@pytest.mark.parametrize(
    "item, answer, found",
    [
        (Item(1, "A"), "D", None),
        (Item(1, "A"), "", None),
        (Item(1, "A"), "*", None),
        (Item(1, "A"), "E", "option"),
        (Item(1, "A"), "T", "coding"),
        (Item(1, "T", 2), "F", None),
        (Item(1, "T", 2), "A", "coding"),
    ],
)
def test_answers_that_cannot_be(item: Item, answer: str, found: str | None) -> None:
    assert misfit(item, answer) == found
