"""Cron lines mean what they mean to cron, in China's time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.clock import CHINA
from foundation.jobs.cron import parse


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize(
    "line,moment,expected",
    [
        ("* * * * *", at(2026, 3, 1, 0, 0), at(2026, 3, 1, 0, 0)),
        ("20 3 * * *", at(2026, 3, 1, 3, 20), at(2026, 3, 1, 3, 20)),
        ("20 3 * * *", at(2026, 3, 1, 3, 19), at(2026, 2, 28, 3, 20)),
        ("*/15 8-17 * * 1-5", at(2026, 3, 1, 12, 0), at(2026, 2, 27, 17, 45)),
        ("0 0 29 2 *", at(2026, 3, 1), at(2024, 2, 29)),
        ("0 6 * * 7", at(2026, 3, 3), at(2026, 3, 1, 6)),
        ("0 6 * * 0", at(2026, 3, 3), at(2026, 3, 1, 6)),
        # Day and weekday both given: either will do, as in every cron since 1975.
        ("0 0 13 * 5", at(2026, 3, 15), at(2026, 3, 13)),
        ("0 0 13 * 5", at(2026, 3, 12), at(2026, 3, 6)),
        ("5/20 1,3 * * *", at(2026, 3, 1, 3, 50), at(2026, 3, 1, 3, 45)),
    ],
)
def test_the_latest_moment_is_found(line: str, moment: datetime, expected: datetime) -> None:
    assert parse(line).last(moment) == expected


def test_a_moment_of_another_zone_is_read_in_chinas_time() -> None:
    # 19:25 UTC is 03:25 of the next day in China.
    assert parse("20 3 * * *").last(datetime(2026, 2, 28, 19, 25, tzinfo=UTC)) == at(2026, 3, 1, 3, 20)


@pytest.mark.parametrize(
    "line",
    ["", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8",
     "a * * * *", "5-1 * * * *", "*/0 * * * *", "1,,2 * * * *", "0 0 30 2 *"],
)  # fmt: skip
def test_a_line_that_makes_no_sense_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"cron line|not a"):
        parse(line)


@given(
    minute=st.integers(0, 59),
    hour=st.integers(0, 23),
    weekday=st.integers(0, 6),
    moment=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),  # noqa: DTZ001  # made aware below
)
def test_a_weekly_moment_lies_within_the_week_before(
    minute: int, hour: int, weekday: int, moment: datetime
) -> None:
    limit = moment.replace(tzinfo=CHINA)
    found = parse(f"{minute} {hour} * * {weekday}").last(limit)
    assert found is not None
    assert (found.minute, found.hour, found.isoweekday() % 7) == (minute, hour, weekday)
    assert timedelta(0) <= limit - found < timedelta(days=7)
