"""The sheet of a course's plan: a module in each row, the outline's code in a line above the headings."""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec

from curricula.outlines.data import OUTLINES
from foundation.reading import number_within, parse_text
from foundation.spreadsheets.columns import Field, Table, TableRow, known_headings
from foundation.spreadsheets.findings import RowProblem
from foundation.spreadsheets.reader import read_sheet
from foundation.text import text

CODE = Field(text("Module code"), ("模块代码", "代码", "Module code", "Code"), parse_text, column_needed=True)
TITLE = Field(text("Title"), ("模块名称", "名称", "Module", "Title"), parse_text, column_needed=True)
KIND = Field(text("Kind"), ("类别", "类型", "性质", "Kind", "Type"), parse_text)
HOURS = Field(text("Hours"), ("学时", "课时", "Hours"), number_within(0, 2000), column_needed=True)
STANDS_FOR = Field(text("Module of the outline"), ("大纲模块", "对应大纲模块", "Outline module"), parse_text)
PASS_MARK = Field(text("Pass mark"), ("合格分数", "合格线", "Pass mark"), number_within(0, 100))
TOPICS = Field(
    text("Compulsory content"), ("必修内容", "依据文件", "Compulsory content", "Documents"), parse_text
)
OUTLINE = Field(text("Training outline"), ("培训大纲", "大纲代码", "大纲", "Outline"), parse_text)
FIELDS: Final[tuple[Field[Any], ...]] = (CODE, TITLE, KIND, HOURS, STANDS_FOR, PASS_MARK, TOPICS, OUTLINE)
_KEYS: Final[dict[str, Field[Any]]] = {
    "code": CODE,
    "title": TITLE,
    "kind": KIND,
    "hours": HOURS,
    "outline_module": STANDS_FOR,
    "pass_mark": PASS_MARK,
}


class PlannedRow(msgspec.Struct, frozen=True):
    """A module and the number of its row; what is empty is left out."""

    number: int
    values: dict[str, Any]


def sheet_rows(content: bytes) -> tuple[str, list[PlannedRow], list[RowProblem]]:
    """The outline's code, empty if none is named; the modules; what could not be read."""
    sheet = read_sheet(content, known_headings(FIELDS))
    table = Table(sheet, FIELDS)
    codes = [_named(line.text) for line in sheet.above]
    rows = []
    for row in table.rows():
        rows.append(PlannedRow(row.number, _values(row)))
        codes.append(_named(row.read(OUTLINE) or ""))
    return next(filter(None, codes), ""), rows, table.findings.problems


def _values(row: TableRow) -> dict[str, Any]:
    read = {key: row.read(field) for key, field in _KEYS.items()}
    if written := row.read(TOPICS):
        read["topics"] = re.findall(r"[A-Z]+-\d+", written.upper())
    return {key: value for key, value in read.items() if value is not None}


def _named(written: str) -> str:
    """The code of an outline that stands somewhere in a line."""
    words = set(re.findall(r"[A-Z0-9-]+", written.upper()))
    return next((code for code, _ in OUTLINES if code in words), "")
