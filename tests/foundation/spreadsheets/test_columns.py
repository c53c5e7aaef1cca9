"""Columns matched to fields, rows read with everything found on the way, and the sheet sent back marked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any, Literal

import msgspec
import pytest
from openpyxl import load_workbook

from foundation.reading import Made, parse_date, parse_document_number, parse_number, parse_text
from foundation.spreadsheets.columns import Field, Table, known_headings
from foundation.spreadsheets.findings import Conversion, RowProblem, counted
from foundation.spreadsheets.grid import Cell, Grid, GridRow
from foundation.spreadsheets.headings import heading_keys
from foundation.spreadsheets.layout import find_table
from foundation.spreadsheets.marking import ATTENTION, STOPPED, marked_sheet
from foundation.spreadsheets.reader import read_sheet
from foundation.spreadsheets.sheet import Sheet
from foundation.text import Text, text

NAME = Field(text("Name"), ("姓名", "学员姓名"), parse_text, needed=True)
NUMBER = Field(text("Document number"), ("证件号码", "身份证号"), parse_document_number, needed=True)
BIRTH = Field(text("Date of birth"), ("出生日期",), parse_date)
HOURS = Field(text("Hours"), ("学时",), parse_number)
FIELDS: tuple[Field[Any], ...] = (NAME, NUMBER, BIRTH, HOURS)


def sheet(*rows: list[str | Cell], name: str = "花名册") -> Sheet:
    grid = [
        GridRow(
            number,
            {at: cell if isinstance(cell, Cell) else Cell(cell) for at, cell in enumerate(row, 1) if cell},
        )
        for number, row in enumerate(rows, 1)
    ]
    found = find_table([Grid(name, 1, [row for row in grid if row.cells])], known_headings(FIELDS))
    assert found
    return found


@pytest.mark.parametrize(
    "written,keys",
    [
        ("姓 名", ("姓名", "姓名")),
        ("* 姓名：", ("姓名", "姓名")),
        ("证件号码（18位）", ("证件号码18位", "证件号码")),
        ("成绩(理论)", ("成绩理论", "成绩")),
        ("ＮＡＭＥ", ("name", "name")),
        ("出生\n日期", ("出生日期", "出生日期")),
    ],
)
def test_headings_are_compared_by_what_they_say(written: str, keys: tuple[str, str]) -> None:
    assert heading_keys(written) == keys


def test_rows_are_read_field_by_field() -> None:
    table = Table(
        sheet(
            ["序号", "学员姓名", "身份证号", "出生日期", "学时"],
            ["1", "张三", "36999919850101123x", "1985.1.1", "６０"],
        ),
        FIELDS,
    )
    (row,) = table.rows()
    assert row.read(NAME) == "张三"
    assert row.read(NUMBER) == "36999919850101123X"
    assert row.read(BIRTH) == date(1985, 1, 1)
    assert row.read(HOURS) == Decimal(60)
    assert row.sound
    assert table.unread_columns == ["序号"]
    assert table.findings.conversions == [
        Conversion(2, "身份证号", "36999919850101123x", "36999919850101123X", Made.CAPITAL_X),
        Conversion(2, "出生日期", "1985.1.1", "1985-01-01", Made.DATE_SPELLING),
        Conversion(2, "学时", "６０", "60", Made.FULL_WIDTH),
    ]


def test_a_missing_column_is_said_once_and_names_what_would_do() -> None:
    table = Table(sheet(["姓名", "出生日期"], ["张三", ""], ["李四", ""]), FIELDS)
    assert [row.read(NUMBER) for row in table.rows()] == [None, None]
    (problem,) = table.findings.problems
    assert (problem.row, problem.column) == (1, "证件号码")
    assert problem.remedy
    assert "证件号码、身份证号" in problem.remedy.english()


def test_two_persons_side_by_side_are_not_half_lost() -> None:
    table = Table(sheet(["姓名", "证件号码", "姓名", "证件号码"], ["张三", "1", "李四", "2"]), FIELDS)
    assert [problem.column for problem in table.findings.problems] == ["姓名 [A]", "证件号码 [B]"]


@pytest.mark.parametrize(
    "cell,message",
    [
        (Cell("3.69999E+17", "cut"), "The spreadsheet has shortened the number; its last digits are lost."),
        (Cell("#N/A", "error"), "The cell shows an error."),
        (Cell("", "formula"), "The cell holds a formula that was never calculated."),
        (Cell("2001-03-05", "date"), "The spreadsheet has turned the value into a date."),
        (Cell("无"), "“Document number” is empty."),
        (Cell("\u200b"), "“Document number” is empty."),
        (Cell("1\x072"), "There is a control character (U+0007) in it."),
    ],
)
def test_what_the_spreadsheet_did_is_told_in_the_files_terms(cell: Cell, message: str) -> None:
    table = Table(sheet(["姓名", "证件号码"], ["张三", cell]), FIELDS)
    (row,) = table.rows()
    assert row.read(NUMBER) is None
    assert not row.sound
    (problem,) = table.findings.problems
    assert (problem.row, problem.column, problem.value) == (2, "证件号码", cell.text)
    assert problem.message.english() == message


def test_notes_and_other_sheets_are_not_lost_silently() -> None:
    rows = [["姓名", "证件号码"], ["张三", "1"], ["合计", "1"]]
    grids = [
        Grid(
            "花名册",
            1,
            [GridRow(n, {at: Cell(c) for at, c in enumerate(row, 1)}) for n, row in enumerate(rows, 1)],
        ),
        Grid("旧名单", 2, [GridRow(1, {1: Cell("王五")})]),
    ]
    found = find_table(grids, known_headings(FIELDS))
    assert found
    warnings = Table(found, FIELDS).findings.warnings
    assert [(warning.row, warning.value) for warning in warnings] == [(3, "合计 1"), (1, "旧名单")]


def test_conversions_are_counted_with_their_first_example() -> None:
    made = [
        Conversion(2, "证件号码", "1x", "1X", Made.CAPITAL_X),
        Conversion(3, "证件号码", "2x", "2X", Made.CAPITAL_X),
        Conversion(3, "出生日期", "20010305", "2001-03-05", Made.DATE_SPELLING),
    ]
    assert [said.english() for said in counted(made)] == [
        "“1x”: lower-case letter replaced by its capital (2×)",
        "“20010305” read as 2001-03-05 (1×)",
    ]


@pytest.mark.parametrize("kind", Made)
def test_every_conversion_can_be_said(kind: Made) -> None:
    (said,) = counted([Conversion(1, "列", "前", "后", kind)])
    assert "{" not in said.english()


def problem(row: int, column: str, value: str, message: str) -> RowProblem:
    return RowProblem(row, column, value, text(message), text("Mend it."))


def test_the_marked_sheet_is_the_senders_own_with_the_problems_beside() -> None:
    original = sheet(
        ["2026春花名册"], ["姓名", "证件号码", "备注"], ["张三", "=1+1", "x"], ["李四", "2"], ["合计", "2"]
    )
    problems = [problem(3, "证件号码", "=1+1", "Wrong."), problem(2, "出生日期", "", "Missing.")]
    warnings = [problem(4, "姓名", "李四", "Odd."), problem(3, "证件号码", "", "Odd too.")]
    content = marked_sheet(original, problems, warnings, Text.english)
    page = load_workbook(BytesIO(content)).worksheets[0]
    assert page.title == "花名册"
    assert [[cell.value for cell in row] for row in page.iter_rows()] == [
        ["2026春花名册", None, None, None],
        ["姓名", "证件号码", "备注", "Problem\n出生日期: Missing. Mend it."],
        ["张三", "'=1+1", "x", "证件号码: Wrong. Mend it.\nPlease check 证件号码: Odd too. Mend it."],
        ["李四", "2", None, "Please check 姓名: Odd. Mend it."],
        ["合计 2", None, None, None],
    ]
    assert page["B3"].fill.fgColor.rgb == STOPPED.fgColor.rgb
    assert page["A4"].fill.fgColor.rgb == ATTENTION.fgColor.rgb
    assert page["B4"].fill.fill_type is None


def test_the_marked_sheet_mended_and_sent_again_is_read_without_the_problems() -> None:
    original = sheet(["姓名", "证件号码"], ["张三", "1"], ["李四", "2"])
    content = marked_sheet(original, [problem(3, "姓名", "李四", "Wrong.")], [], Text.english)
    again = read_sheet(content, known_headings(FIELDS))
    table = Table(again, FIELDS)
    assert [(row.number, row.read(NAME), row.read(NUMBER)) for row in table.rows()] == [
        (2, "张三", "1"),
        (3, "李四", "2"),
    ]
    assert table.unread_columns == []


@pytest.mark.parametrize("kind", ["date", "time"])
def test_a_column_of_moments_takes_what_the_spreadsheet_made_of_them(kind: Literal["date", "time"]) -> None:
    moment = msgspec.structs.replace(NUMBER, reader=parse_text, moments=True)
    table = Table(sheet(["姓名", "证件号码"], ["张三", Cell("10:23:00", kind)]), (moment,))
    (row,) = table.rows()
    assert row.read(moment) == "10:23:00"
    assert row.sound
