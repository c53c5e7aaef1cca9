"""Sheets of keys and of answers: what optical readers write, and every fault in the file's own terms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from foundation.errors import Invalid
from foundation.spreadsheets.grid import Cell
from foundation.spreadsheets.reader import read_sheet
from foundation.spreadsheets.sheet import Row, Sheet
from foundation.spreadsheets.writing import Value, write_workbook
from training.cohorts.roll import OnRoll
from training.papers.key_sheet import read_keys
from training.papers.rules import Item
from training.papers.sheet import COLUMNS as COLUMNS_READ
from training.papers.sheet import HEADINGS, Frame, PaperReading, item_number, read_papers

ONE, TWO = OnRoll(uuid4(), "王小花", ("S-001", "001", "1")), OnRoll(uuid4(), "李小草", ("S-002", "002", "2"))
KEY = {"A": (Item(1, "A"), Item(2, "ABD", 5), Item(3, "T", 2))}
COLUMNS = ("准考证号", "姓名", "试卷", "交卷时间", "1", "2", "3")


def sheet(columns: Sequence[str], *rows: Sequence[str]) -> Sheet:
    letters = {column: chr(65 + at) for at, column in enumerate(columns)}
    found = [
        Row(number, {column: Cell(value) for column, value in zip(columns, row, strict=True) if value})
        for number, row in enumerate(rows, 2)
    ]
    return Sheet("答题", 1, 1, list(columns), found, letters)


def read(*rows: Sequence[str], columns: Sequence[str] = COLUMNS, **frame: Any) -> PaperReading:
    return read_papers(sheet(columns, *rows), [ONE, TWO], Frame(**frame))


def problems(reading: PaperReading) -> list[tuple[int, str]]:
    return [(one.row, one.column) for one in reading.problems]


@pytest.mark.parametrize(
    "heading, number",
    [("1", 1), ("第12题", 12), ("T07", 7), ("Q3", 3), ("题 9", 9), ("5（单选）", 5), ("１０", 10), ("3.", 3),
     ("序号", None), ("0", None), ("1-2", None), ("第一题", None), ("备注1", None)],
)  # fmt: skip
def test_which_column_is_which_item(heading: str, number: int | None) -> None:
    assert item_number(heading) == number


def test_what_optical_readers_write() -> None:
    found = read(
        ["S-001", "王小花", "A卷", "10:23:41", "Ａ", "B,A,D", "√"],
        ["", "李小草", "a", "", "*", ".", "错"],
        columns=("准考证号", "姓名", "试卷", "交卷时间", "1", "2", "3"),
    )
    assert problems(found) == [(3, "姓名")]  # no number at all
    assert found.rows[0].answers == ("A", "ABD", "T")
    assert (found.rows[0].version, found.rows[0].handed_in) == ("A", time(10, 23))
    assert found.items == 3
    by_entry = read(
        ["2", "b", "*", ".", "错"],
        ["1", "A", "", "", ""],
        columns=("报名序号", "试卷", "第1题", "第2题", "第3题"),
    )
    assert [(one.entry_id, one.answers) for one in by_entry.rows] == [
        (TWO.id, ("*", "", "F")),
        (ONE.id, ("", "", "")),
    ]
    assert [one.message.msgid for one in by_entry.warnings] == ["Every answer is blank."]


@pytest.mark.parametrize(
    "row, fault",
    [
        (["S-009", "", "A", "", "A", "B", "对"], "准考证号"),
        (["S-001", "李小草", "A", "", "A", "B", "对"], "姓名"),
        (["S-001", "", "", "", "A", "B", "对"], "试卷"),
        (["S-001", "", "甲乙", "", "A", "B", "对"], "试卷"),
        (["S-001", "", "C", "", "A", "B", "对"], "试卷"),
        (["S-001", "", "A", "25:00", "A", "B", "对"], "交卷时间"),
        (["S-001", "", "A", "", "9", "B", "对"], "1"),
        (["S-001", "", "A", "", "A", "B", "A"], "3"),
        (["S-001", "", "A", "", "T", "B", "对"], "1"),
    ],
)
def test_a_fault_is_named_by_row_and_column(row: list[str], fault: str) -> None:
    found = read(row, keys=KEY)
    assert problems(found) == [(2, fault)]
    assert all(one.remedy for one in found.problems if one.value)
    assert found.rows == ()


def test_an_option_that_is_not_there_is_taken_as_it_is() -> None:
    found = read(["S-001", "", "A", "", "E", "B", "对"], keys=KEY)
    assert [(one.row, one.column) for one in found.warnings][-1:] == [(2, "1")]
    assert found.rows[0].answers == ("E", "B", "T")


def test_one_paper_for_each_candidate_none_for_whom_theory_is_kept() -> None:
    row = ["S-001", "", "A", "", "A", "B", "对"]
    assert problems(read(row, row)) == [(3, "姓名")]
    assert len(read(row, kept=frozenset[UUID]({ONE.id})).problems) == 1
    absent = read(row, absent=frozenset[UUID]({ONE.id}))
    assert (len(absent.rows), len(absent.warnings)) == (1, 2)  # the other has no row


@pytest.mark.parametrize(
    "columns, said",
    [
        (("准考证号", "试卷", "1", "2", "4"), "no column for item 3"),
        (("准考证号", "试卷", "1", "2", "第2题"), "Several columns are of item 2"),
        (("准考证号", "试卷", "备注"), "no columns of answers"),
        (("准考证号", "试卷", "1", "2"), "has 3 items, the sheet has 2"),
        (("准考证号", "1", "2", "3"), "has no column “Version of the paper”"),
    ],
)
def test_headings_that_are_not_those_of_a_paper(columns: tuple[str, ...], said: str) -> None:
    found = read(["S-001", *["A"] * (len(columns) - 1)], columns=columns, keys=KEY)
    assert said in " ".join(one.message.english() for one in found.problems if one.row == 1)
    assert found.rows == ()


KEYS = ("试卷", "题号", "答案", "选项数", "分值")


def test_a_sheet_of_keys() -> None:
    keys, faults = read_keys(
        sheet(KEYS, ["B", "1", "C", "", "50"], ["A卷", "2", "对", "", "40"], ["A", "1", "DAB", "5", "60"],
              ["B", "2", "A", "2", "50"])
    )  # fmt: skip
    assert faults == []
    assert keys == {
        "A": (Item(1, "ABD", 5, Decimal(60)), Item(2, "T", 2, Decimal(40))),
        "B": (Item(1, "C", 4, Decimal(50)), Item(2, "A", 2, Decimal(50))),
    }


@pytest.mark.parametrize(
    "rows, fault",
    [
        ([["A", "1", "A", "", ""], ["A", "1", "B", "", ""]], (3, "题号")),
        ([["A", "1", "A", "", ""], ["A", "3", "B", "", ""]], (2, "题号")),
        ([["A", "1", "A", "", ""]], (2, "题号")),
        ([["A", "1", "E", "", ""], ["A", "2", "B", "", ""]], (2, "答案")),
        ([["A", "1", "", "", ""], ["A", "2", "B", "", ""]], (2, "答案")),
        ([["A", "1", "A", "9", ""], ["A", "2", "B", "", ""]], (2, "选项数")),
        ([["A", "1", "A", "", "60"], ["A", "2", "B", "", "30"]], (2, "分值")),
        ([["A", "1", "A", "", "60"], ["A", "2", "B", "", ""]], (2, "分值")),
        ([["A", "1", "A", "", "0"], ["A", "2", "B", "", "100"]], (2, "分值")),
        ([["", "1", "A", "", ""], ["A", "2", "B", "", ""]], (2, "试卷")),
    ],
)
def test_a_fault_in_a_key(rows: list[list[str]], fault: tuple[int, str]) -> None:
    _, faults = read_keys(sheet(KEYS, *rows))
    assert [(one.row, one.column) for one in faults] == [fault]


def test_a_paper_of_240_items_fits_and_other_sheets_stay_narrow() -> None:
    headings: list[Value] = ["准考证号", "试卷", *(str(number) for number in range(1, 241))]
    content = write_workbook(headings, [["S-001", "A", *["A"] * 240]])
    found = read_papers(read_sheet(content, HEADINGS, columns=COLUMNS_READ), [ONE], Frame())
    assert (found.problems, found.items, len(found.rows[0].answers)) == ((), 240, 240)
    with pytest.raises(Invalid) as refused:
        read_sheet(content, HEADINGS)
    assert "more than 200 columns" in refused.value.problems[0].message.english()
