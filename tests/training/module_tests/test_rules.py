"""What a question must be, marking, papers by chance, and what answers tell about a question."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.module_tests.rules import (
    TOLERANCE,
    Blueprint,
    Item,
    begin_problem,
    blueprint_problems,
    ends_at,
    is_over,
    paper,
)
from training.questions.rules import LETTERS, Tried, is_right, item_figures, points, question_problem

NOW = datetime(2026, 4, 7, 6, tzinfo=UTC)
letters = st.sets(st.sampled_from("ABCD"))


@pytest.mark.parametrize(
    "kind, options, answer, wrong",
    [
        ("single", ("甲", "乙"), "A", None),
        ("single", ("甲", "乙"), "AB", "answer"),
        ("single", ("甲", "乙"), "C", "answer"),
        ("single", ("甲",), "A", "options"),
        ("single", ("甲", "", "丙"), "A", "options"),
        ("single", ("甲", "甲"), "A", "options"),
        ("multiple", ("甲", "乙", "丙"), "AC", None),
        ("multiple", ("甲", "乙", "丙"), "A", "answer"),
        ("judgement", (), "T", None),
        ("judgement", (), "A", "answer"),
        ("judgement", ("甲", "乙"), "T", "options"),
    ],
)
def test_what_a_question_must_be(kind: str, options: tuple[str, ...], answer: str, wrong: str | None) -> None:
    found = question_problem(kind, options, tuple(answer))
    assert (found[0] if found else None) == wrong


@given(letters, letters)
def test_half_an_answer_is_none(answer: set[str], chosen: set[str]) -> None:
    assert is_right(sorted(answer), sorted(chosen, reverse=True)) is (answer == chosen)


def test_points_out_of_a_hundred() -> None:
    assert points([True, True, False]) == Decimal("66.67")
    assert (points([True] * 7), points([False]), points([])) == (100, 0, 0)


BANK = [
    Item(f"{kind}{at}", kind, 0 if kind == "judgement" else 4)
    for kind in ("single", "multiple", "judgement")
    for at in range(10)
]


@given(st.integers(0, 10), st.integers(0, 10), st.integers(0, 10), st.randoms(use_true_random=False))
def test_a_paper_has_what_was_planned_each_question_once(
    single: int, multiple: int, judgement: int, chance: random.Random
) -> None:
    drawn = paper(
        Blueprint(single, multiple, judgement), BANK, lambda of, count: chance.sample(list(of), count)
    )
    keys = [one.key for one in drawn]
    assert len(set(keys)) == len(keys)
    counted = Counter(key.rstrip("0123456789") for key in keys)
    assert (counted["single"], counted["multiple"], counted["judgement"]) == (single, multiple, judgement)
    assert all(sorted(one.shown) == list(LETTERS[: len(one.shown)]) for one in drawn)


def test_a_bank_that_is_too_small() -> None:
    askable = {"single": 5, "multiple": 0, "judgement": 3}
    assert blueprint_problems(Blueprint(5, 0, 3), askable) == []
    assert [one.field for one in blueprint_problems(Blueprint(6, 1, 3), askable)] == ["singles", "multiples"]
    assert [one.field for one in blueprint_problems(Blueprint(0, 0, 0), askable)] == ["singles"]


def test_when_an_attempt_can_begin_and_ends() -> None:
    close = NOW + timedelta(hours=1)
    assert begin_problem(NOW, close, 0, 1, NOW) is None
    assert begin_problem(NOW, close, 0, 1, NOW - timedelta(seconds=1)) is not None
    assert begin_problem(NOW, close, 0, 1, close) is not None
    assert begin_problem(NOW, close, 1, 1, NOW) is not None
    assert ends_at(NOW, 30, close) == NOW + timedelta(minutes=30)
    assert ends_at(NOW, 90, close) == close
    assert not is_over(NOW, NOW + TOLERANCE)
    assert is_over(NOW, NOW + TOLERANCE + timedelta(seconds=1))


def _tries(rights: str) -> list[Tried]:
    return [
        Tried(Decimal(at), right == "1", ("A" if right == "1" else "B",)) for at, right in enumerate(rights)
    ]


@pytest.mark.parametrize(
    "rights, difficulty, discrimination, remark",
    [
        ("0000011111", "0.50", "1.00", None),
        ("1111100000", "0.50", "-1.00", "The weak do better"),
        ("1111111111", "1.00", "0.00", "Almost everybody"),
        ("0000000000", "0.00", "0.00", "Hardly anybody"),
        ("0101010110", "0.50", "0.00", "It hardly tells"),
        ("010101011", "0.56", None, None),
    ],
)
def test_what_answers_tell(
    rights: str, difficulty: str, discrimination: str | None, remark: str | None
) -> None:
    found = item_figures(_tries(rights))
    assert found.difficulty == Decimal(difficulty)
    assert found.discrimination == (Decimal(discrimination) if discrimination else None)
    assert (found.remark is None) if remark is None else found.remark.english().startswith(remark)
    assert sum(found.chosen.values()) == found.asked == len(rights)


@given(st.text("01", min_size=10, max_size=60))
def test_figures_stay_within_their_bounds(rights: str) -> None:
    found = item_figures(_tries(rights))
    assert 0 <= found.difficulty <= 1
    assert -1 <= found.discrimination <= 1
