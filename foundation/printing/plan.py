"""A page set once and filled many times: what stays is written out ready, what changes is put behind it.

A batch of certificates differs in a handful of lines, a portrait and a code. The rest – layout, ornament,
fonts, structure for screen readers – is one constant beginning of the file. A filled page is as good as one
set on its own: same places, same letters, tags and all; a test holds the two against each other.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import Final, Literal

import msgspec

from foundation.printing.dismantling import Line, Sheet

Align = Literal["left", "centre"]
FAMILY: Final = "V"
"""The name of the small font in the page's resources."""


class Slot(msgspec.Struct, frozen=True):
    """A line that differs from document to document, in the page's own units (96 to the inch)."""

    name: str
    mark: int
    x: float
    y: float
    size: float
    colour: bytes
    align: Align
    room: float


class Numbers(msgspec.Struct, frozen=True):
    """The objects that each document brings itself, by number; 0 where a kind is not used."""

    filled: int
    font: int
    small: int
    descriptor: int
    letters: int
    unicode: int
    photo: int
    code: int
    metadata: int
    information: int
    enclosed: int
    filespec: int
    field: int
    signature: int
    table: int


class Plan(msgspec.Struct, frozen=True):
    """Everything that the documents of one plan have in common."""

    prefix: bytes
    rows: bytes
    """The cross-reference table's rows of the prefix, 6 bytes each (type 1, place 3, index 2)."""
    numbers: Numbers
    slots: tuple[Slot, ...]
    metadata: bytes
    height: float
    root: int
    stand_in: str
    """What stands in `metadata` for the document's own name."""


class Unplannable(Exception):
    """The page has no place of its own for something that should be filled in."""


def plan(
    sheet: Sheet,
    slots: Sequence[Slot],
    *,
    stand_in: str,
    enclosure: str = "",
    signed: bool = False,
) -> Plan:
    """The plan of a page with `slots` left open; `enclosure` describes the file that will travel inside."""
    numbers = _numbered(sheet, bool(slots), bool(enclosure), signed)
    bodies = dict(sheet.bodies)
    bodies[sheet.drawing_number] = stream(zlib.compress(_drawing(sheet, slots), 9), b"/Filter/FlateDecode")
    bodies[sheet.page_number] = _written(_page(sheet, numbers))
    bodies[sheet.catalog_number] = _written(_catalog(sheet, numbers))
    if slots:
        fonts = sheet.fonts | {FAMILY: _to(numbers.font)}
        bodies[sheet.fonts_number] = _written(fonts)
    if photo := sheet.images.get("photo"):
        bodies[photo] = _portrait(numbers.photo)
    if enclosure:
        bodies[numbers.filespec] = _filespec(numbers.enclosed, enclosure)
    if signed:
        bodies[numbers.field] = _field(numbers.signature, sheet.page_number)
    for changing in (numbers.metadata, numbers.code):
        bodies.pop(changing, None)
    prefix, rows = _prefix(bodies, sheet.streams, numbers.table)
    return Plan(
        prefix=prefix,
        rows=rows,
        numbers=numbers,
        slots=tuple(slots),
        metadata=sheet.metadata,
        height=sheet.height,
        root=sheet.catalog_number,
        stand_in=stand_in,
    )


def slot_of(line: Line, name: str, align: Align, width: float, room: float, colour: bytes) -> Slot:
    """The slot that `line`, `width` wide as it was set, holds the place of."""
    x = line.x + width / 2 if align == "centre" else line.x
    return Slot(name, line.mark, x, line.y, line.size, colour, align, room)


def _numbered(sheet: Sheet, filled: bool, enclosed: bool, signed: bool) -> Numbers:
    """New numbers after those that the page has; images and metadata keep theirs."""
    last = max(sheet.bodies)

    def new(wanted: bool = True) -> int:
        nonlocal last
        last += wanted
        return last if wanted else 0

    photo = "photo" in sheet.images
    return Numbers(
        filled=new(filled),
        font=new(filled),
        small=new(filled),
        descriptor=new(filled),
        letters=new(filled),
        unicode=new(filled),
        photo=new(photo),
        code=sheet.images.get("code", 0),
        metadata=sheet.metadata_number,
        information=new(),
        enclosed=new(enclosed),
        filespec=new(enclosed),
        field=new(signed),
        signature=new(signed),
        table=last + 2,  # between them the object that holds all small ones
    )


