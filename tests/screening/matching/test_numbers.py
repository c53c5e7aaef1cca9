"""Numbers and birth dates as they are written, and what their agreement says."""

from __future__ import annotations

from itertools import pairwise

import pytest

from registry.documents.rules import check_digit
from screening.matching.births import Birth, by_the_moon, compare, read_birth
from screening.matching.identity import Document, Identity
from screening.matching.numbers import neighbours, read_number, slips
from screening.matching.profile import Profile
from screening.matching.scoring import score

BODY = "36999919900215001"
NUMBER = BODY + check_digit(BODY)


def how(one: str, other: str, kind: str = "01", other_kind: str = "") -> str:
    left, right = (
        Profile(Identity(documents=(Document(k, n),))) for k, n in ((kind, one), (other_kind or kind, other))
    )
    found = score(left, right)
    part = found.part("document") or found.part("number")
    assert part == (score(right, left).part("document") or score(right, left).part("number"))
    return part.how if part else ""


def valid(body: str) -> str:
    return body + check_digit(body)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (NUMBER, "same"),
        (f"{BODY[:6]}{BODY[8:]}", "same"),  # 15 places
        (NUMBER[:10] + "7" + NUMBER[11:], "slip_wrong_check"),
        (BODY[:15] + BODY[16] + BODY[15] + NUMBER[17], "slip_wrong_check"),
        (NUMBER[:3] + NUMBER[4:], "completed"),  # a place lost
        (NUMBER[:8] + "4" + NUMBER[8:], "completed"),  # one too many
        (valid(BODY[:14] + "005"), "slip_in_order"),
        (valid(BODY[:14] + "642"), "area_birth"),
        (valid("361111" + BODY[6:]), "other_area"),
        (valid("361111198812120017"[:17]), "different_valid"),
        ("369999********" + NUMBER[14:], "mask"),
        ("3699991990＊＊＊＊" + NUMBER[14:], "mask"),
        ("369999××××××××" + NUMBER[14:], "mask"),
        ("尾号：" + NUMBER[14:], "mask"),
        ("369999********9999", "mask_differs"),
    ],
)
def test_two_resident_numbers(other: str, expected: str) -> None:
    assert how(NUMBER, other) == expected


@pytest.mark.parametrize(
    ("kind", "one", "other", "expected"),
    [
        ("06", "H1234567801", "H12345678", "same_other"),
        ("06", "H12345678", "HI2345678", "same_other"),
        ("07", "0123456702", "01234567", "same_other"),
        ("08", "EB1234567", "E81234567", "same_misread"),
        ("08", "E12345678", "E12345679", "other_slip"),
        ("08", "E12345678", "G87654321", ""),
    ],
)
def test_two_other_documents(kind: str, one: str, other: str, expected: str) -> None:
    assert how(one, other, kind) == expected


def test_a_passport_says_nothing_about_a_resident_number() -> None:
    assert how(NUMBER, "E12345678", "01", "08") == ""


@pytest.mark.parametrize("prefix", ["810000", "820000", "830000", "936156"])
def test_residence_permits_and_cards_are_read_like_citizen_numbers(prefix: str) -> None:
    read = read_number("02", valid(prefix + "19970101001"))
    assert read is not None
    assert (read.checked, read.birth) == (True, Birth(1997, 1, 1))


def test_every_neighbour_is_one_slip_away() -> None:
    assert {slips(BODY, other) for other in neighbours(BODY)} == {1}
    assert len(set(neighbours(BODY))) == 17 * 9 + sum(a != b for a, b in pairwise(BODY))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1990-05-03", Birth(1990, 5, 3)),
        ("19900503", Birth(1990, 5, 3)),
        ("1990.5.3", Birth(1990, 5, 3)),
        ("1990年5月3日", Birth(1990, 5, 3)),
        ("1990-05", Birth(1990, 5)),
        ("1990", Birth(1990)),
        ("1990-00-00", Birth(1990)),
        ("1990-17-05", Birth(1990, 5, 17)),
        ("", None),
        ("soon", None),
    ],
)
def test_dates_are_read_as_offices_write_them(written: str, read: Birth | None) -> None:
    assert read_birth(written) == read


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("1990-05-03", "1990-05-03", "same"),
        ("1990-01-01", "1990-01-01", "same_first"),
        ("1990-05-03", "1990-03-05", "swapped"),
        ("1998-05-03", "2008-05-03", "decade"),
        ("2008-05-03", "1998-05-03", "decade"),
        ("1988-05-03", "2008-05-03", "differs"),
        ("1990-01-27", "1990-01-01", "lunar"),
        ("1990-05-03", "1990-05-01", "defaulted"),
        ("1990-05-23", "1990-01-01", "defaulted"),
        ("1990-05-03", "1990-05", "month"),
        ("1990-05-03", "1990", "year"),
        ("1990-05-23", "1990-05-28", "digit"),
        ("1990-05-03", "1989-05-03", "years"),
        ("1990-05-23", "1990-06-14", "near"),
        ("1990-05-23", "1990-11-14", "same_year"),
        ("1990-05-23", "1977-11-14", "differs"),
    ],
)
def test_how_two_dates_agree(one: str, other: str, expected: str) -> None:
    left, right = read_birth(one), read_birth(other)
    assert left is not None
    assert right is not None
    assert compare(left, right) == compare(right, left) == expected


def test_the_first_day_of_a_lunar_year() -> None:
    assert by_the_moon(Birth(1990, 1, 1)) == (Birth(1990, 1, 27),)
