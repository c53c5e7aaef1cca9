"""A page as WeasyPrint set it, taken apart: its objects, its drawing, and where each piece of text stands."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from typing import Any, Final

import msgspec
import pydyf

from foundation.errors import Refused
from foundation.printing.sheets import WHOLE
from foundation.text import text

_TEXT: Final = re.compile(
    rb"/Span\n<</MCID (?P<id>\d+)>>\nBDC\n"
    rb"(?P<state>/\S+ gs\n)?(?P<colour>[\d.]+ [\d.]+ [\d.]+ rg\n)?"
    rb"BT\n1 0 0 -1 (?P<x>[\d.]+) (?P<y>[\d.]+) Tm\n"
    rb"/\S+ (?P<size>[\d.]+) Tf\n\[(?P<glyphs>.*)\] TJ\nET\nEMC\n"
)


class Line(msgspec.Struct, frozen=True):
    """A run of text: where it begins, how large, in which colour, and where in the drawing it is written."""

    mark: int
    x: float
    y: float
    size: float
    colour: bytes
    glyphs: bytes
    begin: int
    end: int
    state: bytes


class Sheet(msgspec.Struct, frozen=True):
    """One page and everything it needs, as bytes under the numbers they have."""

    bodies: dict[int, bytes]
    streams: frozenset[int]
    catalog: dict[str, bytes]
    page: dict[str, bytes]
    catalog_number: int
    page_number: int
    drawing_number: int
    metadata_number: int
    fonts_number: int
    drawing: bytes
    metadata: bytes
    fonts: dict[str, bytes]
    images: dict[str, int]
    height: float

    def lines(self) -> list[Line]:
        """Every run of text in the order of drawing."""
        colour = b""
        found = []
        for match in _TEXT.finditer(self.drawing):
            colour = match["colour"] or colour
            found.append(
                Line(
                    int(match["id"]),
                    float(match["x"]),
                    float(match["y"]),
                    float(match["size"]),
                    colour,
                    match["glyphs"],
                    *match.span(),
                    match["state"] or b"",
                )
            )
        return found


def take_apart(pdf: pydyf.PDF, names: Mapping[str, str]) -> Sheet:
    """The only page of `pdf`, before it is written; `names`: what its images are called in it."""
    if pdf.pages["Count"] != 1:
        raise Refused(text("The document was not printed: its text does not fit on one page."), rule=WHOLE)
    page = pdf.objects[pdf.pages["Kids"][0]]
    resources = pdf.objects[_number(page["Resources"])]
    drawing = pdf.objects[_number(page["Contents"])]
    metadata = pdf.objects[_number(pdf.catalog["Metadata"])]
    fonts = pdf.objects[_number(resources["Font"])]
    drawn, said = plain(drawing), plain(metadata)
    deflate(pdf)
    return Sheet(
        bodies={item.number: item.data for item in pdf.objects if item.free != "f"},
        streams=frozenset(item.number for item in pdf.objects if isinstance(item, pydyf.Stream)),
        catalog=_entries(pdf.catalog),
        page=_entries(page),
        catalog_number=pdf.catalog.number,
        page_number=page.number,
        drawing_number=drawing.number,
        metadata_number=metadata.number,
        fonts_number=fonts.number,
        drawing=drawn,
        metadata=said,
        fonts=_entries(fonts),
        images=_images(pdf, names),
        height=float(page["MediaBox"][3]),
    )


def deflate(pdf: pydyf.PDF) -> None:
    """Compress every stream now; left to itself the writer does it twice, once for the file's identifier."""
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and item.compress:
            item.stream = [zlib.compress(plain(item), 6)]
            item.extra["Filter"] = "/FlateDecode"
            item.compress = False


def plain(stream: pydyf.Stream) -> bytes:
    """What the stream holds, not compressed."""
    return b"\n".join(pydyf._to_bytes(part) for part in stream.stream)


def _images(pdf: pydyf.PDF, names: Mapping[str, str]) -> dict[str, int]:
    """The numbers of the images that are asked for, from every dictionary that names one."""
    found: dict[str, int] = {}
    for item in pdf.objects:
        listed = item.get("XObject", {}) if isinstance(item, dict) else {}
        for name, called in names.items():
            for key in (key for key in listed if called in key):
                found[name] = _number(listed[key])
    return found


def _entries(dictionary: Any) -> dict[str, bytes]:
    return {key: pydyf._to_bytes(value) for key, value in dictionary.items()}


def _number(reference: bytes) -> int:
    return int(reference.split()[0])
