"""The tree against RFC 6962's definition written down a second time, every proof against its forgery."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.credentials.signing import FileSigner
from certificates.log.checkpoints import Checkpoint, read_note, read_verifier_key, signed_note, verifier_key
from certificates.log.entries import Happened, Past, Subject, entries
from certificates.log.rules import (
    EMPTY_ROOT,
    Tiles,
    append,
    consistency,
    continues,
    includes,
    inclusion,
    leaf_hash,
    needed,
    root,
)

LEAVES = [leaf_hash(str(n).encode()) for n in range(70_000)]
SIZES = [1, 2, 3, 7, 255, 256, 257, 511, 512, 513, 1000, 4096, 65_535, 65_536, 65_537, 70_000]


def defined(leaves: list[bytes]) -> bytes:
    """MTH as RFC 6962 defines it."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\1" + defined(leaves[:split]) + defined(leaves[split:])).digest()


@pytest.fixture(scope="module")
def whole() -> Tiles:
    tiles: Tiles = {}
    append(tiles, 0, LEAVES)
    return tiles


def part(whole: Tiles, size: int, *indices: int) -> Tiles:
    """Only the tiles that are said to be needed, no longer than they were when the log had this size."""
    cut: Tiles = {}
    for level, number in needed(size, *indices):
        entries_there = size // 256**level - number * 256
        cut[level, number] = whole[level, number][: 32 * max(0, min(256, entries_there))]
    return cut


@pytest.mark.parametrize("size", SIZES)
def test_root_is_the_defined_one(whole: Tiles, size: int) -> None:
    assert root(part(whole, size), size) == defined(LEAVES[:size])


def test_root_of_nothing() -> None:
    assert root({}, 0) == EMPTY_ROOT == hashlib.sha256().digest()


@given(st.lists(st.integers(1, 700), min_size=1, max_size=6))
@settings(max_examples=30)
def test_grown_bit_by_bit_or_at_once(steps: list[int]) -> None:
    """As the sequencer does: with the tiles of the right edge only."""
    kept: Tiles = {}
    size = 0
    for step in steps:
        edge = {place: kept[place] for place in needed(size) if place in kept}
        changed = append(edge, size, LEAVES[size : size + step])
        kept |= {place: edge[place] for place in changed}
        size += step
    once: Tiles = {}
    append(once, 0, LEAVES[:size])
    assert kept == once


@pytest.mark.parametrize("size", SIZES)
def test_every_proof_of_inclusion_holds_and_no_other_leaf_does(whole: Tiles, size: int) -> None:
    expected = root(whole, size)
    for index in {0, size // 3, size // 2, size - 1}:
        path = inclusion(part(whole, size, index), index, size)
        assert includes(LEAVES[index], index, size, path, expected)
        assert not includes(leaf_hash(b"forged"), index, size, path, expected)
        assert not includes(LEAVES[index], index + 1, size, path, expected)
        assert not includes(LEAVES[index], index, size, [*path, LEAVES[0]], expected)
        assert not path or not includes(LEAVES[index], index, size, path[:-1], expected)
        assert not includes(LEAVES[index], index, size, path, leaf_hash(b"another root"))


@given(st.integers(1, 1500), st.integers(1, 1500))
@settings(max_examples=60)
def test_consistency_holds_and_a_rewritten_past_does_not(one: int, other: int) -> None:
    old, size = sorted((one, other))
    tiles: Tiles = {}
    append(tiles, 0, LEAVES[:size])
    path = consistency(tiles, old, size)
    before, after = defined(LEAVES[:old]), defined(LEAVES[:size])
    assert continues(old, before, size, path, after)
    assert not continues(old, leaf_hash(b"rewritten"), size, path, after)
    assert not continues(old, before, size, path, leaf_hash(b"rewritten"))
    assert not continues(size + 1, before, size, path, after)


def test_a_missing_or_wrong_tile_is_an_error() -> None:
    with pytest.raises(ValueError):
        root({}, 3)
    with pytest.raises(ValueError):
        append({}, 5, [LEAVES[0]])


NAME = "zhengshu.example/log"
SIGNER = FileSigner(bytes(32))
SAID = Checkpoint(7, leaf_hash(b"root"))


def test_a_checkpoint_is_read_back() -> None:
    note = signed_note(NAME, SAID, SIGNER)
    other = FileSigner(bytes(range(32))).public_key
    assert read_note(note, NAME, [other, SIGNER.public_key]) == SAID
    assert read_verifier_key(verifier_key(NAME, SIGNER.public_key)) == (NAME, SIGNER.public_key)


@pytest.mark.parametrize(
    "forge",
    [
        lambda note: note.replace("\n7\n", "\n8\n"),
        lambda note: note.replace(NAME, "other.example/log"),
        lambda note: note.split("\n\n")[0],
        lambda note: "",
        lambda note: note.replace("— ", "- "),
        lambda note: note[:-12] + "AAAAAAAAAA=\n",
    ],
)
def test_a_forged_checkpoint_is_refused(forge: object) -> None:
    with pytest.raises(ValueError):
        read_note(forge(signed_note(NAME, SAID, SIGNER)), NAME, [SIGNER.public_key])


@pytest.mark.parametrize("written", ["", "a+b", f"{NAME}+00000000+AQ==", f"{NAME}+00000000+!"])
def test_what_is_no_verifier_key_is_refused(written: str) -> None:
    with pytest.raises(ValueError):
        read_verifier_key(written)


ONE = UUID(int=1)


def logged(*kinds: str, past: Past | None = None) -> list[str]:
    happened = [Happened(n, ONE, kind, datetime(2026, 10, 11, tzinfo=UTC)) for n, kind in enumerate(kinds)]
    known = {ONE: past} if past else {}
    return [entry.kind for entry in entries(happened, known, {ONE: Subject(b"\x01" * 32, None)})]


def test_several_holds_are_one_suspension() -> None:
    assert logged("issued", "held", "held", "released", "released", "held") == [
        "issue",
        "suspend",
        "reinstate",
        "suspend",
    ]
    assert logged("released", past=Past(holds=2)) == []
    assert logged("released", past=Past(holds=1)) == ["reinstate"]


def test_what_has_ended_is_not_reinstated() -> None:
    assert logged("held", "withdrawn", "released") == ["suspend", "withdraw"]
    assert logged("superseded", "held") == ["supersede"]
    assert logged("released", past=Past(holds=1, ended=True)) == []


def test_an_entry_names_the_credential_and_nobody() -> None:
    fact = Happened(1, ONE, "issued", datetime(2026, 10, 11, 8, tzinfo=UTC))
    (entry,) = entries([fact], {}, {ONE: Subject(b"\x01" * 32, None)})
    assert entry.data == b'{"at":"2026-10-11T08:00:00Z","h":"' + b"01" * 32 + b'","t":"issue","v":1}'
    (entry,) = entries([fact], {}, {ONE: Subject(None, b"\x02")})
    assert entry.data == b'{"at":"2026-10-11T08:00:00Z","pdf":"02","t":"issue","v":1}'
