"""A .csv in every encoding and with every delimiter in use."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.spreadsheets.delimited import decode, delimiter, read_delimited
from foundation.spreadsheets.grid import Cell, FileRefused

ROSTER = "姓名,证件号码\n欧阳䶮,36999919850101123X\n𠮷田㐂,1\n"
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "gb18030")
CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encodings_are_told_apart(encoding: str) -> None:
    assert decode(ROSTER.encode(encoding)) == ROSTER


@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\ufeff\ufffe"),
        max_size=50,
    )
)
def test_gb18030_round_trip(written: str) -> None:
    """Every character of Unicode; what UTF-8 could have written is read as that and never reaches GB18030."""
    content = ("姓名：" + written).encode("gb18030")
    assert decode(content) == "姓名：" + written


def test_what_is_neither_encoding_is_refused_with_its_line() -> None:
    with pytest.raises(FileRefused, match="encoding") as refused:
        decode("姓名\n张三\n".encode("gb18030") + b"\xff\xff\xff\n")
    assert refused.value.params == {"line": 3}


@pytest.mark.parametrize("mark", [",", ";", "\t", "，"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_delimiters(mark: str, encoding: str) -> None:
    written = "\r\n".join(
        mark.join(row) for row in (["姓名", "证件号码", "出生日期"], ["张三", "1", "2001.3.5"])
    )
    (grid,) = read_delimited(written.encode(encoding))
    assert [[cell.text for cell in row.cells.values()] for row in grid.rows] == [
        ["姓名", "证件号码", "出生日期"],
        ["张三", "1", "2001.3.5"],
    ]


def test_commas_within_cells_do_not_win() -> None:
    assert delimiter("姓名\t备注\n张三\ta, b, c, d, e\n李四\tf, g\n王五\th\n") == "\t"


def test_rows_are_counted_as_a_spreadsheet_counts_them() -> None:
    (grid,) = read_delimited('姓名,备注\n"张三","第一行\n第二行"\n\n李四,"他说""好"""\n'.encode())
    assert [(row.number, [cell.text for cell in row.cells.values()]) for row in grid.rows] == [
        (1, ["姓名", "备注"]),
        (2, ["张三", "第一行\n第二行"]),
        (4, ["李四", '他说"好"']),
    ]


@pytest.mark.parametrize(
    "written,cell",
    [
        ('="0123"', Cell("0123")),
        ('"=""0123"""', Cell("0123")),
        ("3.69999E+17", Cell("3.69999E+17", "cut")),
        ("1.38E+10", Cell("1.38E+10", "cut")),
        ("3E+17", Cell("3E+17", "cut")),
        ("A1E+17", Cell("A1E+17")),
        ("13812345678", Cell("13812345678")),
    ],
)
def test_cells_that_a_spreadsheet_has_touched(written: str, cell: Cell) -> None:
    (grid,) = read_delimited(f"姓名,号码\n张三,{written}\n".encode())
    assert grid.rows[1].cells[2] == cell


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=10), st.sampled_from(ENCODINGS))
@settings(max_examples=100, deadline=None)
def test_what_is_written_is_read(rows: list[list[str]], encoding: str) -> None:
    written = StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows([["姓名", "备注"], *rows])
    (grid,) = read_delimited(written.getvalue().encode(encoding))
    read = {(row.number, column): cell.text for row in grid.rows for column, cell in row.cells.items()}
    expected = {
        (number, column): cell
        for number, row in enumerate(rows, 2)
        for column, cell in enumerate(row, 1)
        if cell.strip()
    }
    assert {place: cell for place, cell in read.items() if place[0] > 1} == expected


@pytest.mark.parametrize("content", [b"a,b\0\n", "姓名".encode("utf-16-le") + b"\0\0"])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(FileRefused, match=r"not_text|encoding"):
        read_delimited(content)
