"""How names are read and masked."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.people.rules import (
    check_digit,
    disagreements,
    mask_name,
    mask_number,
    read_document,
    read_name,
    surname,
)

TODAY = date(2026, 11, 1)


@pytest.mark.parametrize(
    "written, name",
    [
        ("王 小明", "王小明"),
        (" 欧阳\u3000娜娜 ", "欧阳娜娜"),
        ("王\u200b小明", "王小明"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽．买买提", "阿依古丽·买买提"),
        ("阿依古丽 ・ 买买提", "阿依古丽·买买提"),
        ("John   Smith", "John Smith"),
        ("ＪＯＨＮ Smith", "JOHN Smith"),
        ("O'Brien", "O'Brien"),
    ],
)
def test_spaces_dots_and_widths_are_settled(written: str, name: str) -> None:
    reading = read_name(written)
    assert reading.name == name
    assert reading.problems == ()


@pytest.mark.parametrize(
    "written, aliases",
    [
        ("王小明（曾用名：王二）", ("王二",)),
        ("王小明(曾用名王二、王三)", ("王二", "王三")),
        ("王小明【原名:王 二】", ("王二",)),
        ("王小明（王二）", ("王二",)),
        ("王小明", ()),
        ("王小明（）", ()),
    ],
)
def test_former_names_in_brackets_are_set_apart(written: str, aliases: tuple[str, ...]) -> None:
    reading = read_name(written)
    assert reading.name == "王小明"
    assert reading.aliases == aliases


@pytest.mark.parametrize(
    "written", ["", "  ", "李?", "李□", "李*", "李\ue863", "李小明1", "李,明", "李" * 61]
)
def test_what_cannot_be_a_name_is_a_problem(written: str) -> None:
    assert read_name(written).problems


@pytest.mark.parametrize("written", ["肖", "阿" * 26])
def test_a_very_short_or_long_name_is_only_warned_about(written: str) -> None:
    reading = read_name(written)
    assert reading.problems == ()
    assert reading.warnings


@given(st.text(max_size=40))
def test_reading_a_name_again_changes_nothing(written: str) -> None:
    once = read_name(written)
    if not once.problems:
        assert read_name(once.name).name == once.name


@pytest.mark.parametrize(
    "name, family",
    [
        ("王小明", "王"),
        ("欧阳娜娜", "欧阳"),
        ("歐陽娜娜", "歐陽"),
        ("欧阳", "欧"),
        ("爱新觉罗溥", "爱新觉罗"),
    ],
)
def test_the_surname_may_have_several_characters(name: str, family: str) -> None:
    assert surname(name) == family


@pytest.mark.parametrize(
    "name, masked",
    [
        ("王小明", "王**"),
        ("张伟", "张*"),
        ("欧阳娜", "欧阳*"),
        ("肖", "*"),
        ("", "*"),
        ("阿依古丽·买买提", "阿***·***"),
        ("John Smith", "J*** S***"),
    ],
)
def test_a_masked_name_keeps_the_surname_only(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_a_masked_identity_number_keeps_three_and_two_places() -> None:
    assert mask_number("369999188001010015") == "369*************15"


@given(st.text("0123456789ABCDEFX", max_size=20))
def test_a_masked_number_has_the_same_length_and_shows_at_most_five_places(number: str) -> None:
    masked = mask_number(number)
    assert len(masked) == len(number)
    assert len(masked) - masked.count("*") <= 5
    assert len(number) < 4 or masked.count("*") >= 1


def test_declared_facts_that_differ_from_the_number_are_pointed_out() -> None:
    body = "36999919900101001"
    reading = read_document("01", body + check_digit(body), TODAY)
    assert disagreements(reading, date(1990, 1, 1), "male") == ()
    assert len(disagreements(reading, date(1990, 1, 2), "female")) == 2
    assert disagreements(reading, None, None) == ()
