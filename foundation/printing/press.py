"""Many one-page documents as one file for the press, page after page, however many there are.

Only what a page shows is taken over: the signatures, tags and enclosed data of the single documents stay with
those. What many pages share – fonts, ornament, seal – is written once.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from typing import BinaryIO, Final

import msgspec

from foundation.printing.plan import words

_REFERENCE: Final = re.compile(rb"\b(\d+) 0 R\b")
_NUMBER: Final = re.compile(rb"/(Size|W|Index|Length|N|First)\s*(\[[^\]]*\]|\d+)")
_LEFT_OUT: Final = re.compile(
    rb"/(?:Parent \d+ 0 R|StructParents \d+|Tabs /S|Annots ?\[[^\]]*\]|Type /Page\b)"
)
_NODE: Final = 200
_REMEMBERED: Final = 4_000
_ROOT, _CATALOG, _INFO = 1, 2, 3


class Unreadable(ValueError):
    """A document that was not made here."""


class PrintRun(msgspec.Struct):
    """What is known of the file while it grows; it can be kept and taken up again."""

    title: str
    place: int = 0
    places: list[int] = msgspec.field(default_factory=lambda: [0, 0, 0, 0])
    nodes: list[tuple[int, list[int]]] = []
    known: dict[str, int] = {}

    def begin(self, file: BinaryIO) -> None:
        self._write(file, b"%PDF-1.7\n%\xe8\x82\xb2\xe8\xaf\x81\n")

    def add(self, file: BinaryIO, document: bytes) -> None:
        """Put the only page of `document` at the end. Raises `Unreadable`."""
        if not self.nodes or len(self.nodes[-1][1]) == _NODE:
            self.nodes.append((self._new(), []))
        node, pages = self.nodes[-1]
        source = _Source(document)
        moved: dict[int, int] = {}
        page = _LEFT_OUT.sub(b"", source.page())
        body = self._moved(file, source, page, moved).replace(b"<<", b"<</Type/Page/Parent %d 0 R" % node, 1)
        pages.append(self._put(file, body))

    def finish(self, file: BinaryIO) -> None:
        """Write the tree of pages and the table of places."""
        for number, pages in self.nodes:
            kids = b" ".join(b"%d 0 R" % page for page in pages)
            body = b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%s]>>" % (_ROOT, len(pages), kids)
            self._put(file, body, number)
        count = sum(len(pages) for _, pages in self.nodes)
        kids = b" ".join(b"%d 0 R" % number for number, _ in self.nodes)
        self._put(file, b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids), _ROOT)
        shown = b"/ViewerPreferences<</PrintScaling/None/DisplayDocTitle true>>"
        self._put(file, b"<</Type/Catalog/Pages %d 0 R/Lang(zh-CN)%s>>" % (_ROOT, shown), _CATALOG)
        self._put(file, b"<</Title%s/Producer(Yuzheng)>>" % words(self.title), _INFO)
        at = self.place
        rows = b"".join(b"%010d 00000 n \n" % place for place in self.places[1:])
        self._write(file, b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(self.places), rows))
        trailer = b"/Size %d/Root %d 0 R/Info %d 0 R" % (len(self.places), _CATALOG, _INFO)
        self._write(file, b"trailer\n<<%s>>\nstartxref\n%d\n%%%%EOF\n" % (trailer, at))

    def _moved(self, file: BinaryIO, source: _Source, body: bytes, moved: dict[int, int]) -> bytes:
        """`body` with its references pointing to where those objects are in this file."""
        head, separator, content = body.partition(b"\nstream\n")

        def place(match: re.Match[bytes]) -> bytes:
            number = int(match[1])
            if number not in moved:
                moved[number] = self._shared(file, self._moved(file, source, source.body(number), moved))
            return b"%d 0 R" % moved[number]

        return _REFERENCE.sub(place, head) + separator + content

    def _shared(self, file: BinaryIO, body: bytes) -> int:
        """The number of an object with this body: an earlier one, or a new one."""
        name = hashlib.sha256(body).hexdigest()[:32]
        number = self.known.pop(name, 0) or self._put(file, body)
        self.known[name] = number  # what was used last is forgotten last
        if len(self.known) > _REMEMBERED:
            del self.known[next(iter(self.known))]
        return number

    def _new(self) -> int:
        self.places.append(0)
        return len(self.places) - 1

    def _put(self, file: BinaryIO, body: bytes, number: int = 0) -> int:
        number = number or self._new()
        self.places[number] = self.place
        self._write(file, b"%d 0 obj\n%s\nendobj\n" % (number, body))
        return number

    def _write(self, file: BinaryIO, content: bytes) -> None:
        file.write(content)
        self.place += len(content)


class _Source:
    """A document of our own making, read by its cross-reference stream."""

    def __init__(self, document: bytes) -> None:
        self._document = document
        try:
            at = int(document[document.rindex(b"startxref") + 9 :].split()[0])
            table = self._at(at)
            numbers = _numbers(table)
            widths = [int(width) for width in numbers["W"].strip(b"[]").split()]
            self._rows = _rows(_content(table), widths)
            [root] = re.findall(rb"/Root (\d+) 0 R", table.partition(b"\nstream\n")[0])
            self._root = int(root)
        except (ValueError, KeyError, IndexError, zlib.error) as error:
            raise Unreadable("no document of ours") from error
        self._boxes: dict[int, list[bytes]] = {}

    def page(self) -> bytes:
        """The dictionary of the only page."""
        pages = self._followed(self.body(self._root), rb"/Pages (\d+) 0 R")
        return self._followed(pages, rb"/Kids ?\[ ?(\d+) 0 R ?\]")

    def _followed(self, body: bytes, pattern: bytes) -> bytes:
        found = re.search(pattern, body)
        if found is None:
            raise Unreadable("not one page")
        return self.body(int(found[1]))

    def body(self, number: int) -> bytes:
        """What the object with this number is."""
        if number >= len(self._rows):
            raise Unreadable("an object is missing")
        kind, place, index = self._rows[number]
        if kind == 1:
            return self._at(place)
        if kind != 2:
            raise Unreadable("an object is missing")
        if place not in self._boxes:
            self._boxes[place] = _unboxed(self._at(self._rows[place][1]))
        return self._boxes[place][index]

    def _at(self, place: int) -> bytes:
        """The object that begins at `place`; a stream's length stands in its dictionary."""
        begin = self._document.index(b" obj\n", place) + 5
        end = self._document.index(b"\nendobj", begin)
        head, separator, _ = self._document[begin:end].partition(b"\nstream\n")
        if not separator:
            return head
        length = int(_numbers(head)["Length"])
        content = begin + len(head) + len(separator)
        return self._document[begin : content + length] + b"\nendstream"


