"""Proofs from the public log for whoever looks a certificate up: made from tiles in memory, and checked.

The tiles that a proof needs are kept with their inner nodes, so that a proof costs a few dozen steps and, as
a rule, no question to the database.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any, Final

import msgspec

from certificates.credentials.signing import issuer
from certificates.log.checkpoints import Checkpoint, read_note
from certificates.log.queries import log_keys, read_tiles
from certificates.log.rules import WIDTH, includes, leaf_hash, needed
from certificates.verification.rules import Outcome
from foundation.logging import log

#: Of either, so many are kept: 16 kB each, and about 2 kB each.
_TREES: Final = 2_000
_PROOFS: Final = 20_000
_HASH: Final = 32

Place = tuple[int, int]
#: A tile and what its hashes add up to, height by height.
Tree = list[list[bytes]]


class Inclusion(msgspec.Struct, frozen=True, gc=False):
    """That the issue of a certificate is in the log, as a verifier takes it."""

    log: str
    index: int
    size: int
    entry: dict[str, Any]
    hashes: tuple[str, ...]
    checkpoint: str


class _View:
    """The log as one checkpoint knows it."""

    def __init__(self, note: str, said: Checkpoint | None, trees: dict[Place, Tree]) -> None:
        self.note, self.said, self.trees = note, said, trees
        self.proofs: dict[int, tuple[bytes, Inclusion]] = {}

    async def proof(self, index: int, entry: bytes) -> Inclusion | None:
        known = self.proofs.get(index)
        if known is not None and known[0] == entry:
            return known[1]
        found = await self._made(index, entry) or await self._made(index, entry, anew=True)
        if found is not None:
            if len(self.proofs) >= _PROOFS:
                del self.proofs[next(iter(self.proofs))]
            self.proofs[index] = (entry, found)
        return found

    async def _made(self, index: int, entry: bytes, *, anew: bool = False) -> Inclusion | None:
        assert self.said is not None
        trees = await self._needed(needed(self.said.size, index), anew=anew)
        try:
            path = [_root(trees, *part) for part in _beside(index, self.said.size)]
        except LookupError:
            return None
        if not includes(leaf_hash(entry), index, self.said.size, path, self.said.root):
            return None
        steps = tuple(base64.b64encode(step).decode() for step in path)
        return Inclusion(issuer().log_name, index, self.said.size, json.loads(entry), steps, self.note)

    async def _needed(self, wanted: set[Place], *, anew: bool) -> dict[Place, Tree]:
        """These tiles, from memory as far as they are there; what others do meanwhile changes nothing."""
        trees = {place: self.trees[place] for place in wanted if place in self.trees and not anew}
        missing = wanted - trees.keys()
        for place, hashes in (await read_tiles(missing)).items() if missing else ():
            trees[place] = self.trees[place] = tree_of(hashes)
        while len(self.trees) > _TREES:
            del self.trees[next(iter(self.trees))]
        return trees


_view = _View("", None, {})


async def prove(note: str | None, index: int | None, entry: bytes | None) -> tuple[Outcome, Inclusion | None]:
    """Passed with the proof; unknown while it waits to be taken into the log; failed where nothing fits.

    `note` is the newest checkpoint, `index` and `entry` are what the log holds of the certificate's issue.
    """
    global _view
    if note is None or index is None or entry is None:
        return "unknown", None
    view = _view
    if view.note != note:
        view = _view = await _opened(note)
    if view.said is None:
        return "failed", None
    if index >= view.said.size:
        return "unknown", None
    found = await view.proof(index, entry)
    if found is None:
        log.error("verification.log_does_not_fit", index=index)
    return ("passed", found) if found is not None else ("failed", None)


async def _opened(note: str) -> _View:
    """A view whose checkpoint is signed by this log; whole tiles of the former one are kept."""
    whole = {place: tree for place, tree in _view.trees.items() if len(tree[0]) == WIDTH}
    try:
        return _View(note, read_note(note, issuer().log_name, await log_keys()), whole)
    except ValueError:
        log.error("verification.checkpoint_not_signed")
        return _View(note, None, {})


def tree_of(tile: bytes) -> Tree:
    """The hashes of a tile, and above them every pair that is whole."""
    heights = [[tile[at : at + _HASH] for at in range(0, len(tile), _HASH)]]
    while len(heights[-1]) > 1:
        below = heights[-1]
        heights.append([_node(left, right) for left, right in zip(below[::2], below[1::2], strict=False)])
    return heights


def _beside(index: int, size: int) -> list[tuple[int, int]]:
    """What stands beside the way from a leaf to the root, from below (RFC 6962, 2.1.1)."""
    found, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    return found[::-1]


def _root(trees: dict[Place, Tree], start: int, end: int) -> bytes:
    size = end - start
    if size & (size - 1):
        middle = start + _split(size)
        return _node(_root(trees, start, middle), _root(trees, middle, end))
    level, height = divmod(size.bit_length() - 1, 8)
    number, place = divmod(start // WIDTH**level, WIDTH)
    found: bytes = trees[level, number][height][place >> height]
    return found


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()
