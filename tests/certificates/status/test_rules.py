"""The bit string: W3C's order of bits, the same text for the same bits, and nothing that cannot be read."""

from __future__ import annotations

import base64
import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.status.rules import SIZE, bits, decoded, encoded, is_set


@given(st.sets(st.integers(0, SIZE - 1), max_size=40))
@settings(max_examples=30)
def test_what_is_set_is_read_and_nothing_else(places: set[int]) -> None:
    read = decoded(encoded(bits(places)))
    assert {place for place in range(SIZE) if read[place // 8] and is_set(read, place)} == places


def test_place_0_is_the_leftmost_bit() -> None:
    assert bits([0])[:2] == b"\x80\x00"
    assert bits([15])[:2] == b"\x00\x01"


def test_the_same_bits_give_the_same_text() -> None:
    assert encoded(bits([3, 9])) == encoded(bits([9, 3]))


def packed(data: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(gzip.compress(data, mtime=0)).decode()


@pytest.mark.parametrize(
    "written",
    ["", "zabc", "u!!", "uAAAA", encoded(bits([1]))[:40], packed(b"\0" * 100), packed(b"\0" * SIZE * 9)],
)
def test_what_is_no_list_is_refused(written: str) -> None:
    with pytest.raises(ValueError):
        decoded(written)


@pytest.mark.parametrize("place", [-1, SIZE])
def test_a_place_outside_is_refused(place: int) -> None:
    with pytest.raises(ValueError):
        is_set(bits([]), place)
