"""Sealed values and blind indexes tell nothing without the key, and nothing in another place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.errors import Unavailable
from foundation.sealing import (
    Keyring,
    blind_index,
    key_hash64,
    new_keyring,
    seal,
    unseal,
    use_keyring,
)


@pytest.fixture(autouse=True, scope="module")
def _keys() -> Iterator[None]:
    from foundation import sealing

    before = sealing._keyring
    use_keyring(new_keyring())
    yield
    use_keyring(before)


@given(st.text())
def test_what_was_sealed_opens_again(plain: str) -> None:
    assert unseal(seal(plain, "person_document.number"), "person_document.number") == plain


def test_the_same_value_never_looks_the_same_twice() -> None:
    assert seal("369999", "a.b") != seal("369999", "a.b")


def test_a_sealed_value_does_not_open_in_another_place() -> None:
    with pytest.raises(Unavailable):
        unseal(seal("369999", "person.phone"), "person_document.number")


@given(st.integers(min_value=1, max_value=40))
def test_one_changed_byte_is_noticed(at: int) -> None:
    sealed = bytearray(seal("369999188001010015", "a.b"))
    at = min(at, len(sealed) - 1)
    sealed[at] ^= 1
    with pytest.raises(Unavailable):
        unseal(bytes(sealed), "a.b")


def test_equal_values_of_one_kind_have_equal_indexes_and_other_kinds_have_not() -> None:
    assert blind_index("01", "x") == blind_index("01", "x")
    assert blind_index("01", "x") != blind_index("02", "x")
    assert blind_index("0", "1x") != blind_index("01", "x")


def test_a_hash_of_64_bits_fits_into_a_bigint() -> None:
    assert all(-(2**63) <= key_hash64("k", str(n)) < 2**63 for n in range(1000))


def test_another_key_gives_another_index_and_opens_nothing() -> None:
    sealed, index = seal("x", "a.b"), blind_index("01", "x")
    from foundation import sealing

    ours = sealing.keyring()
    use_keyring(new_keyring())
    try:
        assert blind_index("01", "x") != index
        with pytest.raises(Unavailable):
            unseal(sealed, "a.b")
    finally:
        use_keyring(ours)


def test_an_older_key_still_opens_after_a_new_one_seals() -> None:
    from foundation import sealing

    ours = sealing.keyring()
    sealed = seal("x", "a.b")
    newer = new_keyring().keys[0]
    try:
        use_keyring(Keyring(2, [*ours.keys, type(newer)(2, newer.seal, newer.index)]))
        assert unseal(sealed, "a.b") == "x"
        assert seal("x", "a.b")[0] == 2
    finally:
        use_keyring(ours)


def test_without_keys_nothing_is_sealed() -> None:
    from foundation import sealing

    ours = sealing.keyring()
    use_keyring(None)
    try:
        with pytest.raises(Unavailable):
            seal("x", "a.b")
    finally:
        use_keyring(ours)
