"""Seats, and how many persons an examination needs."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curricula.standards.data import Staffing
from foundation.errors import Refused
from training.examining.rules import Manned, assessors, seat_plan, shortages

_GROUPS = st.lists(st.integers(0, 3), max_size=60)
_ROOMS = st.lists(st.integers(1, 30), min_size=1, max_size=5)


@given(_GROUPS, _ROOMS)
def test_everybody_has_one_seat_no_seat_is_given_twice_and_no_room_overflows(
    groups: list[int], sizes: list[int]
) -> None:
    people = list(enumerate(groups))
    rooms = list(enumerate(sizes))
    if sum(sizes) < len(people):
        with pytest.raises(Refused):
            seat_plan(people, rooms)
        return
    plan = seat_plan(people, rooms)
    assert set(plan) == set(range(len(groups)))
    assert len(set(plan.values())) == len(plan)
    assert all(1 <= seat <= sizes[room] for room, seat in plan.values())


@given(_GROUPS)
def test_neighbours_are_of_different_groups_whenever_that_is_possible(groups: list[int]) -> None:
    plan = seat_plan(list(enumerate(groups)), [("a", 100)])
    order = [groups[key] for key, _ in sorted(plan.items(), key=lambda each: each[1][1])]
    most = max((groups.count(one) for one in groups), default=0)
    alike = sum(one == other for one, other in pairwise(order))
    assert alike == max(0, most - (len(groups) - most) - 1)


@pytest.mark.parametrize(
    "manned, staffing, count",
    [
        (Manned("theory", 30, {"1": 30}, 2), None, 0),
        (Manned("theory", 31, {"1": 31}, 2), None, 1),  # one for 15: three for 31
        (Manned("theory", 20, {"1": 10, "2": 10}, 3), None, 1),  # never fewer than two in a room
        (Manned("skill", 30, {}, 2), None, 0),  # the ratio is not confirmed; marks are still given by two
        (Manned("skill", 30, {}, 1), None, 1),
        (Manned("skill", 30, {}, 5), Staffing(least=3, candidates_each=5), 1),
        (Manned("skill", 30, {}, 6), Staffing(least=3, candidates_each=5), 0),
        (Manned("skill", 30, {}, 6, unpromised=1), None, 1),
        (Manned("review", 3, {}, 3), None, 0),
        (Manned("review", 3, {}, 4), None, 1),  # an odd number
        (Manned("review", 3, {}, 2), None, 1),
    ],
)
def test_what_is_missing_of_persons(manned: Manned, staffing: Staffing | None, count: int) -> None:
    assert len(shortages(manned, staffing)) == count


def test_a_ratio_holds_once_both_of_its_numbers_are_confirmed() -> None:
    assert assessors(3, None) is None
    assert assessors(None, 5) is None
    assert assessors(3, 5) == Staffing(least=3, candidates_each=5)
