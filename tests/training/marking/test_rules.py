"""What several marks come to."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.marking.rules import Given, apart, review_score, skill_score


def marks(*points: str, settled: str = "") -> list[Given]:
    found = [Given(Decimal(each)) for each in points]
    return [*found, Given(Decimal(settled), settles=True)] if settled else found


@pytest.mark.parametrize(
    "given_marks, score",
    [
        (marks(), None),
        (marks("80"), None),
        (marks("80", "85"), "82.50"),
        (marks("80", "85.01"), None),
        (marks("80", "90", settled="88"), "88"),
        (marks("70.25", "70.3"), "70.28"),  # halves go up
    ],
)
def test_two_that_agree_are_averaged_two_that_do_not_wait_for_a_third(
    given_marks: list[Given], score: str | None
) -> None:
    assert skill_score(given_marks, 5) == (Decimal(score) if score else None)


@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 10))
def test_there_is_a_score_or_something_to_settle_never_both(one: int, other: int, tolerance: int) -> None:
    both = marks(str(one), str(other))
    score = skill_score(both, tolerance)
    assert (score is None) == apart(both, tolerance)
    if score is not None:
        assert min(one, other) <= score <= max(one, other)


def test_a_committee_gives_its_score_when_its_last_member_has_spoken() -> None:
    assert review_score(marks("60", "70"), 3) is None
    assert review_score(marks("60", "70", "80"), 3) == Decimal("70.00")
    assert review_score(marks("60", "70", "80", "90"), 4) is None  # not an odd number
