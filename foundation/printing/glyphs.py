"""Small fonts cut in microseconds: the outlines of a face laid out so that any handful can be taken at once.

HarfBuzz cuts a face down in tens of milliseconds, since it must look through all of it. Here that is done
once, with every outline made to stand alone; a document's font is then a few slices put end to end (CFF,
Adobe Technical Note 5176).
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_left
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

import msgspec

from foundation.printing.fonts import SONG, coverage, faces
from foundation.printing.memory import give_back
from foundation.printing.subset import everyday, places_and_widths, subset

_NAME: Final = b"YuzhengFilled"
_EMPTY: Final = 1000  # how wide the box is that stands for no character
_CHARSET, _ENTRIES, _ARRAY, _SELECT, _PRIVATE = 15, 17, (12, 36), (12, 37), 18
# Registry, ordering, supplement: the first two strings after the standard ones, and 0; then the operator ROS.
_REGISTRY: Final = b"\x1c\x01\x87\x1c\x01\x88\x8b\x0c\x1e"


class SmallFont(msgspec.Struct, frozen=True):
    """A font of a few characters: the file, and each character's place and width in it."""

    cff: bytes
    places: dict[str, int]
    widths: tuple[int, ...]


class Outlines:
    """Every outline of one face by character; `widths`, of those asked for so far, in parts of 1,000."""

    def __init__(self, font: bytes, characters: frozenset[int]) -> None:
        flat = subset(font, characters, alone=True)
        self._codes = array("I", sorted(characters))
        self._all_places, self._all_widths = places_and_widths(flat, self._codes)
        self._places: dict[str, int] = {}
        self.widths: dict[str, int] = {}
        head, hhea = _table(flat, b"head"), _table(flat, b"hhea")
        self.box: tuple[int, ...] = struct.unpack_from(">4h", head, 36)
        self.ascent, self.descent = struct.unpack_from(">2h", hhea, 4)
        self._cff = _table(flat, b"CFF ")
        self._read()

    def _read(self) -> None:
        cff = self._cff
        _, after_names = _index(cff, cff[2])
        (begin, end), _ = _index(cff, after_names)
        facts = _dictionary(cff[begin:end])
        self._ends, _ = _index(cff, facts[_ENTRIES][0])
        fonts, _ = _index(cff, facts[_ARRAY][0])
        privates = [_dictionary(cff[begin:end])[_PRIVATE] for begin, end in pairwise(fonts)]
        self._select = _selection(cff, facts[_SELECT][0], len(self._ends) - 1)
        self._head, self._array = _constant([cff[start : start + size] for size, start in privates])

    def know(self, characters: set[str]) -> bool:
        """Whether it has all of these; from then on they are at hand, `widths` included."""
        for one in characters - self.widths.keys():
            at = bisect_left(self._codes, ord(one))
            if at == len(self._codes) or self._codes[at] != ord(one) or not self._all_places[at]:
                return False
            self._places[one], self.widths[one] = self._all_places[at], self._all_widths[at]
        return True

    def cut(self, characters: dict[str, int]) -> SmallFont:
        """A font of these characters, each at the place that is given with it: 1, 2, 3 …"""
        places = [0, *map(self._places.__getitem__, characters)]
        widths = (_EMPTY, *map(self.widths.__getitem__, characters))
        pieces = [self._cff[self._ends[place] : self._ends[place + 1]] for place in places]
        count = len(places)
        charset = b"\0" + struct.pack(f">{count - 1}H", *range(1, count))
        select = b"\0" + bytes([self._select[place] for place in places])
        at = len(self._head(0, 0, 0))
        start = at + len(self._array)
        cff = b"".join(
            (
                self._head(start, start + len(charset), start + len(charset) + len(select)),
                self._array,
                charset,
                select,
                _written(pieces),
            )
        )
        return SmallFont(cff, characters, widths)


def _table(font: bytes, name: bytes) -> bytes:
    """One table of a font file (OpenType, "Organization of an OpenType Font")."""
    for at in range(12, 12 + 16 * int.from_bytes(font[4:6], "big"), 16):
        if font[at : at + 4] == name:
            begin, size = struct.unpack_from(">2I", font, at + 8)
            return font[begin : begin + size]
    raise ValueError(f"the font has no table {name!r}")


