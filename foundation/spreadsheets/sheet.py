"""A sheet whose headings have been found: what the rows say, column by column, in the file's own terms."""

from __future__ import annotations

import msgspec

from foundation.spreadsheets.grid import Cell

EMPTY = Cell("")


class Row(msgspec.Struct, frozen=True):
    """A row under the headings; `number` is the one its sender sees beside it."""

    number: int
    cells: dict[str, Cell]

    def cell(self, column: str) -> Cell:
        """The cell under a heading; an empty one when nothing stands there."""
        return self.cells.get(column, EMPTY)


class Line(msgspec.Struct, frozen=True):
    """A row that is not data: a title above the headings, a total or a signature below."""

    number: int
    text: str


class Sheet(msgspec.Struct, frozen=True):
    """The rows of one sheet by the headings of their columns.

    `columns` are the headings as they stand in the file; one that stands there twice, or not at all, is told
    apart by its letter: `备注 [F]`. `letters` gives the letter of each.
    """

    name: str
    position: int
    header_row: int
    columns: list[str]
    rows: list[Row]
    letters: dict[str, str] = {}
    above: list[Line] = []
    """Titles and notes above the headings."""
    aside: list[Line] = []
    """Rows among or below the data that were recognised as totals, signatures or repeated headings."""
    others: list[str] = []
    """Names of visible sheets that were not read."""
