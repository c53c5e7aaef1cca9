"""RFC 6962 over tiles of 256 hashes (C2SP tlog-tiles): the tree, its proofs, and how they are checked.

Level L of the tiles holds the roots of complete subtrees of 256^L leaves, so any complete subtree is found in
one tile, and the root and every proof need a few tiles only, whatever the log's size.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

WIDTH: Final = 256
_HASH: Final = 32
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()

#: By level and number.
Tiles = dict[tuple[int, int], bytes]


def leaf_hash(data: bytes) -> bytes:
    """A leaf, so marked that it can never be taken for a node."""
    return hashlib.sha256(b"\0" + data).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def append(tiles: Tiles, size: int, leaves: Iterable[bytes]) -> set[tuple[int, int]]:
    """Add leaf hashes to the tiles of the right edge; which tiles are new or longer."""
    changed: set[tuple[int, int]] = set()
    for index, leaf in enumerate(leaves, size):
        _push(tiles, changed, 0, index, leaf)
    return changed


def _push(tiles: Tiles, changed: set[tuple[int, int]], level: int, index: int, entry: bytes) -> None:
    number, place = divmod(index, WIDTH)
    tile = tiles.get((level, number), b"")
    if len(tile) != place * _HASH:
        raise ValueError("the tile is not as long as the log says")
    tiles[level, number] = tile + entry
    changed.add((level, number))
    if place == WIDTH - 1:
        _push(tiles, changed, level + 1, number, _fold(_hashes(tiles[level, number])))


def _hashes(tile: bytes) -> list[bytes]:
    return [tile[at : at + _HASH] for at in range(0, len(tile), _HASH)]


def _fold(hashes: list[bytes]) -> bytes:
    while len(hashes) > 1:
        hashes = [_node(left, right) for left, right in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]


def needed(size: int, *indices: int) -> set[tuple[int, int]]:
    """The tiles that the root of this size, and proofs about these leaves, are made of."""
    wanted: set[tuple[int, int]] = set()
    level, entries = 0, size
    while entries:
        if entries % WIDTH:
            wanted.add((level, entries // WIDTH))
        wanted |= {(level, index // WIDTH ** (level + 1)) for index in indices}
        level, entries = level + 1, entries // WIDTH
    return wanted


def root(tiles: Tiles, size: int) -> bytes:
    """The Merkle tree hash of the first `size` leaves."""
    return _range(tiles, 0, size) if size else EMPTY_ROOT


def _range(tiles: Tiles, start: int, end: int) -> bytes:
    size = end - start
    if size & (size - 1) == 0:
        return _complete(tiles, start, size.bit_length() - 1)
    split = _split(size)
    return _node(_range(tiles, start, start + split), _range(tiles, start + split, end))


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _complete(tiles: Tiles, start: int, height: int) -> bytes:
    level, rest = divmod(height, 8)
    number, place = divmod(start // WIDTH**level, WIDTH)
    hashes = tiles.get((level, number), b"")[place * _HASH : (place + (1 << rest)) * _HASH]
    if len(hashes) != _HASH << rest:
        raise ValueError("a tile of the log is missing or too short")
    return _fold(_hashes(hashes))


def inclusion(tiles: Tiles, index: int, size: int) -> list[bytes]:
    """The path from a leaf to the root (RFC 6962, 2.1.1)."""
    path, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_range(tiles, middle, end))
            end = middle
        else:
            path.append(_range(tiles, start, middle))
            start = middle
    return path[::-1]


def consistency(tiles: Tiles, old: int, size: int) -> list[bytes]:
    """That the log of `size` begins with the one of `old` (RFC 6962, 2.1.2)."""
    path, start, end, whole = [], 0, size, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_range(tiles, middle, end))
            end = middle
        else:
            path.append(_range(tiles, start, middle))
            start, whole = middle, False
    if not whole:
        path.append(_range(tiles, start, end))
    return path[::-1]


def includes(leaf: bytes, index: int, size: int, path: list[bytes], expected: bytes) -> bool:
    """Whether the path leads from the leaf to the root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    here, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if here & 1 or here == last:
            found = _node(step, found)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            found = _node(found, step)
        here, last = here >> 1, last >> 1
    return last == 0 and found == expected


def continues(old: int, old_root: bytes, size: int, path: list[bytes], new_root: bytes) -> bool:
    """Whether the path proves that nothing before `old` was changed (RFC 9162, 2.1.4.2)."""
    if old == size:
        return not path and old_root == new_root
    if not 0 < old < size or not path:
        return False
    steps = [old_root, *path] if old & (old - 1) == 0 else path
    here, last = old - 1, size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            before, after = _node(step, before), _node(step, after)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            after = _node(after, step)
        here, last = here >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root