def _constant(privates: list[bytes]) -> tuple[Any, bytes]:
    """What all small fonts share: the head, but for three addresses, and the hints of the face's parts."""
    strings = _written([b"Adobe", b"Identity"])

    def head(charset: int, select: int, entries: int) -> bytes:
        top = b"".join(
            (
                _REGISTRY,
                _number(charset), bytes((_CHARSET,)),
                _number(entries), bytes((_ENTRIES,)),
                _number(array_at), bytes(_ARRAY),
                _number(select), bytes(_SELECT),
            )
        )  # fmt: skip
        return b"\1\0\4\4" + _written([_NAME]) + _written([top]) + strings + b"\0\0"

    array_at = 0
    array_at = len(head(0, 0, 0))
    size = len(_written([_font(len(one), 0) for one in privates]))
    fonts, at = [], array_at + size
    for private in privates:
        fonts.append(_font(len(private), at))
        at += len(private)
    return head, _written(fonts) + b"".join(privates)


def _font(size: int, at: int) -> bytes:
    return _number(size) + _number(at) + bytes((_PRIVATE,))


def _number(value: int) -> bytes:
    """An operand that is always five bytes long."""
    return b"\x1d" + struct.pack(">i", value)


def _written(pieces: list[bytes]) -> bytes:
    """An INDEX with offsets of four bytes."""
    ends, at = [1], 1
    for piece in pieces:
        at += len(piece)
        ends.append(at)
    return struct.pack(f">HB{len(ends)}I", len(pieces), 4, *ends) + b"".join(pieces)


def _index(cff: bytes, at: int) -> tuple[array[int], int]:
    """Where the members of the INDEX at `at` begin, the last of them ends, and the INDEX itself."""
    count = int.from_bytes(cff[at : at + 2], "big")
    if not count:
        return array("I"), at + 2
    size = cff[at + 2]
    table = cff[at + 3 : at + 3 + (count + 1) * size]
    base = at + 2 + len(table)
    ends = array("I", (base + int.from_bytes(table[n : n + size], "big") for n in range(0, len(table), size)))
    return ends, ends[-1]


def _dictionary(encoded: bytes) -> dict[Any, list[int]]:
    """A DICT's operators with their whole-number operands; fractions count as 0."""
    found: dict[Any, list[int]] = {}
    operands: list[int] = []
    at = 0
    while at < len(encoded):
        byte = encoded[at]
        if byte <= 21:
            name: Any = byte if byte != 12 else (12, encoded[at + 1])
            found[name], operands = operands, []
            at += 1 if byte != 12 else 2
        else:
            value, at = _operand(encoded, at)
            operands.append(value)
    return found


def _operand(encoded: bytes, at: int) -> tuple[int, int]:
    byte = encoded[at]
    if byte == 28:
        return int.from_bytes(encoded[at + 1 : at + 3], "big", signed=True), at + 3
    if byte == 29:
        return int.from_bytes(encoded[at + 1 : at + 5], "big", signed=True), at + 5
    if byte == 30:  # a fraction: half bytes until an F
        while encoded[at + 1] & 0x0F != 0x0F and encoded[at + 1] >> 4 != 0x0F:
            at += 1
        return 0, at + 2
    if byte <= 246:
        return byte - 139, at + 1
    if byte <= 250:
        return (byte - 247) * 256 + encoded[at + 1] + 108, at + 2
    return -(byte - 251) * 256 - encoded[at + 1] - 108, at + 2


def _selection(cff: bytes, at: int, count: int) -> bytes:
    """Which part of the face each outline belongs to."""
    if cff[at] == 0:
        return cff[at + 1 : at + 1 + count]
    ranges = int.from_bytes(cff[at + 1 : at + 3], "big")
    rows = [struct.unpack_from(">HB", cff, at + 3 + 3 * n) for n in range(ranges)]
    ends = [first for first, _ in rows[1:]] + [count]
    return b"".join(bytes((part,)) * (end - first) for (first, part), end in zip(rows, ends, strict=True))


@lru_cache(maxsize=1)
def common_outlines() -> Outlines:
    """The characters that nearly all documents need."""
    return _freed(Outlines(_song(), everyday()))


@lru_cache(maxsize=1)
def all_outlines() -> Outlines:
    """Every character of Song: several times larger, loaded with the first rare name."""
    face = next(face for face in faces() if face.family == SONG)
    return _freed(Outlines(_song(), coverage(face)))


def outlines_for(words: str) -> Outlines | None:
    """The set that has all of these characters; nothing when the face lacks one."""
    wanted = set(words)
    if common_outlines().know(wanted):  # even where the larger set is loaded: the same words, the same bytes
        return common_outlines()
    return all_outlines() if all_outlines().know(wanted) else None


def _freed(outlines: Outlines) -> Outlines:
    """What it took to make them is not needed any more."""
    give_back()
    return outlines


def _song() -> bytes:
    return next(face for face in faces() if face.family == SONG).path.read_bytes()
