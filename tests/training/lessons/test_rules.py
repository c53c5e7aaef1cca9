"""Late, early, and the hours that follow; when a code counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.lessons.rules import Presence, Sitting, earned, plan_problem, standing, time_problem

START = datetime(2026, 4, 7, 1, tzinfo=UTC)
END = START + timedelta(minutes=180)
PLAIN, BOTH = Sitting(START, END, Decimal(4)), Sitting(START, END, Decimal(4), check_out=True)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "sitting, came, left, called, hours",
    [
        (PLAIN, None, None, "absent", "0"),
        (PLAIN, -20, None, "present", "4"),
        (PLAIN, 10, None, "present", "4"),
        (PLAIN, 10.1, None, "late", "3.5"),
        (PLAIN, 90, None, "late", "2"),
        (PLAIN, 179, None, "late", "0"),
        (PLAIN, 180, None, "absent", "0"),
        (BOTH, 0, None, "unfinished", "0"),
        (BOTH, 0, 170, "present", "4"),
        (BOTH, 0, 169, "left_early", "3.5"),
        (BOTH, 9, 90, "left_early", "2"),
        (BOTH, 45, 90, "late_and_left", "1"),
        (BOTH, 45, 240, "late", "3"),
    ],
)
def test_standing_and_hours(
    sitting: Sitting, came: float | None, left: float | None, called: str, hours: str
) -> None:
    presence = Presence(at(came) if came is not None else None, at(left) if left is not None else None)
    assert standing(sitting, presence) == called
    assert earned(sitting, presence) == Decimal(hours)


minutes = st.integers(-60, 300)


@given(minutes, st.integers(0, 300), st.integers(0, 60))
def test_longer_there_never_earns_less(came: int, stayed: int, more: int) -> None:
    shorter = earned(BOTH, Presence(at(came), at(came + stayed)))
    assert 0 <= shorter <= BOTH.hours
    assert earned(BOTH, Presence(at(came), at(came + stayed + more))) >= shorter
    assert earned(BOTH, Presence(at(came - more), at(came + stayed))) >= shorter


@pytest.mark.parametrize(
    "phase, moment, possible",
    [
        ("in", -31, False), ("in", -30, True), ("in", 179, True), ("in", 180, False),
        ("out", 90, True), ("out", 240, True), ("out", 241, False),
    ],
)  # fmt: skip
def test_when_checking_in_is_possible(phase: str, moment: int, possible: bool) -> None:
    assert (time_problem(BOTH, phase, at(moment)) is None) is possible


def test_what_cannot_be_planned() -> None:
    assert plan_problem(PLAIN) is None
    assert plan_problem(Sitting(START, START, Decimal(1)))[0] == "ends"
    assert plan_problem(Sitting(START, at(13 * 60), Decimal(1)))[0] == "ends"
    assert plan_problem(Sitting(START, at(179), Decimal(4)))[0] == "hours"
    assert time_problem(PLAIN, "out", at(10)) is not None