def _numbers(head: bytes) -> dict[str, bytes]:
    return {name.decode(): value for name, value in _NUMBER.findall(head.partition(b"\nstream\n")[0])}


def _content(body: bytes) -> bytes:
    head, _, content = body.partition(b"\nstream\n")
    content = content[: -len(b"\nendstream")]
    return zlib.decompress(content) if b"/FlateDecode" in head else bytes(content)


def _rows(table: bytes, widths: list[int]) -> list[tuple[int, int, int]]:
    first, second, third = widths
    rows = []
    for at in range(0, len(table), first + second + third):
        middle, last = at + first, at + first + second
        kind, place, index = table[at:middle], table[middle:last], table[last : last + third]
        rows.append((int.from_bytes(kind, "big"), int.from_bytes(place, "big"), int.from_bytes(index, "big")))
    return rows


def _unboxed(box: bytes) -> list[bytes]:
    """The objects in an object stream, by their places in it."""
    numbers = {name: int(value) for name, value in _numbers(box).items() if name in ("N", "First")}
    content = _content(box)
    places = [int(word) for word in content[: numbers["First"]].split()][1::2]
    ends = [*places[1:], len(content) - numbers["First"]]
    held = content[numbers["First"] :]
    return [held[begin:end].strip() for begin, end in zip(places, ends, strict=True)]
