"""How identity documents are read."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.documents.data import DOCUMENT_KINDS
from registry.documents.rules import (
    DocumentReading,
    age_on,
    check_digit,
    document_kind,
    read_document,
)

TODAY = date(2026, 11, 1)

births = st.dates(date(1956, 11, 2), date(2010, 11, 1))
sequences = st.integers(0, 999).map("{:03}".format)
bodies = st.builds(lambda birth, seq: f"369999{birth:%Y%m%d}{seq}", births, sequences)
numbers = bodies.map(lambda body: body + check_digit(body))


def said(reading: DocumentReading) -> str:
    return " ".join(text.english() for text in reading.warnings + reading.problems)


@given(st.text("0123456789", min_size=17, max_size=17))
def test_the_check_digit_is_that_of_the_weights_in_the_standard(body: str) -> None:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(place) * weight for place, weight in zip(body, weights, strict=True))
    assert check_digit(body) == "10X98765432"[total % 11]


@pytest.mark.parametrize("body", ["1234567890123456_", "1234567890123456 ", "1234567890123456a", "１２"])
def test_no_check_digit_without_digits(body: str) -> None:
    with pytest.raises(ValueError, match="digits"):
        check_digit(body)


@pytest.mark.parametrize(
    "number",
    [
        "11010519491231002X",
        "440524188001010014",
        "369999188001010015",
        "369999188001010023",
    ],
)
def test_the_published_examples_are_valid(number: str) -> None:
    reading = read_document("01", number, TODAY)
    assert reading.readable
    assert reading.valid_check_digit is True
    assert reading.number == number


@pytest.mark.parametrize(
    "kind, number, area",
    [
        ("02", "81000019970101001X", "810000"),
        ("02", "820000199701010011", "820000"),
        ("03", "830000199701010013", "830000"),
        ("04", "936156199001010019", "360000"),
    ],
)
def test_residence_permits_are_read_like_identity_cards_without_a_warning(
    kind: str, number: str, area: str
) -> None:
    reading = read_document(kind, number, TODAY)
    assert reading.readable
    assert reading.warnings == ()
    assert reading.area_code == area
    assert reading.birth_date is not None


@given(births, sequences)
def test_birth_date_and_sex_come_out_as_they_went_in(birth: date, sequence: str) -> None:
    body = f"369999{birth:%Y%m%d}{sequence}"
    reading = read_document("01", body + check_digit(body), TODAY)
    assert reading.birth_date == birth
    assert reading.sex == ("male" if int(sequence[2]) % 2 else "female")
    assert reading.example
    assert reading.warnings == ()


@given(numbers, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_every_single_wrong_digit_is_caught(number: str, place: int, other: str) -> None:
    wrong = number[:place] + other + number[place + 1 :]
    assert read_document("01", wrong, TODAY).readable == (wrong == number)


@given(numbers, st.integers(0, 16))
def test_every_swap_of_neighbours_is_caught(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert read_document("01", swapped, TODAY).readable == (swapped == number)


@given(numbers)
def test_reading_again_what_was_read_changes_nothing(number: str) -> None:
    once = read_document("01", number, TODAY)
    assert read_document("01", once.number, TODAY) == once


@given(
    numbers,
    st.sampled_from(["", " ", "-", "\u200b", "\u3000", "·"]),
    st.integers(1, 17),
    st.booleans(),
)
def test_separators_and_full_width_digits_do_not_matter(
    number: str, separator: str, place: int, wide: bool
) -> None:
    written = number[:place] + separator + number[place:]
    if wide:
        written = "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in written)
    assert read_document("01", written, TODAY).number == number


@pytest.mark.parametrize("sign", ["X", "x", "Ｘ", "ｘ", "Х", "х", "Χ", "×", "*"])  # Latin, Cyrillic, Greek
def test_everything_that_is_typed_for_the_last_x_is_read_as_x(sign: str) -> None:
    reading = read_document("01", "11010519491231002" + sign, TODAY)
    assert reading.number == "11010519491231002X"
    assert reading.readable


@pytest.mark.parametrize("sign", ["X", "Х", "×", "*"])
def test_an_x_anywhere_else_is_a_problem(sign: str) -> None:
    reading = read_document("01", f"36999{sign}188001010015", TODAY)
    assert not reading.readable
    assert "Place 6" in said(reading)


def test_letters_that_look_like_digits_are_read_as_digits_with_a_warning() -> None:
    reading = read_document("01", "36999918800lOl00I5", TODAY)
    assert reading.number == "369999188001010015"
    assert reading.readable
    assert "Letters were read as digits" in said(reading)


def test_a_wrong_check_digit_says_which_one_was_expected() -> None:
    reading = read_document("01", "369999188001010014", TODAY)
    assert reading.valid_check_digit is False
    assert reading.expected_check_digit == "5"
    assert "should be 5, not 4" in said(reading)


def test_the_29th_of_february_1900_is_no_date() -> None:
    reading = read_document("01", "369999190002290031", TODAY)
    assert reading.birth_date is None
    assert "19000229" in said(reading)


def test_a_birth_date_after_today_is_a_problem() -> None:
    body = f"369999{TODAY + timedelta(days=1):%Y%m%d}001"
    assert "future" in said(read_document("01", body + check_digit(body), TODAY))


@given(births, sequences)
def test_an_old_number_of_15_digits_becomes_the_18_digits_of_the_same_person(birth: date, seq: str) -> None:
    if birth.year > 1999:
        birth = birth.replace(year=1999, day=min(birth.day, 28))
    reading = read_document("01", f"369999{birth:%y%m%d}{seq}", TODAY)
    body = f"369999{birth:%Y%m%d}{seq}"
    assert reading.number == body + check_digit(body)
    assert reading.valid_check_digit is None
    assert reading.birth_date == birth
    assert "15 digits" in said(reading)


@pytest.mark.parametrize("written", ["3.69999E+17", "3.69999e+17", "4E+17"])
def test_a_number_cut_by_a_spreadsheet_is_told_as_such(written: str) -> None:
    assert "spreadsheet" in said(read_document("01", written, TODAY))


def test_a_number_rounded_by_a_spreadsheet_is_told_as_such() -> None:
    assert "rounding" in said(read_document("01", "369999188001010000", TODAY))


@pytest.mark.parametrize("length", [0, 14, 16, 17, 19])
def test_the_wrong_length_is_a_problem(length: int) -> None:
    reading = read_document("01", "3" * length, TODAY)
    assert f"{length} places" in said(reading)


@pytest.mark.parametrize(
    "area, warning",
    [
        ("360122", "former one (新建县); today the area is 南昌市新建区"),
        ("362101", "former one (赣州地区)"),
        ("360199", "on no list"),
        ("780101", "No province"),
        ("360113", "made in 2019"),
        ("810000", "another document"),
    ],
)
def test_odd_area_codes_are_warned_about_and_accepted(area: str, warning: str) -> None:
    body = f"{area}18800101001"
    reading = read_document("01", body + check_digit(body), TODAY)
    assert reading.readable
    assert warning in said(reading)


@pytest.mark.parametrize("area", ["360102", "360402", "330106"])
def test_usual_area_codes_are_not_warned_about(area: str) -> None:
    body = f"{area}18800101001"
    assert "area" not in said(read_document("01", body + check_digit(body), TODAY))


def test_a_permit_that_begins_like_an_identity_card_is_accepted_with_a_warning() -> None:
    reading = read_document("02", "369999188001010015", TODAY)
    assert reading.readable
    assert "usually begin with 81 / 82" in said(reading)


@pytest.mark.parametrize("age, odd", [(15, True), (16, False), (70, False), (71, True)])
def test_an_age_outside_the_window_is_only_warned_about(age: int, odd: bool) -> None:
    body = f"369999{TODAY.replace(year=TODAY.year - age):%Y%m%d}001"
    reading = read_document("01", body + check_digit(body), TODAY)
    assert reading.readable
    assert bool(reading.warnings) is odd


@pytest.mark.parametrize(
    "kind, written, number",
    [
        ("05", "xy3601199012345", None),
        ("05", "xyz-3601-1990-1234", "XYZ360119901234"),
        ("06", "h12345678", "H12345678"),
        ("06", "M12345678 01", "M12345678"),
        ("06", "A12345678", None),
        ("07", "12345678", "12345678"),
        ("07", "1234567890B", "1234567890B"),
        ("07", "1234567", None),
        ("08", "e 1234 5678", "E12345678"),
        ("08", "E123", None),
        ("08", "E12<456", None),
        ("09", " 南字第  1234567 号 ", "南字第 1234567 号"),
        ("09", "  ", None),
    ],
)
def test_documents_without_check_digit_are_read_by_their_shape(
    kind: str, written: str, number: str | None
) -> None:
    reading = read_document(kind, written, TODAY)
    assert reading.valid_check_digit is None
    if number is None:
        assert reading.problems
    else:
        assert reading.readable
        assert reading.number == number


def test_digits_of_other_scripts_are_not_taken_for_digits() -> None:
    arabic = "".join(chr(0x0660 + int(digit)) for digit in "369999188001010015")
    assert not read_document("01", arabic, TODAY).readable


def test_an_unknown_kind_is_a_problem_and_not_an_error() -> None:
    assert not read_document("77", "1", TODAY).readable


@given(st.sampled_from(sorted(DOCUMENT_KINDS)), st.text(max_size=30))
def test_whatever_is_typed_is_read_without_an_error(kind: str, written: str) -> None:
    reading = read_document(kind, written, TODAY)
    assert reading.kind == kind
    assert reading.readable or reading.problems


@pytest.mark.parametrize(
    "label, kind",
    [
        ("身份证", "01"),
        (" 居民身份证 ", "01"),
        ("港澳居民居住证", "02"),
        ("外国人永久居留身份证(2023版)", "04"),
        ("护照", "08"),
        ("Passport", "08"),
        ("03", "03"),
        ("驾驶证", None),
    ],
)
def test_kinds_are_found_by_the_words_people_use(label: str, kind: str | None) -> None:
    assert document_kind(label) == kind


@given(births, st.integers(0, 40_000))
def test_age_never_falls_as_days_pass(birth: date, days: int) -> None:
    day = birth + timedelta(days=days)
    assert 0 <= age_on(birth, day) <= age_on(birth, day + timedelta(days=1)) <= age_on(birth, day) + 1


def test_who_was_born_on_29_february_completes_the_year_on_1_march() -> None:
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18
