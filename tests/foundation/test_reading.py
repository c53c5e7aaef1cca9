"""Dates, numbers and texts as people write them."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.reading import (
    Made,
    number_within,
    one_of,
    parse_date,
    parse_document_number,
    parse_number,
    parse_text,
)

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
TO_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
NUMERALS = "〇一二三四五六七八九"
TO_NUMERALS = str.maketrans("0123456789", NUMERALS)


def chinese(number: int) -> str:
    """7 as 七, 12 as 十二, 30 as 三十."""
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else NUMERALS[tens]) + ("十" if tens else "") + (NUMERALS[ones] if ones else "")


SPELLINGS = (
    lambda d: f"{d.year}-{d.month}-{d.day}",
    lambda d: f"{d.year}/{d.month:02d}/{d.day:02d}",
    lambda d: f"{d.year}.{d.month}.{d.day}",
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f" {d.year} 年 {d.month} 月 {d.day} 日 ",
    lambda d: f"{d:%Y%m%d}",
    lambda d: f"{d:%Y%m%d}".translate(TO_FULL_WIDTH),
    lambda d: f"{d.year}-{d.month}-{d.day}".translate(TO_FULL_WIDTH),
    lambda d: f"{d.isoformat()} 00:00:00",
    lambda d: f"{d.isoformat()}T08:30:00",
    lambda d: f"{d.year:04d}".translate(TO_NUMERALS) + f"年{chinese(d.month)}月{chinese(d.day)}日",
)


@given(DAYS, st.sampled_from(SPELLINGS))
def test_every_spelling_of_a_date_is_read(day: date, spelling) -> None:  # type: ignore[no-untyped-def]
    assert parse_date(spelling(day)).value == day


@given(DAYS)
def test_a_date_as_we_write_it_is_no_conversion(day: date) -> None:
    assert parse_date(day.isoformat()) == parse_date(f"{day.isoformat()} 00:00:00")
    assert parse_date(day.isoformat()).made == ()


@given(st.dates(date(1957, 7, 1), date(2090, 12, 31)))
def test_a_day_number_is_read_and_said(day: date) -> None:
    read = parse_date(str((day - date(1899, 12, 30)).days))
    assert (read.value, read.made) == (day, (Made.DAY_NUMBER,))


@pytest.mark.parametrize(
    "written,problem",
    [
        ("1998.13.2", "There is no month 13."),
        ("2001-2-29", "Month 2 of 2001 has 28 days, not 29."),
        ("19000229", "Month 2 of 1900 has 28 days, not 29."),
        ("2001-00-10", "There is no month 0."),
        ("2001-6-31", "Month 6 of 2001 has 30 days, not 31."),
        ("0985-01-01", "The year 985 cannot be right."),
        ("2001-3", "The day is missing."),
        ("200103", "The day is missing."),
        ("2001年", "The day is missing."),
        ("3/5/2001", "The year must come first and have four digits."),
        ("85.3.5", "The year must come first and have four digits."),
        ("5-Mar-2001", "The year must come first and have four digits."),
        ("20013", "“20013” is not a date."),
        ("去年", "“去年” is not a date."),
    ],
)
def test_what_is_no_date_is_said_in_words(written: str, problem: str) -> None:
    read = parse_date(written)
    assert read.value is None
    assert read.problem
    assert read.problem.english() == problem
    assert read.remedy


@given(st.text(max_size=40))
def test_whatever_is_written_is_read_or_refused(written: str) -> None:
    for reader in (parse_date, parse_number, parse_text, parse_document_number, number_within(0, 100)):
        read = reader(written)
        assert read.value is None or read.problem is None
        if read.problem:
            assert read.problem.english()


@given(st.text(max_size=40))
def test_text_is_settled_once_read(written: str) -> None:
    for reader in (parse_text, parse_document_number):
        read = reader(written)
        if read.value is not None:
            again = reader(read.value)
            assert again.value == read.value
            assert again.made == ()
            assert not any(unicodedata.category(char) == "Cc" for char in read.value)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9))
def test_numbers_in_any_width(number: Decimal) -> None:
    assert parse_number(f"{number:f}").value == number
    assert parse_number(f"{number:,.2f}").value == number
    assert parse_number(f"{number:f}".translate(TO_FULL_WIDTH)).value == number
    assert parse_number(f"{number:f} 学时").made == (Made.UNIT,)


@pytest.mark.parametrize("written", ["1e3", "3.7E+17", "12,34", "八十", "85/100", "--5", "٣"])
def test_what_is_no_number(written: str) -> None:
    assert parse_number(written).problem


@pytest.mark.parametrize("written", ["101", "-1", "85.555", "100.001"])
def test_numbers_out_of_bounds(written: str) -> None:
    assert number_within(0, 100)(written).problem


def test_numbers_within_bounds() -> None:
    assert number_within(0, 100)("８５.５０分").value == Decimal("85.50")


def test_text_keeps_chinese_signs_and_drops_what_cannot_be_seen() -> None:
    read = parse_text("\ufeff 张\u200b三（Ａ班），１２号 ")
    assert read.value == "张三（A班），12号"
    assert set(read.made) == {Made.INVISIBLE, Made.FULL_WIDTH}


@pytest.mark.parametrize("sign", ["\0", "\x07", "\x1b", "\x7f"])
def test_control_characters_are_refused(sign: str) -> None:
    assert parse_text(f"a{sign}b").problem


@pytest.mark.parametrize("written", ["=1+1", "+86138", "-5", "@a", "\t1", "＝1"])
def test_the_guard_against_formulas_is_taken_off(written: str) -> None:
    assert parse_text("'" + written) == parse_text(written)


def test_an_apostrophe_in_a_name_stays() -> None:
    assert parse_text("O'Brien").value == "O'Brien"
    assert parse_text("'tHart").value == "'tHart"


@pytest.mark.parametrize(
    "written,number,made",
    [
        ("36999919850101123x", "36999919850101123X", {Made.CAPITAL_X}),
        ("369999 19850101 123X", "36999919850101123X", {Made.SPACES}),
        ("369999-19850101-123X", "36999919850101123X", {Made.SEPARATORS}),
        ("３６９９９９１９８５０１０１１２３Ｘ", "36999919850101123X", {Made.FULL_WIDTH}),
        ("\u202a36999919850101123X\u202c", "36999919850101123X", {Made.INVISIBLE}),
        ("'369999198501011234", "369999198501011234", set()),
        ("H12345678(01)", "H12345678(01)", set()),
    ],
)
def test_document_numbers(written: str, number: str, made: set[Made]) -> None:
    read = parse_document_number(written)
    assert read.value == number
    assert set(read.made) == made


def test_choices() -> None:
    sex = one_of({"female": ("女", "女性"), "male": ("男",)})
    assert sex(" 女 性 ").value == "female"
    assert sex("FEMALE").value == "female"
    assert sex("").value is None
    wrong = sex("不详")
    assert wrong.problem
    assert wrong.remedy
    assert wrong.remedy.english() == "Write one of: 女、男."
