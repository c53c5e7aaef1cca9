"""Licence identifiers: put together, read back, and every slip of the pen noticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.identifiers.rules import Identifier, check_character, identifier, read_identifier

TYPE, USCC, NUMBER = "11100000000013338W001", "91360100MA35ABCDEF", "S000036000001264000001"
GOOD = identifier(TYPE, USCC, NUMBER, 1)


def test_known_check_characters() -> None:
    """A Global Release Identifier, which uses the same rule."""
    assert check_character("A12425GABC1234002") == "M"


def test_read_back() -> None:
    assert read_identifier(GOOD) == Identifier(TYPE, USCC, NUMBER, 1)
    assert read_identifier(f"  {GOOD.lower()} ") == Identifier(TYPE, USCC, NUMBER, 1)
    assert read_identifier(GOOD.replace(".", "。")) == Identifier(TYPE, USCC, NUMBER, 1)


@given(st.integers(15, len(GOOD) - 1), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
def test_one_wrong_sign_is_noticed(place: int, sign: str) -> None:
    written = GOOD[:place] + sign + GOOD[place + 1 :]
    assert (read_identifier(written) is None) is (written != GOOD)


def test_neighbours_exchanged_are_nearly_always_noticed() -> None:
    swapped = {
        GOOD[:place] + GOOD[place + 1] + GOOD[place] + GOOD[place + 2 :] for place in range(15, len(GOOD) - 1)
    } - {GOOD}
    assert sum(read_identifier(written) is not None for written in swapped) <= len(swapped) * 0.05


@given(st.text(max_size=120))
def test_whatever_is_typed_is_no_accident(written: str) -> None:
    found = read_identifier(written)
    assert found is None or identifier(found.type_code, found.issuer, found.serial, found.version)


@pytest.mark.parametrize(
    "parts",
    [("", USCC, NUMBER, 1), (TYPE, "9136", NUMBER, 1), (TYPE, USCC, NUMBER, 0), (TYPE, USCC, "a b", 1)],
)
def test_what_does_not_fit_is_a_fault_of_the_caller(parts: tuple[str, str, str, int]) -> None:
    with pytest.raises(ValueError):
        identifier(*parts)
