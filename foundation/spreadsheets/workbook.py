"""Reading an .xlsx (ECMA-376): the visible sheets of a checked archive, cell by cell."""

from __future__ import annotations

import posixpath

from foundation.spreadsheets import limits
from foundation.spreadsheets.archive import Archive
from foundation.spreadsheets.grid import FileRefused, Grid
from foundation.spreadsheets.number_formats import Format
from foundation.spreadsheets.worksheet import Budget, read_worksheet
from foundation.spreadsheets.xml import Attributes, read_elements

_OFFICE_DOCUMENT = "/officeDocument"
_WORKSHEET = "/worksheet"


def read_workbook(content: bytes, columns: int = limits.COLUMNS) -> list[Grid]:
    """Every visible sheet that holds something, in the order of its tabs."""
    archive = Archive(content)
    workbook = _Workbook(archive)
    budget = Budget(columns)
    strings = workbook.strings()
    formats = workbook.formats()
    grids = []
    for position, (name, member) in enumerate(workbook.visible_sheets(), 1):
        rows = read_worksheet(archive.read(member), strings, formats, workbook.from_1904, budget)
        if rows:
            grids.append(Grid(name, position, rows))
    return grids


class _Workbook:
    """The parts of a workbook: which member holds what."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._path = self._main_part()
        self._related = self._relations(self._path)
        self.from_1904 = False
        self._sheets: list[tuple[str, str]] = []
        read_elements(archive.read(self._path), self._see)

    def visible_sheets(self) -> list[tuple[str, str]]:
        """Name and member of each sheet that the sender can see."""
        if not self._sheets:
            raise FileRefused("damaged")
        if len(self._sheets) > limits.SHEETS:
            raise FileRefused("sheets", most=limits.SHEETS)
        return self._sheets

    def strings(self) -> list[str]:
        """The texts that cells share."""
        member = self._of_kind("/sharedStrings")
        return _SharedStrings(self._archive.read(member)).texts if member else []

    def formats(self) -> list[Format]:
        """The number format of each style."""
        member = self._of_kind("/styles")
        return _Styles(self._archive.read(member)).formats if member else []

    def _main_part(self) -> str:
        for kind, target in self._relations("").values():
            if kind.endswith(_OFFICE_DOCUMENT) and target.endswith(".xml"):
                return target
        raise FileRefused("not_a_workbook")

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        folder, name = posixpath.split(part)
        member = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, tuple[str, str]] = {}
        if member not in self._archive:
            return found

        def see(tag: str, attributes: Attributes) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
                found[attributes.get("Id", "")] = (attributes.get("Type", ""), target.lstrip("/"))

        read_elements(self._archive.read(member), see)
        return found

    def _of_kind(self, kind: str) -> str | None:
        members = (target for type_, target in self._related.values() if type_.endswith(kind))
        return next((member for member in members if member in self._archive), None)

    def _see(self, tag: str, attributes: Attributes) -> None:
        if tag == "workbookPr":
            self.from_1904 = attributes.get("date1904") in {"1", "true"}
        elif tag == "sheet" and attributes.get("state", "visible") == "visible":
            kind, member = self._related.get(attributes.get("id", ""), ("", ""))
            if kind.endswith(_WORKSHEET):
                self._sheets.append((attributes.get("name", ""), member))


class _SharedStrings:
    """xl/sharedStrings.xml; the readings above characters (`rPh`) are not part of the text."""

    def __init__(self, content: bytes) -> None:
        self.texts: list[str] = []
        self._parts: list[str] = []
        self._in_text = self._in_reading = False
        read_elements(content, self._start, self._end, self._characters)

    def _start(self, tag: str, attributes: Attributes) -> None:
        if tag == "si":
            self._parts = []
        elif tag == "rPh":
            self._in_reading = True
        elif tag == "t":
            self._in_text = not self._in_reading

    def _end(self, tag: str) -> None:
        if tag == "si":
            self.texts.append("".join(self._parts))
        elif tag == "rPh":
            self._in_reading = False
        elif tag == "t":
            self._in_text = False

    def _characters(self, characters: str) -> None:
        if self._in_text:
            self._parts.append(characters)


class _Styles:
    """xl/styles.xml, of which only the number formats matter."""

    def __init__(self, content: bytes) -> None:
        self.formats: list[Format] = []
        self._codes: dict[int, str] = {}
        self._in_cell_formats = False
        read_elements(content, self._start, self._end)

    def _start(self, tag: str, attributes: Attributes) -> None:
        if tag == "numFmt":
            self._codes[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            self._in_cell_formats = True
        elif tag == "xf" and self._in_cell_formats:
            number = _whole(attributes.get("numFmtId"))
            self.formats.append(Format(number, self._codes.get(number, "")))

    def _end(self, tag: str) -> None:
        if tag == "cellXfs":
            self._in_cell_formats = False


def _whole(written: str | None) -> int:
    return int(written) if written and written.isdecimal() else 0
