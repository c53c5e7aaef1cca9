"""Writing .xlsx and .csv: texts as text, numbers and dates as such, the same bytes for the same content."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Literal
from unicodedata import east_asian_width

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import tostring

from foundation.clock import CHINA
from foundation.spreadsheets.safety import guarded

Value = str | int | Decimal | date | None
Encoding = Literal["utf-8-sig", "gb18030"]

HEADER_FILL = PatternFill("solid", fgColor="FFE7EFEC")
_HAIRLINE = Side("thin", "FFD9D5CB")
_BORDER = Border(_HAIRLINE, _HAIRLINE, _HAIRLINE, _HAIRLINE)
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_STYLES = {"text": "@", "number": "General", "date": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm"}
_NARROWEST, _WIDEST = 6, 42
_TITLE_HEIGHT = 26
_WIDTH_SAMPLE = 200
_NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest an archive knows; when a file was made is told where it is kept, not in it."""


def write_workbook(
    columns: Sequence[str], rows: Iterable[Sequence[Value]], *, title: str = "", sheet: str = "Sheet1"
) -> bytes:
    """An .xlsx of one sheet: a merged title if one is given, headings that stay in view, and the rows."""
    workbook, page = new_workbook(sheet)
    if title:
        put(page, 1, 1, title).font = font(bold=True, size=14)
        page.row_dimensions[1].height = _TITLE_HEIGHT
        page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=max(len(columns), 1))
    header_row = 2 if title else 1
    put_headings(page, header_row, columns)
    for number, row in enumerate(rows, header_row + 1):
        for column, value in enumerate(row, 1):
            put(page, number, column, value)
    page.freeze_panes = f"A{header_row + 1}"
    fit_columns(page, header_row)
    return saved(workbook)


def write_csv(
    columns: Sequence[str], rows: Iterable[Sequence[Value]], *, encoding: Encoding = "utf-8-sig"
) -> bytes:
    """A .csv for Excel and WPS (RFC 4180); texts in quotation marks, so that none can begin a new cell."""
    written = StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([guarded(heading) for heading in columns])
    writer.writerows([_csv_value(value) for value in row] for row in rows)
    return written.getvalue().encode(encoding)


def _csv_value(value: Value) -> str | int | Decimal:
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, datetime):
        return f"{_in_china(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value


def _in_china(moment: datetime) -> datetime:
    """A spreadsheet knows no time zones: its times are its reader's."""
    return moment.astimezone(CHINA).replace(tzinfo=None)


def new_workbook(sheet: str) -> tuple[Workbook, Worksheet]:
    """A workbook with one empty sheet and the styles that `put` uses."""
    workbook = Workbook()
    for name, number_format in _STYLES.items():
        workbook.add_named_style(
            NamedStyle(name, font(), border=_BORDER, alignment=_WRAPPED, number_format=number_format)
        )
    page = workbook.worksheets[0]
    page.title = sheet_name(sheet)
    return workbook, page


def font(*, bold: bool = False, size: int = 11, colour: str = "FF1C1B19") -> Font:
    """The one family of our sheets; where it is missing the program takes its own."""
    return Font(name="Microsoft YaHei", bold=bold, size=size, color=colour)


def put(page: Worksheet, row: int, column: int, value: Value) -> Cell:
    """One cell; a text is written as text even where it looks like a formula or a number."""
    cell = page.cell(row, column)
    assert isinstance(cell, Cell)
    if isinstance(value, str):
        cell.value = guarded(value)
        cell.data_type = "s"
    else:
        cell.value = _in_china(value) if isinstance(value, datetime) else value
    cell.style = _style_of(value)
    return cell


def _style_of(value: Value) -> str:
    if isinstance(value, str):
        return "text"
    if isinstance(value, datetime):
        return "moment"
    return "date" if isinstance(value, date) else "number"


def put_headings(page: Worksheet, row: int, columns: Sequence[str], first: int = 1) -> None:
    """Headings side by side, beginning in column `first`."""
    for column, heading in enumerate(columns, first):
        cell = put(page, row, column, heading)
        cell.font, cell.fill = font(bold=True), HEADER_FILL


def fit_columns(page: Worksheet, header_row: int) -> None:
    """Make each column as wide as its contents ask for, within reason."""
    sample = page.iter_rows(min_row=header_row, max_row=header_row + _WIDTH_SAMPLE)
    for cells in zip(*sample, strict=True):
        widest = max((width(str(cell.value)) for cell in cells if cell.value is not None), default=0)
        letter = get_column_letter(cells[0].column)
        page.column_dimensions[letter].width = min(max(widest + 2, _NARROWEST), _WIDEST)


def width(written: str) -> int:
    """How many Latin letters wide a text is."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in written)


def sheet_name(written: str) -> str:
    """A name that a sheet may have."""
    allowed = "".join("_" if char in "[]:*?/\\" else char for char in written).strip("'")
    return allowed[:31] or "Sheet1"


def saved(workbook: Workbook) -> bytes:
    """The workbook's bytes, the same for the same content whenever it is made."""
    written, settled = BytesIO(), BytesIO()
    workbook.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(settled, "w") as target:
        for name in source.namelist():
            content = _properties(workbook) if name == "docProps/core.xml" else source.read(name)
            target.writestr(zipfile.ZipInfo(name, _NO_TIME), content, zipfile.ZIP_DEFLATED)
    return settled.getvalue()


def _properties(workbook: Workbook) -> bytes:
    properties = workbook.properties
    properties.creator = "Yuzheng"
    properties.created = properties.modified = datetime(*_NO_TIME)  # noqa: DTZ001 - as openpyxl wants it
    written: bytes = tostring(properties.to_tree())
    return written
