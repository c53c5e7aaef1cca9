"""What an .xlsx says, cell by cell; compared with what two other readers make of the same file."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from foundation.spreadsheets.grid import Cell, FileRefused
from foundation.spreadsheets.number_formats import Format
from foundation.spreadsheets.workbook import read_workbook


def made(fill: Callable[[Any], None]) -> bytes:
    book = Workbook()
    fill(book.worksheets[0])
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def one_cell(value: Any, number_format: str | None = None) -> Cell | None:
    def fill(page: Any) -> None:
        page["A1"] = value
        if number_format:
            page["A1"].number_format = number_format

    rows = read_workbook(made(fill))
    return rows[0].rows[0].cells[1] if rows else None


@pytest.mark.parametrize(
    "value,number_format,cell",
    [
        ("张三", None, Cell("张三")),
        (20010305, None, Cell("20010305", "number")),
        (13812345678, None, Cell("13812345678", "number")),
        (0.1 + 0.2, None, Cell("0.3", "number")),
        (85.5, None, Cell("85.5", "number")),
        (-3, None, Cell("-3", "number")),
        (12, "0000", Cell("0012", "number")),
        (True, None, Cell("TRUE")),
        (date(2001, 3, 5), None, Cell("2001-03-05", "date")),
        (36955, 'yyyy"年"m"月"d"日"', Cell("2001-03-05", "date")),
        (36955, "[$-804]yyyy/m/d;@", Cell("2001-03-05", "date")),
        (36955, "[DBNum1][$-804]yyyy年m月d日", Cell("2001-03-05", "date")),
        (36955, "G/通用格式", Cell("36955", "number")),
        (36955, '0"学时"', Cell("36955", "number")),
        (36955, "[Red]#,##0.00", Cell("36955", "number")),
        (datetime.fromisoformat("2001-03-05 08:30"), None, Cell("2001-03-05 08:30:00", "date")),
        (time(8, 30), None, Cell("08:30:00", "time")),
        (1.5, "[h]:mm", Cell("1900-01-01 12:00:00", "date")),
        (369999198501011234, None, Cell("3.69999E+17", "cut")),
        (369999198501011234, "0", Cell("369999198501011000", "cut")),
        ("=1+1", None, Cell("", "formula")),
        ("#N/A", None, Cell("#N/A", "error")),
        ("_x000D_a_x0041_", None, Cell("\raA")),
        ("  两端  ", None, Cell("  两端  ")),
        ("", None, None),
        ("   ", None, None),
    ],
)
def test_a_cell_is_what_its_sender_sees(value: Any, number_format: str | None, cell: Cell | None) -> None:
    assert one_cell(value, number_format) == cell


def test_dates_from_1904() -> None:
    book = Workbook()
    book.epoch = datetime.fromisoformat("1904-01-01")
    book.worksheets[0]["A1"] = date(2001, 3, 5)
    written = BytesIO()
    book.save(written)
    assert read_workbook(written.getvalue())[0].rows[0].cells[1] == Cell("2001-03-05", "date")


@pytest.mark.parametrize("written", ["nan", "inf", "-inf", "1e999", "abc", "９"])
def test_a_number_that_is_none_is_kept_as_text_or_number(written: str) -> None:
    assert Format(0, "").cell(written, from_1904=False).text


def test_a_date_beyond_the_calendar_stays_a_number() -> None:
    assert Format(14, "").cell("99999999", from_1904=False) == Cell("99999999", "number")


def test_cells_merged_downwards_fill_their_rows_and_wide_ones_mark_a_banner() -> None:
    def fill(page: Any) -> None:
        page["A1"] = "花名册"
        page.merge_cells("A1:F1")
        page["A2"], page["A3"], page["A4"] = "一班", None, None
        page["B2"], page["B3"], page["B4"] = "张三", "李四", "王五"
        page.merge_cells("A2:A4")

    rows = read_workbook(made(fill))[0].rows
    assert [(row.number, row.banner) for row in rows] == [(1, True), (2, False), (3, False), (4, False)]
    assert [row.cells[1].text for row in rows] == ["花名册", "一班", "一班", "一班"]


def test_hidden_sheets_are_not_read_and_positions_are_the_senders() -> None:
    book = Workbook()
    book.worksheets[0]["A1"] = "一"
    hidden = book.create_sheet("藏")
    hidden["A1"], hidden.sheet_state = "二", "hidden"
    book.create_sheet("三")["A1"] = "三"
    written = BytesIO()
    book.save(written)
    assert [(grid.name, grid.position) for grid in read_workbook(written.getvalue())] == [
        ("Sheet", 1),
        ("三", 2),
    ]


def test_readings_above_characters_are_no_text() -> None:
    content = made(lambda page: page.append(["山田"]))
    changed = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/sharedStrings.xml":
                reading = b'<r><t>\xe7\x94\xb0</t></r><rPh sb="0" eb="2"><t>ya ma da</t></rPh>'
                part = part.replace("<t>山田</t>".encode(), "<r><t>山</t></r>".encode() + reading)
            target.writestr(name, part)
    assert read_workbook(changed.getvalue())[0].rows[0].cells[1].text == "山田"


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9, 0.99])
def test_half_a_file_is_damaged(cut: float) -> None:
    content = made(lambda page: page.append(["姓名", "证件号码"]))
    with pytest.raises(FileRefused, match="damaged"):
        read_workbook(content[: int(len(content) * cut)])


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_flipped_bytes_are_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    content = bytearray(SAMPLE)
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(FileRefused):
        read_workbook(bytes(content))


SAMPLE = made(lambda page: [page.append([f"姓名{n}", n, date(2001, 3, 5), n / 7]) for n in range(20)])

VALUES = st.one_of(
    st.none(),
    st.integers(-(10**14), 10**14),
    st.floats(-(10**6), 10**6).map(lambda number: round(number, 4)),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff_"),
        max_size=20,
    )
    .map(str.strip)
    .filter(lambda written: not written.startswith(("=", "#"))),
)


def plain(value: Any) -> str:
    """A value of another reader as we write it."""
    if value is None or value == "":
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, float | int):
        return str(int(value)) if value == int(value) else f"{value:.15g}"
    return value.isoformat() if isinstance(value, date) else str(value)


@given(st.lists(st.lists(VALUES, min_size=1, max_size=6), min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_it_reads_what_other_readers_read(table: list[list[Any]]) -> None:
    content = made(lambda page: [page.append(row) for row in table])
    grids = read_workbook(content)
    ours = {
        (row.number, column): cell.text
        for grid in grids
        for row in grid.rows
        for column, cell in row.cells.items()
    }
    page = load_workbook(BytesIO(content)).worksheets[0]
    theirs = {
        (cell.row, cell.column): plain(cell.value)
        for line in page.iter_rows()
        for cell in line
        if plain(cell.value).strip()
    }
    assert ours == theirs
    third = (
        CalamineWorkbook.from_filelike(BytesIO(content))
        .get_sheet_by_index(0)
        .to_python(skip_empty_area=False)
    )
    assert ours == {
        (row, column): plain(value)
        for row, line in enumerate(third, 1)
        for column, value in enumerate(line, 1)
        if plain(value).strip()
    }
