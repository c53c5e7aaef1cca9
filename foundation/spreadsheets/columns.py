"""Which column holds what, and its rows read field by field with everything found on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any, Generic, TypeVar

import msgspec

from foundation.errors import Rule
from foundation.reading import Made, Reader, parse_date
from foundation.spreadsheets.findings import Conversion, Findings, RowProblem
from foundation.spreadsheets.grid import Cell
from foundation.spreadsheets.headings import heading_key, heading_keys
from foundation.spreadsheets.sheet import EMPTY, Row, Sheet
from foundation.text import Text, text

T = TypeVar("T")

_NOTHING = frozenset({"无", "/", "\\", "-", "—", "——", "--", "暂无", "没有", "N/A", "n/a", "null", "NULL"})
"""What people write where there is nothing to write."""
PROBLEM_HEADINGS = ("问题", "Problem")
"""The column that `marking` adds; it is ours and not read again."""


class Field(msgspec.Struct, Generic[T], frozen=True, eq=False):
    """A column we know: what it is called, the headings it stands under, and how its cells are read.

    `column_needed`: the sheet must have the column; `needed`: also every row must have a value in it;
    `moments`: its cells may be dates or times of the spreadsheet's own.
    """

    title: Text
    headings: tuple[str, ...]
    reader: Reader[T]
    needed: bool = False
    column_needed: bool = False
    moments: bool = False


class Table:
    """A sheet with its columns matched to the fields."""

    def __init__(self, sheet: Sheet, fields: Iterable[Field[Any]]) -> None:
        self.sheet = sheet
        self.findings = Findings()
        self._columns: dict[Field[Any], str] = {}
        for field in fields:
            self._match(field)
        self._warn_of_what_is_left_out()

    @property
    def unread_columns(self) -> list[str]:
        """Headings that belong to no field."""
        read = set(self._columns.values())
        ours = {heading_key(written) for written in PROBLEM_HEADINGS}
        return [name for name in self.sheet.columns if name not in read and heading_key(name) not in ours]

    def column(self, field: Field[Any]) -> str | None:
        """The heading of the field's column, or None when the sheet has none."""
        return self._columns.get(field)

    def rows(self) -> Iterator[TableRow]:
        """Every row below the headings."""
        return (TableRow(self, row) for row in self.sheet.rows)

    def _match(self, field: Field[Any]) -> None:
        taken = set(self._columns.values())
        known = [heading_key(heading) for heading in field.headings]
        for place, heading in product((0, 1), known):  # the whole heading before the one without its brackets
            found = [c for c in self.sheet.columns if heading_keys(c)[place] == heading and c not in taken]
            if found:
                self._take(field, found)
                return
        if field.needed or field.column_needed:
            missing = text("The sheet has no column “{title}”.", title=field.title)
            remedy = text("Use one of these headings: {headings}.", headings="、".join(field.headings[:4]))
            self._about_headings(field.headings[0], missing, remedy)

    def _take(self, field: Field[Any], found: list[str]) -> None:
        self._columns[field] = found[0]
        if len(found) > 1:
            message = text("Several columns have this heading: {columns}.", columns="、".join(found))
            self._about_headings(found[0], message, text("Keep one of them and put every person in a row."))

    def _about_headings(self, column: str, message: Text, remedy: Text) -> None:
        self.findings.problems.append(RowProblem(self.sheet.header_row, column, "", message, remedy))

    def _warn_of_what_is_left_out(self) -> None:
        for line in self.sheet.aside:
            message = text("This row was taken for a note, not for data.")
            self.findings.warnings.append(RowProblem(line.number, "", line.text, message))
        for name in self.sheet.others:
            message = text("The sheet “{name}” was not read; only one sheet is.", name=name)
            self.findings.warnings.append(RowProblem(self.sheet.header_row, "", name, message))


class TableRow:
    """One row, read field by field; every problem goes to the table's findings."""

    def __init__(self, table: Table, row: Row) -> None:
        self._table = table
        self._row = row
        self.number = row.number
        self.sound = True
        """False as soon as a problem was found."""

    def written(self, field: Field[Any]) -> str:
        """The cell's text as its sender sees it."""
        return self._cell(field).text

    def is_empty(self, field: Field[Any]) -> bool:
        """Whether the sender has written nothing there, in one of the ways people do."""
        cell = self._cell(field)
        written = cell.text.strip()
        return cell.kind != "formula" and (not written or written in _NOTHING)

    def read(self, field: Field[T]) -> T | None:
        """The field's value; None when nothing stands there or it cannot be read."""
        cell = self._cell(field)
        if fault := _fault(cell.kind, field):
            self.problem(field, *fault)
            return None
        if self.is_empty(field):
            self._nothing(field)
            return None
        reading = field.reader(cell.text)
        if reading.problem:
            self.problem(field, reading.problem, reading.remedy)
            return None
        for kind in reading.made:
            self.converted(field, reading.value, kind)
        if reading.value is None:
            self._nothing(field)
        return reading.value

    def problem(
        self, field: Field[Any], message: Text, remedy: Text | None = None, rule: Rule | None = None
    ) -> None:
        """The row cannot be taken."""
        self.sound = False
        self._table.findings.problems.append(self._about(field, message, remedy, rule))

    def warn(self, field: Field[Any], message: Text, remedy: Text | None = None) -> None:
        """The row can be taken, but somebody should look."""
        self._table.findings.warnings.append(self._about(field, message, remedy, None))

    def converted(self, field: Field[Any], value: object, kind: Made) -> None:
        """The value is not as it was written."""
        conversion = Conversion(self.number, self._heading(field), self.written(field), str(value), kind)
        self._table.findings.conversions.append(conversion)

    def _nothing(self, field: Field[Any]) -> None:
        if field.needed and self._table.column(field):
            self.problem(field, text("“{title}” is empty.", title=field.title))

    def _cell(self, field: Field[Any]) -> Cell:
        column = self._table.column(field)
        return self._row.cell(column) if column else EMPTY

    def _heading(self, field: Field[Any]) -> str:
        return self._table.column(field) or field.headings[0]

    def _about(self, field: Field[Any], message: Text, remedy: Text | None, rule: Rule | None) -> RowProblem:
        return RowProblem(self.number, self._heading(field), self.written(field), message, remedy, rule)


def _fault(kind: str, field: Field[Any]) -> tuple[Text, Text] | None:
    """What the spreadsheet itself has done to the value."""
    as_text = text("Set the column's format to “Text”, then fill the number in again.")
    if kind == "cut":
        return text("The spreadsheet has shortened the number; its last digits are lost."), as_text
    if kind == "error":
        return text("The cell shows an error."), text("Type the value itself.")
    if kind == "formula":
        again = text("Open the file in Excel or WPS, save it, and upload it again.")
        return text("The cell holds a formula that was never calculated."), again
    if kind in {"date", "time"} and field.reader is not parse_date and not field.moments:
        return text("The spreadsheet has turned the value into a date."), as_text
    return None


def known_headings(fields: Iterable[Field[Any]]) -> list[str]:
    """Every heading of the fields, the most usual of each first: what `read_sheet` looks for."""
    fields = list(fields)
    firsts = [field.headings[0] for field in fields]
    return firsts + [heading for field in fields for heading in field.headings[1:]]
