"""How working days are counted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.clock import today
from registry.calendars.queries import settled_calendars
from registry.working_days.data import HOLIDAYS, SHIPPED, WINDOWS, WORKED_WEEKENDS, YEARS, Arrangement
from registry.working_days.rules import (
    add_months,
    add_working_days,
    certain_end,
    is_certain,
    is_working_day,
    unsettled_years,
    working_days_between,
)
from tests.parameters import confirm

days = st.dates(date(2024, 6, 1), date(2028, 6, 1))
_EVERY_DAY = [date(2024, 1, 1) + timedelta(days=after) for after in range(5 * 366)]


@pytest.mark.parametrize(
    "start, count, last",
    [
        (date(2025, 3, 3), 5, date(2025, 3, 10)),  # a plain week
        (date(2025, 9, 26), 5, date(2025, 10, 10)),  # over the autumn holidays, with the worked Sunday
        (date(2025, 3, 3), 0, date(2025, 3, 3)),
    ],
)
def test_a_period_ends_on_its_last_working_day(start: date, count: int, last: date) -> None:
    assert add_working_days(start, count, SHIPPED) == last


@given(days, st.integers(1, 60))
def test_adding_and_counting_agree(start: date, count: int) -> None:
    last = add_working_days(start, count, SHIPPED)
    assert is_working_day(last, SHIPPED)
    assert working_days_between(start, last, SHIPPED) == count


@st.composite
def calendars(draw: st.DrawFn) -> frozenset[date]:
    """Days off for any holidays of 2024 to 2028, as the notices of any year could have it."""
    free: set[date] = set()
    for window in WINDOWS:
        off = [day for day in _EVERY_DAY if window.holds(day)]
        free |= set(draw(st.lists(st.sampled_from(off), max_size=40)))
    return frozenset(free)


@given(calendars(), days, st.integers(1, 15))
def test_an_unconfirmed_calendar_never_shortens_a_period_whatever_the_notice_says(
    free: frozenset[date], start: date, count: int
) -> None:
    end = certain_end(start, count, {})
    worked = [
        day
        for after in range(1, (end - start).days + 1)
        if (day := start + timedelta(days=after)).weekday() < 5 and day not in free
    ]
    assert len(worked) >= count


@given(days, st.integers(0, 20))
def test_a_confirmed_calendar_counts_and_an_unconfirmed_one_is_longer(start: date, count: int) -> None:
    confirmed = certain_end(start, count, SHIPPED)
    only_one = certain_end(start, count, {2025: SHIPPED[2025]})
    assert confirmed <= only_one <= certain_end(start, count, {})
    if start.year in YEARS and confirmed < date(2026, 12, 29):  # whose last days the next notice may take
        assert confirmed == add_working_days(start, count, SHIPPED)


@given(calendars(), days, st.integers(1, 15))
def test_a_calendar_that_ends_never_shortens_a_period_over_new_year(
    free: frozenset[date], start: date, count: int
) -> None:
    """What the next year's notice takes from December is not counted before it is known."""
    known = {
        year: Arrangement(year, frozenset(day for day in free if day.year == year), frozenset())
        for year in range(2024, start.year + 1)
    }
    turn = frozenset(day for day in free if day.month == 12 and day.year == start.year and day.day >= 29)
    later = {**known, start.year + 1: Arrangement(start.year + 1, turn, frozenset())}
    end = certain_end(start, count, known)
    worked = [
        day
        for after in range(1, (end - start).days + 1)
        if is_working_day(day := start + timedelta(days=after), later) and day not in free
    ]
    assert len(worked) >= count


def test_every_known_holiday_lies_in_a_window() -> None:
    assert [day for day in HOLIDAYS if day.weekday() < 5 and is_certain(day, {})] == []


def test_the_years_that_nobody_has_confirmed_are_named() -> None:
    assert unsettled_years(date(2025, 12, 30), date(2026, 1, 8), {2025}) == (2026,)
    assert unsettled_years(date(2026, 12, 30), date(2027, 1, 8), {2025, 2026}) == (2027,)
    assert unsettled_years(date(2026, 3, 2), date(2026, 3, 9), {2025, 2026}) == ()


@pytest.mark.usefixtures("database")
async def test_a_calendar_counts_once_two_persons_have_confirmed_it() -> None:
    assert set(await settled_calendars(today())) == {2025}
    await confirm("calendar.2026")
    assert await settled_calendars(today()) == {2025: SHIPPED[2025], 2026: SHIPPED[2026]}


@given(days)
def test_no_period_of_free_days_is_longer_than_the_spring_festival(day: date) -> None:
    assert any(is_working_day(day + timedelta(days=after), SHIPPED) for after in range(10))


@pytest.mark.parametrize("year", sorted(YEARS))
def test_the_calendar_of_a_year_stays_within_it_and_works_only_weekends(year: int) -> None:
    entry = YEARS[year]
    assert {day.year for day in entry.free_days()} == {year}
    assert all(day.year == year and day.weekday() >= 5 for day in entry.worked_weekends)
    assert not HOLIDAYS & WORKED_WEEKENDS


def test_of_a_year_without_calendar_only_weekends_are_expected_to_be_off() -> None:
    assert is_working_day(date(1999, 10, 1), SHIPPED)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 120))
def test_months_later_is_never_in_another_month(day: date, count: int) -> None:
    later = add_months(day, count)
    assert (later.year - day.year) * 12 + later.month - day.month == count
    assert later.day <= day.day
