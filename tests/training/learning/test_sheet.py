"""Sheets of hours and results, read against the roll and the course."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from foundation.spreadsheets.grid import Cell, Grid, GridRow
from foundation.spreadsheets.layout import find_table
from training.cohorts.roll import OnRoll
from training.learning.sheet import HEADINGS, LearningReading, LearningRow, ModuleOf, read_learning

TODAY = date(2026, 7, 1)
ZHANG = OnRoll(uuid4(), "张敏", ("369999199506140863", "B2025-001"), former_names=("张小敏",))
LI = OnRoll(uuid4(), "李静", ("369999197603081288", "B2025-002"))
MODULES = (ModuleOf("B-T1", "职业道德与职业行为准则"), ModuleOf("B-P1", "照护实操"))
COLUMNS = ("姓名", "证件号码", "学号", "模块代码", "学时", "成绩", "日期")
GOOD = {"姓名": "张敏", "证件号码": "369999199506140863", "模块代码": "B-T1", "学时": "6", "日期": "2026.3.9"}


def read(*rows: dict[str, Any]) -> LearningReading:
    used = [column for column in COLUMNS if any(column in row for row in rows)]
    grid = [GridRow(1, {at: Cell(column) for at, column in enumerate(used, 1)})]
    for number, row in enumerate(rows, 2):
        cells = {at: Cell(str(row[column])) for at, column in enumerate(used, 1) if row.get(column)}
        grid.append(GridRow(number, cells))
    sheet = find_table([Grid("学时", 1, grid)], HEADINGS)
    assert sheet
    return read_learning(sheet, roll=(ZHANG, LI), modules=MODULES, today=TODAY)


def said(reading: LearningReading) -> list[tuple[int, str, str]]:
    return [(found.row, found.column, found.message.english()) for found in reading.problems]


def row(
    number: int, trainee: UUID, module: str, day: date, hours: str | None, score: str | None
) -> LearningRow:
    return LearningRow(number, trainee, module, day, hours and Decimal(hours), score and Decimal(score))  # type: ignore[arg-type]


def test_rows_by_document_by_student_number_and_by_an_old_number() -> None:
    reading = read(
        GOOD,
        {**GOOD, "模块代码": "照护实操", "学时": "２０学时", "成绩": "85.5"},
        {"姓名": "李 静", "学号": "b2025002", "模块代码": "b-t1", "成绩": 90, "日期": "20260309"},
        {"姓名": "李静", "证件号码": "369999760308128", "模块代码": "B-P1", "学时": 20, "日期": "2026-05-11"},
        {
            "姓名": "张小敏",
            "证件号码": "369999199506140863",
            "模块代码": "B-P1",
            "学时": 4,
            "日期": "2026-05-12",
        },
    )
    assert said(reading) == []
    assert reading.rows == (
        row(2, ZHANG.id, "B-T1", date(2026, 3, 9), "6", None),
        row(3, ZHANG.id, "B-P1", date(2026, 3, 9), "20", "85.5"),
        row(4, LI.id, "B-T1", date(2026, 3, 9), None, "90"),
        row(5, LI.id, "B-P1", date(2026, 5, 11), "20", None),
        row(6, ZHANG.id, "B-P1", date(2026, 5, 12), "4", None),
    )


@pytest.mark.parametrize(
    "changes,column,message",
    [
        ({"证件号码": "369999198501010018"}, "证件号码", "Nobody with this number is on the roll."),
        ({"证件号码": ""}, "姓名", "No number says who this is."),
        ({"姓名": "王芳"}, "姓名", "The number belongs to 张敏."),
        ({"学号": "B2025-002"}, "学号", "This number belongs to somebody else than the one before it."),
        ({"模块代码": "B-T9"}, "模块代码", "The course has no module “B-T9”."),
        ({"模块代码": ""}, "模块代码", "“Module” is empty."),
        ({"学时": "0"}, "学时", "0 is not between 0.01 and 24."),
        ({"学时": "25"}, "学时", "25 is not between 0.01 and 24."),
        ({"学时": "1.555"}, "学时", "1.555 has more than 2 decimals."),
        ({"学时": "六"}, "学时", "“六” is not a number."),
        ({"学时": "", "成绩": ""}, "学时", "There are neither hours nor a score."),
        ({"成绩": "101"}, "成绩", "101 is not between 0 and 100."),
        ({"日期": "2026-07-02"}, "日期", "2026-07-02 is still to come."),
        ({"日期": ""}, "日期", "“Date” is empty."),
    ],
)
def test_what_stands_in_the_way(changes: dict[str, str], column: str, message: str) -> None:
    reading = read({**GOOD, "学号": "", "成绩": "", **changes})
    assert reading.rows == ()
    assert said(reading) == [(2, column, message)]


def test_the_choices_are_named() -> None:
    (problem,) = read({**GOOD, "模块代码": "x"}).problems
    assert problem.remedy
    assert problem.remedy.english() == "Write one of: B-T1、B-P1."


def test_the_same_module_on_the_same_day_counts_once() -> None:
    reading = read(GOOD, {**GOOD, "学时": "3"}, {**GOOD, "日期": "2026-03-10"})
    assert [one.row_number for one in reading.rows] == [2, 4]
    assert said(reading) == [(3, "模块代码", "The same as row 2.")]
