"""How long a link is good, and the end of the number that its holder must know."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from registry.invitations.rules import expiry, knows_number

NUMBERS = ["36999920000517003X", "H12345678"]


@pytest.mark.parametrize("written", ["17003X", "17003x", " 170 03x", "１７００３Ｘ", "345678"])
def test_the_end_of_any_document_in_any_writing(written: str) -> None:
    assert knows_number(written, NUMBERS)


@pytest.mark.parametrize("written", ["", "3X", "7003X", "517003X", "36999920000517003X", "170031", "699992"])
def test_less_more_and_other_places_are_wrong(written: str) -> None:
    assert not knows_number(written, NUMBERS)


@pytest.mark.parametrize("written", ["", "12345"])
def test_who_has_no_long_enough_number_cannot_be_known_by_it(written: str) -> None:
    assert not knows_number(written, ["12345", ""])
    assert not knows_number(written, [])


def test_a_link_is_good_for_a_week() -> None:
    made = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    assert expiry(made) == datetime(2026, 3, 9, 9, 30, tzinfo=UTC)
