"""Fills a plan: a handful of lines, a portrait, a code, a file and a signature make one document of it."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

import msgspec

from foundation.printing.glyphs import Outlines, outlines_for
from foundation.printing.plan import FAMILY, Plan, Slot, row, stream, words

_UNIT: Final = 0.75
"""Points in one of the page's units."""
_ROW: Final = 6


class Photo(msgspec.Struct, frozen=True):
    """A baseline JPEG in three colours and its size in pixels."""

    jpeg: bytes
    width: int
    height: int


class Enclosed(msgspec.Struct, frozen=True):
    """The file that travels inside."""

    body: bytes
    media_type: str
    created: datetime


class Signing(msgspec.Struct, frozen=True):
    """How the finished file is signed: `sign` makes at most `room` bytes of its SHA-256."""

    sign: Callable[[bytes], bytes]
    room: int
    at: datetime


class Filling(msgspec.Struct, frozen=True, kw_only=True):
    """What makes one document of a plan."""

    title: str
    stands_for: str
    author: str
    created: datetime
    lines: Mapping[str, str]
    code: bytes
    """Drawing operators within one unit square."""
    photo: Photo | None = None
    enclosed: Enclosed | None = None
    signing: Signing | None = None


class TooWide(Exception):
    """A line does not fit where it belongs, or holds a letter the common face does not have."""


def width_of(outlines: Outlines, line: str, size: float) -> float:
    """How wide a line is, in the page's units."""
    return sum(map(outlines.widths.__getitem__, line)) * size / 1000


def fill(plan: Plan, filling: Filling) -> bytes:
    """The finished file. Raises `TooWide` when something does not fit."""
    file = _File(plan)
    if plan.slots:
        _letters(file, plan, filling.lines)
    numbers = plan.numbers
    if filling.photo and numbers.photo:
        file.add(numbers.photo, _image(filling.photo))
    if numbers.code:
        extra = b"/Type/XObject/Subtype/Form/BBox[0 0 1 1]"
        file.add(numbers.code, stream(filling.code, extra))
    file.add(numbers.metadata, _metadata(plan, filling))
    file.add(numbers.information, _information(filling))
    if filling.enclosed and numbers.enclosed:
        file.add(numbers.enclosed, _file(filling.enclosed))
    if filling.signing and numbers.signature:
        return file.signed(filling.signing)
    return file.finished()


def _letters(file: _File, plan: Plan, lines: Mapping[str, str]) -> None:
    """The lines, and the font of just their characters."""
    outlines = outlines_for("".join(lines.values()))
    if outlines is None:
        raise TooWide
    places = {one: place for place, one in enumerate(dict.fromkeys("".join(lines.values())), 1)}
    head = b"q %s 0 0 -%s 0 %s cm" % (_n(_UNIT), _n(_UNIT), _n(plan.height))
    drawn = [_line(slot, lines[slot.name], outlines, places) for slot in plan.slots]
    file.add(plan.numbers.filled, stream(b"\n".join([head, *drawn, b"Q"])))
    _font(file, plan, outlines, places)


def _line(slot: Slot, line: str, outlines: Outlines, places: dict[str, int]) -> bytes:
    width = width_of(outlines, line, slot.size)
    if width > slot.room:
        raise TooWide
    x = slot.x - width / 2 if slot.align == "centre" else slot.x
    code = "".join([f"{places[one]:04x}" for one in line]).encode()
    return b"/Span<</MCID %d>>BDC\n%sBT 1 0 0 -1 %s %s Tm/%s %s Tf<%s>Tj ET EMC" % (
        slot.mark, slot.colour, _n(x), _n(slot.y), FAMILY.encode(), _n(slot.size), code,
    )  # fmt: skip


def _font(file: _File, plan: Plan, outlines: Outlines, places: dict[str, int]) -> None:
    numbers, cut = plan.numbers, outlines.cut(places)
    tag = "".join(chr(65 + byte % 26) for byte in hashlib.sha256(cut.cff).digest()[:6])
    name = b"/" + tag.encode() + b"+YuzhengFilled"
    widths = b" ".join([b"%d" % width for width in cut.widths])
    file.add(
        numbers.font,
        b"<</Type/Font/Subtype/Type0/BaseFont%s/Encoding/Identity-H/DescendantFonts[%d 0 R]"
        b"/ToUnicode %d 0 R>>" % (name, numbers.small, numbers.unicode),
    )
    file.add(
        numbers.small,
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        b"/Supplement 0>>/FontDescriptor %d 0 R/DW 1000/W[0[%s]]>>" % (name, numbers.descriptor, widths),
    )
    file.add(
        numbers.descriptor,
        b"<</Type/FontDescriptor/FontName%s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d"
        b"/CapHeight %d/StemV 80/FontFile3 %d 0 R>>"
        % (name, *outlines.box, outlines.ascent, outlines.descent, outlines.ascent, numbers.letters),
    )
    file.add(numbers.letters, stream(cut.cff, b"/Subtype/CIDFontType0C"))
    file.add(numbers.unicode, stream(_unicode(places)))


