"""The number of a certificate and its check code."""

from __future__ import annotations

import secrets
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.numbers.data import LETTERS
from certificates.numbers.rules import (
    CHECK_CODE_SIGNS,
    LENGTH,
    build_number,
    check_code,
    contradictions,
    grouped_check_code,
    read_check_code,
    read_number,
    valid_prefix,
)

prefixes = st.builds("{}{:012}".format, st.sampled_from(sorted(LETTERS)), st.integers(0, 10**12 - 1))
years = st.integers(2019, 2099)
levels = st.integers(1, 5)
serials = st.integers(1, 999_999)
PREFIX = "S000036000001"


@given(prefixes, years, levels, serials)
def test_a_number_comes_apart_as_it_was_put_together(prefix: str, year: int, level: int, serial: int) -> None:
    number = build_number(prefix, year=year, level=level, serial=serial)
    reading = read_number(number)
    assert len(number) == LENGTH
    assert reading.problems == ()
    assert reading.parts is not None
    assert (reading.parts.prefix, reading.parts.year) == (prefix, year)
    assert (reading.parts.level, reading.parts.serial) == (level, serial)


@given(prefixes, years, levels, st.tuples(serials, serials))
def test_two_serials_never_make_the_same_number(
    prefix: str, year: int, level: int, pair: tuple[int, int]
) -> None:
    one, other = (build_number(prefix, year=year, level=level, serial=serial) for serial in pair)
    assert (one == other) == (pair[0] == pair[1])


def test_a_number_of_2019_is_read_part_by_part() -> None:
    parts = read_number("Y000123360042195000001").parts
    assert parts is not None
    assert (parts.letter, parts.evaluator, parts.province, parts.site) == ("Y", "0001", "23", "360042")
    assert (parts.year, parts.level, parts.serial) == (2019, 5, 1)


@pytest.mark.parametrize(
    "written",
    ["s0000 36000001 26 5 000042", "Ｓ０００0-36000001-265-000042", "SOOOO36OOOOOI265OOOO42"],
)
def test_a_number_is_read_however_it_is_typed(written: str) -> None:
    assert read_number(written).number == "S000036000001265000042"


@pytest.mark.parametrize(
    "written, problem",
    [
        ("", "0 places"),
        ("S00003600000126500004", "21 places"),
        ("S0000360000012650000421", "23 places"),
        ("1000036000001265000042", "one letter and 21 digits"),
        ("SS00036000001265000042", "one letter and 21 digits"),
        ("X000036000001265000042", "begins with X"),
        ("S000036000001266000042", "cannot be 6"),
        ("S000036000001260000042", "cannot be 0"),
        ("S000036000001265000000", "000000"),
    ],
)
def test_what_cannot_be_a_number_says_why(written: str, problem: str) -> None:
    reading = read_number(written)
    assert reading.parts is None
    assert problem in reading.problems[0].english()


@given(st.text(max_size=30))
def test_whatever_is_typed_is_read_without_an_error(written: str) -> None:
    reading = read_number(written)
    assert (reading.parts is None) == bool(reading.problems)


@pytest.mark.parametrize(
    "prefix, year, level, serial",
    [
        ("S00003600000", 2026, 5, 1),
        ("X000036000001", 2026, 5, 1),
        (PREFIX, 1999, 5, 1),
        (PREFIX, 2100, 5, 1),
        (PREFIX, 2026, 0, 1),
        (PREFIX, 2026, 6, 1),
        (PREFIX, 2026, 5, 0),
        (PREFIX, 2026, 5, 1_000_000),
    ],
)
def test_a_number_that_cannot_exist_is_not_built(prefix: str, year: int, level: int, serial: int) -> None:
    with pytest.raises(ValueError, match="no certificate number"):
        build_number(prefix, year=year, level=level, serial=serial)


def test_a_number_must_agree_with_its_certificate() -> None:
    parts = read_number("S000036000001265000042").parts
    assert parts is not None

    def said(**facts: object) -> str:
        usual: dict[str, object] = {"level": 5, "issued_on": date(2026, 11, 1), "prefix": PREFIX}
        return " ".join(each.english() for each in contradictions(parts, **(usual | facts)))  # type: ignore[arg-type]

    assert said() == ""
    assert "level 5, the certificate level 4" in said(level=4)
    assert "2026, the certificate 2025" in said(issued_on=date(2025, 12, 31))
    assert "another evaluator" in said(prefix="S000036000002")
    assert "another province" in said(prefix="S000037000001")


def test_a_letter_nobody_has_confirmed_is_marked() -> None:
    assert LETTERS["J"].needs_confirm
    assert valid_prefix("J000036000001")
    assert not valid_prefix("Z000036000001")


@given(st.binary(min_size=5, max_size=5))
def test_a_check_code_has_eight_signs_and_is_read_as_it_is_printed(entropy: bytes) -> None:
    code = check_code(entropy)
    assert len(code) == 8
    assert set(code) <= set(CHECK_CODE_SIGNS)
    assert read_check_code(grouped_check_code(code).lower()) == code


@given(st.binary(min_size=5, max_size=5), st.binary(min_size=5, max_size=5))
def test_no_bit_of_the_randomness_is_lost(one: bytes, other: bytes) -> None:
    assert (check_code(one) == check_code(other)) == (one == other)


def test_confusing_letters_are_read_as_what_was_printed() -> None:
    assert not set("ILOU") & set(CHECK_CODE_SIGNS)
    assert read_check_code("OOiL-u2Vv") == "0011V2VV"


@pytest.mark.parametrize("written", ["", "1234567", "123456789", "1234-567中"])
def test_what_cannot_be_a_check_code_is_none(written: str) -> None:
    assert read_check_code(written) is None


def test_fresh_check_codes_differ() -> None:
    assert len({check_code(secrets.token_bytes(5)) for _ in range(100)}) == 100