def _drawing(sheet: Sheet, slots: Sequence[Slot]) -> bytes:
    """The drawing without the slots' text; what it set besides stays."""
    open_marks = {slot.mark for slot in slots}
    pieces, at = [b"q\n"], 0
    for line in sheet.lines():
        if line.mark in open_marks:
            pieces += [sheet.drawing[at : line.begin], line.state]
            at = line.end
    return b"".join([*pieces, sheet.drawing[at:], b"\nQ\n"])


def _page(sheet: Sheet, numbers: Numbers) -> dict[str, bytes]:
    page = dict(sheet.page)
    if numbers.filled:
        page["Contents"] = b"[" + _to(sheet.drawing_number) + b" " + _to(numbers.filled) + b"]"
    if numbers.field:
        page["Annots"] = b"[" + _to(numbers.field) + b"]"
    return page


def _catalog(sheet: Sheet, numbers: Numbers) -> dict[str, bytes]:
    catalog = dict(sheet.catalog)
    if numbers.filespec:
        file = _to(numbers.filespec)
        catalog["AF"] = b"[" + file + b"]"
        catalog["Names"] = b"<</EmbeddedFiles<</Names[(credential.json)" + file + b"]>>>>"
    if numbers.field:
        catalog["AcroForm"] = b"<</Fields[" + _to(numbers.field) + b"]/SigFlags 3>>"
        catalog["Perms"] = b"<</DocMDP " + _to(numbers.signature) + b">>"
    return catalog


def _portrait(image: int) -> bytes:
    """The photo's place: one unit wide and high, the picture upright in it."""
    extra = b"/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<</XObject<</P %d 0 R>>>>" % image
    return stream(b"1 0 0 -1 0 1 cm /P Do", extra)


def _filespec(file: int, description: str) -> bytes:
    return (
        b"<</Type/Filespec/F(credential.json)/UF(credential.json)/AFRelationship/Data/Desc%s"
        b"/EF<</F %d 0 R>>>>" % (words(description), file)
    )


def _field(signature: int, page: int) -> bytes:
    """The signature's field: nothing to see, but on the page, as PDF wants it."""
    return (
        b"<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature)/TU%s/Rect[0 0 0 0]/F 132/V %d 0 R/P %d 0 R>>"
        % (words("电子签名 Signature"), signature, page)
    )


def _prefix(bodies: Mapping[int, bytes], streams: frozenset[int], table: int) -> tuple[bytes, bytes]:
    """The file's constant beginning, and where in it everything lies."""
    out = bytearray(b"%PDF-1.7\n%\xe8\x82\xb2\xe8\xaf\x81\n")
    places: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}
    small = {number: body for number, body in bodies.items() if not body.rstrip().endswith(b"endstream")}
    for number, body in bodies.items():
        if number not in small:
            places[number] = (1, len(out), 0)
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    box, heads, at = table - 1, [], 0
    for index, (number, body) in enumerate(small.items()):
        heads.append(b"%d %d" % (number, at))
        places[number] = (2, box, index)
        at += len(body) + 1
    head = b" ".join(heads) + b"\n"
    held = zlib.compress(head + b"\n".join(small.values()), 9)
    places[box] = (1, len(out), 0)
    extra = b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (len(small), len(head))
    out += b"%d 0 obj\n%s\nendobj\n" % (box, stream(held, extra))
    return bytes(out), b"".join(row(*places.get(number, (0, 0, 0))) for number in range(table + 1))


def row(kind: int, place: int, index: int) -> bytes:
    """One line of the cross-reference table."""
    return bytes((kind,)) + place.to_bytes(3, "big") + index.to_bytes(2, "big")


def stream(content: bytes, extra: bytes = b"") -> bytes:
    """A stream with its length."""
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (extra, len(content), content)


def words(value: str) -> bytes:
    """A text string that may hold any character."""
    return b"<FEFF" + value.encode("utf-16-be").hex().encode() + b">"


def _to(number: int) -> bytes:
    return b"%d 0 R" % number


def _written(entries: Mapping[str, bytes]) -> bytes:
    return b"<<" + b"".join(b"/%s %s" % (key.encode(), value) for key, value in entries.items()) + b">>"
