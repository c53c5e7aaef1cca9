"""The sender's own sheet again, every cell in its place, with what is wrong beside it and coloured."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from openpyxl.styles import Alignment, Border, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from foundation.spreadsheets.findings import RowProblem
from foundation.spreadsheets.grid import column_number
from foundation.spreadsheets.sheet import Sheet
from foundation.spreadsheets.writing import fit_columns, font, new_workbook, put, put_headings, saved, width
from foundation.text import Text, text

STOPPED = PatternFill("solid", fgColor="FFF8D7D3")
ATTENTION = PatternFill("solid", fgColor="FFFBEBC8")
_PROBLEM_WIDTH = 64
_LINE_HEIGHT = 16
_WRONG = text("{column}: {message} {remedy}")
_ODD = text("Please check {column}: {message} {remedy}")
_WHOLE_ROW = text("{message} {remedy}")


def marked_sheet(
    sheet: Sheet,
    problems: Iterable[RowProblem],
    warnings: Iterable[RowProblem],
    say: Callable[[Text], str],
) -> bytes:
    """The .xlsx to send back; mended and uploaded again, its last column is not read."""
    workbook, page = new_workbook(sheet.name)
    _put_back(page, sheet)
    problems, warnings = list(problems), list(warnings)
    for fill, found in ((ATTENTION, warnings), (STOPPED, problems)):  # the stronger colour wins
        _colour(page, sheet, fill, found)
    lines: dict[int, list[str]] = defaultdict(list)
    for template, found in ((_WRONG, problems), (_ODD, warnings)):
        for one in found:
            lines[one.row].append(say(_line(template, one)).strip())
    _put_problems(page, sheet, say(text("Problem")), lines)
    page.freeze_panes = f"A{sheet.header_row + 1}"
    return saved(workbook)


def _put_back(page: Worksheet, sheet: Sheet) -> None:
    at = {heading: column_number(letter) for heading, letter in sheet.letters.items()}
    for row in sheet.rows:
        for heading, cell in row.cells.items():
            put(page, row.number, at[heading], cell.text)
    for heading in sheet.columns:
        put_headings(page, sheet.header_row, [heading], first=at[heading])
    fit_columns(page, sheet.header_row)
    for line in (*sheet.above, *sheet.aside):  # after the fitting: they may run over their cell
        beside = put(page, line.number, 1, line.text)
        beside.alignment, beside.border = Alignment(wrap_text=False), Border()


def _colour(page: Worksheet, sheet: Sheet, fill: PatternFill, found: list[RowProblem]) -> None:
    for one in found:
        if one.column in sheet.letters:
            page.cell(one.row, column_number(sheet.letters[one.column])).fill = fill


def _put_problems(page: Worksheet, sheet: Sheet, heading: str, lines: dict[int, list[str]]) -> None:
    """A last column to filter the rows by; what concerns the whole sheet stands in its heading."""
    last = max(column_number(letter) for letter in sheet.letters.values()) + 1
    about_all = lines.pop(sheet.header_row, [])
    put_headings(page, sheet.header_row, ["\n".join([heading, *about_all])], first=last)
    for row, said in lines.items():
        put(page, row, last, "\n".join(said)).font = font(colour="FF9B1C1C")
        page.row_dimensions[row].height = _LINE_HEIGHT * sum(
            1 + width(line) // _PROBLEM_WIDTH for line in said
        )
    page.column_dimensions[get_column_letter(last)].width = _PROBLEM_WIDTH
    page.auto_filter.ref = f"A{sheet.header_row}:{get_column_letter(last)}{page.max_row}"


def _line(template: Text, found: RowProblem) -> Text:
    values = {"column": found.column, "message": found.message, "remedy": found.remedy or ""}
    return Text(template.msgid if found.column else _WHOLE_ROW.msgid, values)
