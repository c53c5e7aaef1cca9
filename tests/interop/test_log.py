"""Our Merkle tree beside pymerkle's: the same roots, the same hashes in proofs of inclusion."""

from __future__ import annotations

from typing import Any

import pytest

from certificates.log.rules import Tiles, append, consistency, continues, inclusion, leaf_hash, root

pytestmark = pytest.mark.interop

DATA = [f'{{"n":{n}}}'.encode() for n in range(600)]
SIZES = [1, 2, 3, 8, 100, 255, 256, 257, 512, 600]


@pytest.fixture(scope="module")
def theirs() -> Any:
    from pymerkle import InmemoryTree  # only `make interop` installs it; the file is collected without it

    tree = InmemoryTree(algorithm="sha256")
    for entry in DATA:
        tree.append_entry(entry)
    return tree


@pytest.fixture(scope="module")
def ours() -> Tiles:
    tiles: Tiles = {}
    append(tiles, 0, map(leaf_hash, DATA))
    return tiles


@pytest.mark.parametrize("size", SIZES)
def test_roots_and_proofs_of_inclusion(theirs: Any, ours: Tiles, size: int) -> None:
    assert root(ours, size) == theirs.get_root(size)
    for index in {0, size // 2, size - 1}:
        path = [bytes.fromhex(step) for step in theirs.prove_inclusion(index + 1, size).serialize()["path"]]
        mine = inclusion(ours, index, size)
        assert sorted(path) == sorted([leaf_hash(DATA[index]), *mine])


@pytest.mark.parametrize(
    "old, size", [(1, 2), (3, 7), (8, 100), (100, 257), (255, 256), (256, 600), (511, 600)]
)
def test_proofs_of_consistency(theirs: Any, ours: Tiles, old: int, size: int) -> None:
    """Its own proofs are of another form; ours have to lead from its old root to its new one."""
    path = consistency(ours, old, size)
    assert continues(old, theirs.get_root(old), size, path, theirs.get_root(size))
    assert not continues(old, theirs.get_root(old + 1), size, path, theirs.get_root(size))
