"""What we write is read as it was, and never as a formula."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from foundation.reading import parse_text
from foundation.spreadsheets.reader import read_sheet
from foundation.spreadsheets.safety import guarded
from foundation.spreadsheets.sheet import EMPTY
from foundation.spreadsheets.workbook import read_workbook
from foundation.spreadsheets.writing import write_csv, write_workbook

HOSTILE = (
    "=1+1",
    '=HYPERLINK("http://example.invalid","a")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\u3000=1+1",
    "\0=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "a;=1+1",
    'a",=1+1,"',
    "#N/A",
    "#REF!",
)
BEGINNINGS = tuple("=+-@\t\r\0＝＋－＠")


def written_back(content: bytes) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in load_workbook(BytesIO(content)).worksheets[0].iter_rows()]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_hostile_text_becomes_a_formula(hostile: str) -> None:
    content = write_workbook(["姓名", hostile], [[hostile, "b"]], title=hostile)
    cells = [cell for row in load_workbook(BytesIO(content)).worksheets[0].iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if cell.value is not None] == ["s"] * 5
    assert not any(str(cell.value).lstrip().startswith(BEGINNINGS) for cell in cells)
    assert all(kind is str for kind in _kinds(content))


def _kinds(content: bytes) -> list[type]:
    page = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0)
    return [type(value) for row in page.to_python() for value in row]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_cell_of_a_csv_begins_with_a_formula(hostile: str) -> None:
    content = write_csv(["姓名", "备注"], [[hostile, "b"]]).decode("utf-8-sig")
    for row in csv.reader(StringIO(content, newline="")):
        assert not any(cell.lstrip().startswith(BEGINNINGS) for cell in row)
    # Every text is in quotation marks: an editor that splits at semicolons finds none to begin a cell with.
    assert content.split("\r\n")[1].startswith('"')


@given(st.text(max_size=30))
def test_the_guard_covers_every_text(written: str) -> None:
    assert not guarded(written).lstrip().startswith(BEGINNINGS)


@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="'"), max_size=20
    )
)
@settings(max_examples=100, deadline=None)
def test_a_text_that_was_written_is_read_as_it_was(written: str) -> None:
    expected = parse_text(written).value
    content = write_workbook(["姓名", "证件号码"], [[written, "1"]])
    cell = read_sheet_cell(content)
    assert parse_text(cell).value == expected


def read_sheet_cell(content: bytes) -> str:
    row = next(row for row in read_workbook(content)[0].rows if row.number == 2)
    return row.cells.get(1, EMPTY).text


def test_numbers_and_dates_are_written_as_such() -> None:
    moment = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)
    rows = [["张三", "36999919850101123X", 60, Decimal("85.5"), date(2026, 3, 2), moment, None]]
    content = write_workbook(list("abcdefg"), rows)
    assert written_back(content)[1] == [
        "张三",
        "36999919850101123X",
        60,
        85.5,
        datetime.fromisoformat("2026-03-02"),
        datetime.fromisoformat("2026-03-03 00:30"),
        None,
    ]
    assert write_csv(list("abcdefg"), rows).decode("utf-8-sig").splitlines()[1] == (
        '"张三","36999919850101123X",60,85.5,"2026-03-02","2026-03-03 00:30",""'
    )


def test_a_csv_for_old_systems() -> None:
    content = write_csv(["姓名", "证件号码"], [["欧阳䶮", "1"]], encoding="gb18030")
    assert "欧阳䶮".encode("gb18030") in content
    assert read_sheet(content, ["姓名", "证件号码"]).rows[0].cell("姓名").text == "欧阳䶮"


def test_the_same_content_is_the_same_file() -> None:
    rows = [["张三", 1], ["李四", 2]]
    assert write_workbook(["姓名", "学时"], rows) == write_workbook(["姓名", "学时"], rows)
    assert write_workbook(["姓名", "学时"], rows) != write_workbook(["姓名", "学时"], rows[:1])


def test_a_title_lies_across_and_the_headings_stay_in_view() -> None:
    page = load_workbook(
        BytesIO(write_workbook(["a", "b", "c"], [["1", "2", "3"]], title="花名册"))
    ).worksheets[0]
    assert [str(area) for area in page.merged_cells.ranges] == ["A1:C1"]
    assert page.freeze_panes == "A3"
    assert page["A3"].value == "1"


@pytest.mark.parametrize(
    "name,kept", [("花名册", "花名册"), ("a/b:c?[1]", "a_b_c__1_"), ("", "Sheet1"), ("长" * 40, "长" * 31)]
)
def test_sheet_names(name: str, kept: str) -> None:
    assert load_workbook(BytesIO(write_workbook(["a"], [], sheet=name))).sheetnames == [kept]


def test_what_no_file_can_hold_is_shown_as_such() -> None:
    assert written_back(write_workbook(["a"], [["x\x01y\ud800z\uffff"]]))[1] == ["x\ufffdy\ufffdz\ufffd"]
