"""Reading a .csv as Excel, WPS and old office systems write it, whatever its encoding and delimiter."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO

from foundation.spreadsheets import limits
from foundation.spreadsheets.grid import Cell, FileRefused, Grid, GridRow
from foundation.spreadsheets.worksheet import Budget

_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_DELIMITERS = ",\t;，"
_SAMPLE_CHARACTERS = 20_000
_AS_TEXT = re.compile(r'="((?:[^"]|"")*)"')
"""="0123": how some systems keep a spreadsheet from dropping the zero."""
_SHORTENED = re.compile(r"[1-9](\.\d+)?E\+?\d{2}", re.IGNORECASE)


def read_delimited(content: bytes, columns: int = limits.COLUMNS) -> list[Grid]:
    """The file as one sheet without a name; rows are counted as a spreadsheet counts them."""
    written = decode(content)
    if "\0" in written:
        raise FileRefused("not_text")
    budget = Budget(columns)
    rows = [_row(number, record, budget) for number, record in enumerate(_records(written), 1)]
    filled = [row for row in rows if row is not None]
    return [Grid("", 1, filled)] if filled else []


def decode(content: bytes) -> str:
    """The text of the file, whichever of the encodings in use it is in."""
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return _decoded(content, encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(content, "gb18030")


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FileRefused("encoding", line=line) from None


def delimiter(written: str) -> str:
    """The delimiter that splits the most rows alike and into the most cells; a comma when none does."""
    return max(_DELIMITERS, key=lambda mark: _likeness(written[:_SAMPLE_CHARACTERS], mark))


def _likeness(sample: str, mark: str) -> tuple[int, int]:
    lengths = Counter(len(record) for record in _split(sample, mark))
    return max(((count, length) for length, count in lengths.items() if length > 1), default=(0, 0))


def _records(written: str) -> Iterator[list[str]]:
    csv.field_size_limit(limits.CELL_CHARACTERS + 1)
    try:
        yield from _split(written, delimiter(written))
    except csv.Error:
        raise FileRefused("long_cell", most=limits.CELL_CHARACTERS) from None


def _split(written: str, mark: str) -> Iterator[list[str]]:
    return csv.reader(StringIO(written, newline=""), delimiter=mark)


def _row(number: int, record: list[str], budget: Budget) -> GridRow | None:
    if any(written.strip() for written in record[budget.columns :]):
        raise FileRefused("columns", most=budget.columns)
    within = enumerate(record[: budget.columns], 1)
    cells = {column: _cell(written) for column, written in within if written.strip()}
    if not cells:
        return None
    budget.take_row()
    for cell in cells.values():
        budget.take(len(cell.text))
    return GridRow(number, cells)


def _cell(written: str) -> Cell:
    as_text = _AS_TEXT.fullmatch(written.strip())
    if as_text:
        return Cell(as_text[1].replace('""', '"'))
    if _SHORTENED.fullmatch(written.strip()):
        return Cell(written.strip(), "cut")
    return Cell(written)