_CMAP_HEAD: Final = (
    b"/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n/CIDSystemInfo<</Registry(Adobe)"
    b"/Ordering(UCS)/Supplement 0>>def/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n"
    b"1 begincodespacerange<0000><ffff>endcodespacerange\n"
)
_CMAP_TAIL: Final = b"endcmap CMapName currentdict/CMap defineresource pop end end"


def _unicode(places: dict[str, int]) -> bytes:
    """Which character each place stands for, so that the text can be searched, copied and read aloud."""
    rows = [f"<{place:04x}><{one.encode('utf-16-be').hex()}>" for one, place in places.items()]
    blocks = [rows[at : at + 100] for at in range(0, len(rows), 100)]
    said = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
    return _CMAP_HEAD + said.encode() + _CMAP_TAIL


def _image(photo: Photo) -> bytes:
    return stream(
        photo.jpeg,
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8"
        b"/Interpolate false/Filter/DCTDecode" % (photo.width, photo.height),
    )


def _metadata(plan: Plan, filling: Filling) -> bytes:
    said = plan.metadata.replace(plan.stand_in.encode(), filling.stands_for.encode())
    return stream(said, b"/Type/Metadata/Subtype/XML")


def _information(filling: Filling) -> bytes:
    day = _moment(filling.created)
    return b"<</Title%s/Author%s/Producer(Yuzheng)/CreationDate%s/ModDate%s>>" % (
        words(filling.title), words(filling.author), day, day,
    )  # fmt: skip


def _file(enclosed: Enclosed) -> bytes:
    day = _moment(enclosed.created)
    kind = enclosed.media_type.replace("/", "#2F").encode()
    checksum = hashlib.md5(enclosed.body, usedforsecurity=False).hexdigest().encode()
    extra = b"/Type/EmbeddedFile/Subtype/%s/Params<</Size %d/CheckSum<%s>/CreationDate%s/ModDate%s>>" % (
        kind, len(enclosed.body), checksum, day, day,
    )  # fmt: skip
    return stream(zlib.compress(enclosed.body, 1), extra + b"/Filter/FlateDecode")


def _moment(at: datetime) -> bytes:
    return f"(D:{at:%Y%m%d%H%M%S}Z)".encode()


class _File:
    """A file that grows behind its plan's prefix."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._rows = bytearray(plan.rows)
        self._parts: list[bytes] = []
        self._at = len(plan.prefix)

    def add(self, number: int, body: bytes) -> None:
        """Put an object at the end."""
        self._place(number)
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def _write(self, part: bytes) -> None:
        self._parts.append(part)
        self._at += len(part)

    def _place(self, number: int) -> None:
        self._rows[number * _ROW : (number + 1) * _ROW] = row(1, self._at, 0)

    def finished(self) -> bytes:
        """The file, unsigned."""
        self._end(_digest(self._plan, b"".join(self._parts)))
        return b"".join((self._plan.prefix, *self._parts))

    def signed(self, signing: Signing) -> bytes:
        """The file with a signature over everything but the place where the signature itself is written."""
        identity = _digest(self._plan, b"".join(self._parts))
        hole = 2 * signing.room + 2
        self._place(self._plan.numbers.signature)
        self._write(_SIGNATURE % (self._plan.numbers.signature, _moment(signing.at)))
        first, self._at = self._at + _RANGE_WIDTH, self._at + _RANGE_WIDTH + len(_CONTENTS) + hole
        first += len(_CONTENTS)
        before = b"".join(self._parts)
        self._parts = []
        self._write(b">>\nendobj\n")
        self._end(identity)
        after = b"".join(self._parts)
        span = b"[0 %d %d %d]" % (first, first + hole, len(after))
        before += span.ljust(_RANGE_WIDTH) + _CONTENTS
        hashed = _hashed(self._plan.prefix).copy()
        hashed.update(before)
        hashed.update(after)
        seal = signing.sign(hashed.digest())
        if len(seal) > signing.room:
            raise ValueError("the signature is larger than the place kept for it")
        written = b"<" + seal.hex().encode().ljust(hole - 2, b"0") + b">"
        return b"".join((self._plan.prefix, before, written, after))

    def _end(self, identity: bytes) -> None:
        """The table of places, and where it lies."""
        at, table = self._at, self._plan.numbers.table
        self._place(table)
        extra = b"/Type/XRef/Size %d/W[1 3 2]/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]" % (
            table + 1, self._plan.root, self._plan.numbers.information, identity, identity,
        )  # fmt: skip
        self._write(
            b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, stream(bytes(self._rows), extra), at)
        )


_SIGNATURE: Final = (
    b"%d 0 obj\n<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M%s"
    b"/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P 1/V/1.2>>>>]"
    b"\n/ByteRange"
)
_CONTENTS: Final = b"/Contents"
_RANGE_WIDTH: Final = 48


@lru_cache(maxsize=64)
def _hashed(prefix: bytes) -> Any:
    """SHA-256 of a prefix, to go on from."""
    return hashlib.sha256(prefix)


def _digest(plan: Plan, written: bytes) -> bytes:
    """The file's identifier: the same for the same content."""
    hashed = _hashed(plan.prefix).copy()
    hashed.update(written)
    return bytes(hashed.hexdigest()[:32].encode())


def _n(value: float) -> bytes:
    return f"{value:.6f}".rstrip("0").rstrip(".").encode()
