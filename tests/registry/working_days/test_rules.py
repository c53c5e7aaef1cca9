"""How working days are counted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.working_days.data import HOLIDAYS, WORKED_WEEKENDS, YEARS
from registry.working_days.rules import (
    add_months,
    add_working_days,
    calendar_known,
    is_working_day,
    working_days_between,
)

days = st.dates(date(2024, 6, 1), date(2028, 6, 1))


@pytest.mark.parametrize(
    "start, count, last",
    [
        (date(2025, 3, 3), 5, date(2025, 3, 10)),  # a plain week
        (date(2025, 9, 26), 5, date(2025, 10, 10)),  # over the autumn holidays, with the worked Sunday
        (date(2025, 3, 3), 0, date(2025, 3, 3)),
    ],
)
def test_a_period_ends_on_its_last_working_day(start: date, count: int, last: date) -> None:
    assert add_working_days(start, count) == last


@given(days, st.integers(1, 60))
def test_adding_and_counting_agree(start: date, count: int) -> None:
    last = add_working_days(start, count)
    assert is_working_day(last)
    assert working_days_between(start, last) == count


@given(days)
def test_no_period_of_free_days_is_longer_than_the_spring_festival(day: date) -> None:
    assert any(is_working_day(day + timedelta(days=after)) for after in range(10))


@pytest.mark.parametrize("year", sorted(YEARS))
def test_the_calendar_of_a_year_stays_within_it_and_works_only_weekends(year: int) -> None:
    entry = YEARS[year]
    assert {day.year for day in entry.free_days()} == {year}
    assert all(day.year == year and day.weekday() >= 5 for day in entry.worked_weekends)
    assert not HOLIDAYS & WORKED_WEEKENDS


def test_a_year_without_calendar_is_told_apart() -> None:
    assert calendar_known(date(2025, 5, 1))
    assert not calendar_known(date(1999, 5, 1))
    assert is_working_day(date(1999, 10, 1))


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 120))
def test_months_later_is_never_in_another_month(day: date, count: int) -> None:
    later = add_months(day, count)
    assert (later.year - day.year) * 12 + later.month - day.month == count
    assert later.day <= day.day
