"""Reading one worksheet of an .xlsx as a stream: what lies beyond the limits is never held."""

from __future__ import annotations

import re

from foundation.spreadsheets import limits
from foundation.spreadsheets.grid import Cell, FileRefused, GridRow, column_number
from foundation.spreadsheets.number_formats import Format
from foundation.spreadsheets.xml import Attributes, read_elements

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_GENERAL = Format(0, "")
_BANNER_COLUMNS = 3
Area = tuple[int, int, int, int]


class Budget:
    """What all sheets of one file may hold together, and how wide each may be."""

    def __init__(self, columns: int = limits.COLUMNS) -> None:
        self.columns = min(columns, limits.WIDEST)
        self.cells = self.characters = self.rows = 0

    def take(self, characters: int) -> None:
        """Count one more cell."""
        self.cells += 1
        self.characters += characters
        if characters > limits.CELL_CHARACTERS:
            raise FileRefused("long_cell", most=limits.CELL_CHARACTERS)
        if self.cells > limits.CELLS or self.characters > limits.CHARACTERS:
            raise FileRefused("cells", most=limits.CELLS)

    def take_row(self) -> None:
        """Count one more row that holds something."""
        self.rows += 1
        if self.rows > limits.ROWS:
            raise FileRefused("rows", most=limits.ROWS)


def read_worksheet(
    content: bytes, strings: list[str], formats: list[Format], from_1904: bool, budget: Budget
) -> list[GridRow]:
    """The rows that hold something; a cell merged downwards holds its text in every row."""
    reader = _Worksheet(strings, formats, from_1904, budget)
    read_elements(content, reader.start, reader.end, reader.characters)
    return _spread(reader.rows, reader.merged)


class _Worksheet:
    """Follows the elements row > c > v | is > t, and mergeCell."""

    def __init__(self, strings: list[str], formats: list[Format], from_1904: bool, budget: Budget) -> None:
        self.rows: dict[int, dict[int, Cell]] = {}
        self.merged: list[Area] = []
        self._strings, self._formats, self._from_1904 = strings, formats, from_1904
        self._budget = budget
        self._row = self._column = 0
        self._type, self._style = "n", ""
        self._parts: list[str] = []
        self._listening = self._in_reading = self._has_formula = False

    def start(self, tag: str, attributes: Attributes) -> None:
        """An element begins."""
        if tag == "c":
            self._start_cell(attributes)
        elif tag == "row":
            written = attributes.get("r", "")
            self._row = int(written) if written.isdecimal() else self._row + 1
            self._column = 0
        elif tag in {"v", "t"}:
            self._listening = not self._in_reading
        elif tag == "f":
            self._has_formula = True
        elif tag == "rPh":
            self._in_reading = True
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag in {"v", "t"}:
            self._listening = False
        elif tag == "c":
            self._keep(self._cell("".join(self._parts)))
        elif tag == "rPh":
            self._in_reading = False

    def characters(self, characters: str) -> None:
        """Text within the element."""
        if self._listening:
            self._parts.append(characters)

    def _start_cell(self, attributes: Attributes) -> None:
        reference = _REFERENCE.fullmatch(attributes.get("r", ""))
        self._column = column_number(reference[1]) if reference else self._column + 1
        if reference:
            self._row = int(reference[2])
        self._type, self._style = attributes.get("t", "n"), attributes.get("s", "")
        self._parts = []
        self._has_formula = False

    def _cell(self, written: str) -> Cell:
        if written == "":
            return Cell("", "formula" if self._has_formula and self._type != "str" else "text")
        if self._type == "s":
            written = self._strings[int(written)] if _points_into(self._strings, written) else ""
        if self._type in {"s", "str", "inlineStr"}:
            return Cell(_unescaped(written))
        if self._type == "e":
            return Cell(written, "error")
        if self._type == "b":
            return Cell("TRUE" if written == "1" else "FALSE")
        if self._type == "d":
            return Cell(written.removesuffix("T00:00:00").replace("T", " "), "date")
        return self._format().cell(written, from_1904=self._from_1904)

    def _format(self) -> Format:
        return self._formats[int(self._style)] if _points_into(self._formats, self._style) else _GENERAL

    def _keep(self, cell: Cell) -> None:
        if not cell.text.strip() and cell.kind != "formula":
            return
        if self._column > self._budget.columns:
            raise FileRefused("columns", most=self._budget.columns)
        self._budget.take(len(cell.text))
        if self._row not in self.rows:
            self._budget.take_row()
            self.rows[self._row] = {}
        self.rows[self._row][self._column] = cell

    def _merge(self, reference: str) -> None:
        corners = [_REFERENCE.fullmatch(corner) for corner in reference.split(":")]
        if len(corners) == 2 and corners[0] and corners[1]:
            (left, top), (right, bottom) = corners[0].groups(), corners[1].groups()
            self.merged.append((int(top), column_number(left), int(bottom), column_number(right)))


def _spread(rows: dict[int, dict[int, Cell]], merged: list[Area]) -> list[GridRow]:
    """A column's merged cell fills its rows; a wide one marks a row that is a title or a note."""
    banners, left, last = set(), limits.MERGED_CELLS, max(rows, default=0)
    for top, first, bottom, right in merged:
        if right - first + 1 >= _BANNER_COLUMNS:
            banners.add(top)
        cell = rows.get(top, {}).get(first)
        if cell is None or right != first:
            continue
        left -= min(bottom, last) - top
        if left < 0:
            raise FileRefused("damaged")
        for number in range(top + 1, min(bottom, last) + 1):
            if number in rows:
                rows[number].setdefault(first, cell)
    return [GridRow(number, rows[number], number in banners) for number in sorted(rows)]


def _points_into(items: list[str] | list[Format], written: str) -> bool:
    return written.isdecimal() and len(written) < 8 and int(written) < len(items)


def _unescaped(written: str) -> str:
    """_x000D_ stands for the character of that number (ECMA-376 part 1, 22.4.2.4)."""
    if "_x" not in written:
        return written
    characters = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), written)
    return characters.encode("utf-8", "replace").decode("utf-8")  # half a character cannot be carried
