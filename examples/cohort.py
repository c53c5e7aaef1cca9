"""The roster as the college keeps it, with all that rosters have: and the same after it was mended."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from io import StringIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from examples.people import COHORT_NAME, Person, is_under_age, people
from foundation.spreadsheets.writing import saved

TITLE = f"{COHORT_NAME}学员花名册"
COLUMNS = (
    "序号",
    "姓  名",
    "性别",
    "证件类型",
    "证件号码（身份证）",
    "出生\n日期",
    "民族",
    "联系电话",
    "监护人",
    "文化程度",
    "入学年级",
    "备注",
)
Cell = str | int | date | None
Row = list[Cell]

NUMBER, BIRTH_DATE = 4, 5
WRONG_CHECK_DIGIT_AT = 22
"""Whose last digit is mistyped (counted from 0)."""
TWICE_AT = (9, 40)
"""Who stands in the roster a second time, at the end of a page and at the end of all."""
_TO_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}

_SPELLINGS: tuple[Callable[[date], Cell], ...] = (
    lambda day: day,
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day.year}.{day.month}.{day.day}",
    lambda day: int(f"{day:%Y%m%d}"),
)


def as_it_comes() -> list[Row]:
    """120 rows, four of them not to be taken."""
    rows = [_row(person) for person in people()]
    right = str(rows[WRONG_CHECK_DIGIT_AT][NUMBER])
    rows[WRONG_CHECK_DIGIT_AT][NUMBER] = right[:17] + str((int(right[17]) + 4) % 10)
    first, second = (list(rows[at]) for at in TWICE_AT)
    rows.insert(59, first)
    rows.append(second)
    return _numbered(_as_typed(rows))


def corrected() -> list[Row]:
    """What the college sends after it has read what was wrong: 117 rows."""
    return _numbered(_as_typed([_row(person) for person in people() if not is_under_age(person)]))


def _row(person: Person) -> Row:
    return [
        None,
        person.written_name or person.name,
        "女" if person.sex == "female" else "男",
        person.kind,
        person.number,
        person.birth_date,
        person.ethnicity,
        int(person.phone),
        person.guardian,
        person.education,
        "2025级",
        "",
    ]


def _as_typed(rows: list[Row]) -> list[Row]:
    """Several hands have typed it: spaces in names, dates in four spellings, full-width digits, x for X."""
    for at, row in enumerate(rows):
        number, birth, written = str(row[NUMBER]), row[BIRTH_DATE], str(row[1])
        assert isinstance(birth, date)
        row[BIRTH_DATE] = _SPELLINGS[at * 7 % 4](birth)
        row[NUMBER] = number.replace("X", "x") if at % 4 else number
        if at % 19 == 5:
            row[NUMBER] = number.translate(_TO_FULL_WIDTH)
        if len(written) == 2 and at % 5 == 0:
            row[1] = f"{written[0]}　{written[1]}"
    return rows


def _numbered(rows: list[Row]) -> list[Row]:
    for number, row in enumerate(rows, 1):
        row[0] = number
    return rows


def workbook(rows: list[Row]) -> bytes:
    """The .xlsx as Excel keeps it: merged title and note, headings in the third row, a signature below."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = "花名册"
    page["A1"], page["A1"].font = TITLE, Font(bold=True, size=16)
    page["A1"].alignment = Alignment(horizontal="center")
    page["A2"] = "开班日期：2026年3月2日    请用文本格式填写证件号码"
    for line in ("A1:L1", "A2:L2"):
        page.merge_cells(line)
    page.append(list(COLUMNS))
    for row in rows:
        page.append(row)
    _format(page)
    page.append(["填表人：李老师", None, None, "审核人：", None, None, None, "填表日期：2026年2月20日"])
    return saved(book)


def _format(page: Worksheet) -> None:
    for cell in page[3]:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="center")
    for (cell,) in page.iter_rows(min_row=4, min_col=NUMBER + 1, max_col=NUMBER + 1):
        cell.number_format = "@"
    for (cell,) in page.iter_rows(min_row=4, min_col=BIRTH_DATE + 1, max_col=BIRTH_DATE + 1):
        if isinstance(cell.value, date):
            cell.number_format = "yyyy/m/d"
    for letter, width in zip("ABCDEFGHIJKL", (6, 20, 6, 16, 22, 16, 8, 14, 10, 10, 10, 12), strict=True):
        page.column_dimensions[letter].width = width


def old_csv(rows: list[Row]) -> bytes:
    """The same from an old office system: GB18030, dates as that system writes them."""
    written = StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([TITLE])
    writer.writerow(COLUMNS)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return written.getvalue().encode("gb18030")


def _plain(cell: Cell) -> str:
    if isinstance(cell, date):
        return f"{cell.year}/{cell.month}/{cell.day}"
    return "" if cell is None else str(cell)
