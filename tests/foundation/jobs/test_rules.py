"""Pace, percentage and patience, as pure arithmetic."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from foundation.jobs.rules import MOST_FAULTS, pace, percent, retry_delay

START = datetime(2026, 3, 1, 8, tzinfo=UTC)


def test_the_rest_takes_as_long_as_the_rows_before_it() -> None:
    found = pace(done=50, total=200, since=START, until=START + timedelta(seconds=30))
    assert found is not None
    assert found.per_minute == pytest.approx(100)
    assert found.left == timedelta(seconds=90)


def test_without_a_total_there_is_a_speed_but_no_end() -> None:
    found = pace(done=50, total=None, since=START, until=START + timedelta(seconds=30))
    assert found is not None
    assert found.left is None


@pytest.mark.parametrize("done,seconds", [(0, 60), (5, 1)])
def test_nothing_is_guessed_too_soon(done: int, seconds: int) -> None:
    assert pace(done=done, total=10, since=START, until=START + timedelta(seconds=seconds)) is None


@pytest.mark.parametrize(
    "done,total,expected",
    [(0, 3, 0), (1, 3, 33), (199, 200, 99), (200, 200, 100), (0, 0, 100), (7, None, None)],
)
def test_a_hundred_per_cent_only_when_all_is_done(done: int, total: int | None, expected: int | None) -> None:
    assert percent(done=done, total=total) == expected


def test_the_waits_grow_to_five_minutes() -> None:
    waits = [retry_delay(faults).total_seconds() for faults in range(1, MOST_FAULTS + 1)]
    assert waits == [5, 20, 80, 300, 300]
