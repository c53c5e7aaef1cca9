"""A year's calendar is read as the notice has it, checked, and counts only once two persons have agreed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.calendars.lines import read_days, together, written
from registry.calendars.months import months_of
from registry.calendars.rules import (
    Agreed,
    Notice,
    differences,
    in_effect,
    problems,
    statutory_days,
    warnings,
    with_following,
    years_asked_for,
)
from registry.working_days.data import FESTIVALS, SHIPPED, YEARS, Arrangement
from registry.working_days.rules import certain_end, is_working_day

#: As the notice of 2026 puts it; the days are those that come with the software.
SENTENCES = """一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日至21日放假，共3天。
六、中秋节：9月25日至9月27日放假，共3天。
七、国庆节：10月1日至7日放假调休，共7天。9月20日（周日）、10月10日（周六）上班。"""
TODAY = date(2026, 11, 24)


def notice(**changes: Any) -> Notice:
    days = read_days(2026, SENTENCES, "")
    usual = Notice(
        year=2026,
        title="国务院办公厅关于2026年部分节假日安排的通知",
        document_no="示例〔2025〕1号",
        dated=date(2025, 11, 4),
        spans=days.spans,
        worked=days.worked,
    )
    return msgspec.structs.replace(usual, **changes)


def test_the_sentences_of_the_notice_are_read_as_they_stand() -> None:
    assert notice().arrangement == SHIPPED[2026]
    assert problems(notice(), TODAY) == []
    assert warnings(notice()) == []


@pytest.mark.parametrize(
    ("line", "first", "last"),
    [
        ("2027-1-1 - 2027-1-3", (2027, 1, 1), (2027, 1, 3)),
        ("元旦 １月１日－３日", (2027, 1, 1), (2027, 1, 3)),
        ("2027.5.1～5.5", (2027, 5, 1), (2027, 5, 5)),
        ("2026年12月30日至1月1日", (2026, 12, 30), (2027, 1, 1)),
        ("12月30日至1月1日", (2026, 12, 30), (2027, 1, 1)),
        ("6月9日", (2027, 6, 9), (2027, 6, 9)),
    ],
)
def test_a_stretch_may_be_written_in_many_ways(
    line: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    assert read_days(2027, line, "").spans == ((date(*first), date(*last)),)


def test_a_line_without_a_date_is_named() -> None:
    found = read_days(2027, "1月1日\n十月一日\n2月30日", "周六").problems
    assert [(one.field, one.message.params["line"]) for one in found] == [
        ("holidays", "十月一日"),
        ("holidays", "2月30日"),
        ("worked", "周六"),
    ]


@given(st.frozensets(st.dates(date(2026, 12, 24), date(2027, 12, 31)), min_size=1, max_size=30))
def test_what_is_written_out_is_read_back(days: frozenset[date]) -> None:
    read = read_days(2027, written(together(days)), "")
    assert read.problems == ()
    assert msgspec.structs.replace(notice(), spans=read.spans).arrangement.free == days


def _fields(**changes: Any) -> set[str]:
    return {one.field for one in problems(notice(**changes), TODAY)}


def test_what_cannot_be_is_refused() -> None:
    one = date(2026, 1, 1)
    assert _fields(spans=()) == {"holidays"}
    assert _fields(spans=((one, date(2025, 12, 31)),)) == {"holidays"}  # ends before it begins
    assert _fields(spans=((one, date(2026, 2, 1)),)) == {"holidays"}  # a month
    assert _fields(spans=((date(2027, 1, 1), date(2027, 1, 3)),)) == {"holidays"}  # of another year
    assert _fields(worked=(date(2026, 1, 5),)) == {"worked"}  # a Monday
    assert _fields(worked=(date(2026, 1, 3),)) == {"worked"}  # off, too
    assert _fields(dated=TODAY + timedelta(days=1)) == {"dated"}
    assert _fields(spans=((date(2025, 12, 31), date(2026, 1, 2)),)) == set()  # New Year begins in December


def test_what_is_unusual_is_said() -> None:
    without = notice(spans=notice().spans[1:], worked=(), title="通知")
    said = [one.english() for one in warnings(without)]
    assert any("New Year" in one and "is not off" in one for one in said)
    assert any("No weekend day is worked" in one for one in said)
    assert any("does not name the year" in one for one in said)
    mistyped = notice(spans=(*notice().spans, (date(2026, 8, 3), date(2026, 8, 5))))
    assert any("no public holiday" in one.english() for one in warnings(mistyped))


def test_the_festivals_by_the_moon_are_days_off_in_every_known_year() -> None:
    assert set(YEARS) <= set(FESTIVALS)
    for year in YEARS:
        assert {day for _, day in statutory_days(year)} <= SHIPPED[year].free


def test_next_years_calendar_is_asked_for_from_the_middle_of_november() -> None:
    assert years_asked_for(date(2026, 11, 14)) == (2026,)
    assert years_asked_for(date(2026, 11, 15)) == (2026, 2027)
    assert years_asked_for(date(2027, 1, 2)) == (2027,)


_ARRANGED = st.frozensets(st.dates(date(2027, 1, 1), date(2027, 12, 31)), max_size=20).map(
    lambda free: Arrangement(2027, free, frozenset())
)
_AGREED = st.builds(
    Agreed, st.just(2027), st.dates(date(2026, 11, 20), date(2027, 3, 1)), st.booleans(), _ARRANGED
)


@given(
    st.lists(_AGREED, max_size=4).map(lambda all_: sorted(all_, key=lambda one: one.effective_from)),
    _AGREED,
    st.dates(date(2026, 11, 1), date(2027, 6, 1)),
    st.integers(1, 10),
)
def test_a_period_that_has_begun_is_not_touched_by_what_is_agreed_later(
    agreed: list[Agreed], later: Agreed, begins: date, count: int
) -> None:
    def ends(versions: list[Agreed]) -> date:
        counting = {year: one.arrangement for year, one in in_effect(versions, begins).items()}
        return certain_end(begins, count, counting)

    begun = [one for one in agreed if one.effective_from <= begins]
    assert ends(agreed) == ends(begun)
    if later.effective_from > begins:
        assert ends([*agreed, later]) == ends(agreed)
    if not begun or begun[-1].withdraws:
        assert ends(agreed) == certain_end(begins, count, {})  # as if nothing had been entered


def test_differences_say_what_each_day_becomes() -> None:
    shipped = SHIPPED[2026]
    other = Arrangement(2026, (shipped.free - {date(2026, 1, 2)}) | {date(2026, 1, 5)}, shipped.worked)
    assert [(one.day.day, one.worked) for one in differences(shipped, other)] == [(2, True), (5, False)]
    assert differences(shipped, shipped) == []


def test_the_year_view_counts_as_periods_do() -> None:
    months = months_of(SHIPPED[2026], frozenset({date(2026, 5, 9)}))
    counted = sum(is_working_day(date(2026, 1, 1) + timedelta(days=at), SHIPPED) for at in range(365))
    assert sum(month.working for month in months) == counted
    assert [month.changed for month in months].index(True) == 4
    assert all(len(week) == 7 for month in months for week in month.weeks)


def test_the_last_days_of_a_year_are_shown_as_the_next_notice_has_them() -> None:
    following = Arrangement(2027, frozenset({date(2026, 12, 31), date(2027, 1, 1)}), frozenset())
    shown = with_following(SHIPPED[2026], following)
    assert shown.free - SHIPPED[2026].free == {date(2026, 12, 31)}
    assert with_following(SHIPPED[2026], None) == SHIPPED[2026]
