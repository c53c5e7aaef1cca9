"""Rosters as they are sent: what is taken, what is not and why, in the roster's own terms."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.reading import Made
from foundation.spreadsheets.grid import Cell, Grid, GridRow
from foundation.spreadsheets.layout import find_table
from foundation.spreadsheets.sheet import Sheet
from registry.documents.rules import check_digit
from training.cohorts.columns import HEADINGS
from training.cohorts.sheet import CohortReading, read_cohort

STARTS_ON, TODAY = date(2026, 3, 2), date(2026, 3, 1)
COLUMNS = (
    "姓名",
    "性别",
    "证件类型",
    "证件号码",
    "出生日期",
    "手机号",
    "监护人",
    "学历",
    "曾用名",
    "入学年级",
    "学号",
    "民族",
)
NUMBER = "369999199506140863"
GOOD = {"姓名": "张敏", "证件号码": NUMBER}


def sheet(*rows: dict[str, Any]) -> Sheet:
    """A roster with the columns that any of the rows uses, its headings in row 1."""
    used = [column for column in COLUMNS if any(column in row for row in rows)]
    grid = [GridRow(1, {at: Cell(column) for at, column in enumerate(used, 1)})]
    for number, row in enumerate(rows, 2):
        cells = {at: _cell(row.get(column, "")) for at, column in enumerate(used, 1)}
        grid.append(
            GridRow(number, {at: cell for at, cell in cells.items() if cell.text or cell.kind != "text"})
        )
    found = find_table([Grid("花名册", 1, grid)], HEADINGS)
    assert found
    return found


def _cell(value: Any) -> Cell:
    return value if isinstance(value, Cell) else Cell(str(value))


def read(*rows: dict[str, Any]) -> CohortReading:
    return read_cohort(sheet(*rows), starts_on=STARTS_ON, today=TODAY)


def said(reading: CohortReading) -> list[tuple[int, str, str]]:
    return [(found.row, found.column, found.message.english()) for found in reading.problems]


def warned(reading: CohortReading) -> list[tuple[int, str, str]]:
    return [(found.row, found.column, found.message.english()) for found in reading.warnings]


def numbered(area: str, birth: str, order: str) -> str:
    return area + birth + order + check_digit(area + birth + order)


def test_a_whole_row() -> None:
    reading = read(
        {
            "姓名": "古丽娜尔•艾合买提（曾用名：古丽）",
            "性别": "女",
            "证件类型": "身份证",
            "证件号码": "３６９９９９19950614 0863",
            "出生日期": "1995年6月14日",
            "手机号": "+86 138-1234-5678",
            "监护人": "/",
            "学历": "高职",
            "曾用名": "娜尔、无名氏",
            "入学年级": "2025级",
            "学号": "b2025-001",
            "民族": "维吾尔族",
        }
    )
    assert said(reading) == []
    (row,) = reading.rows
    assert (row.row_number, row.name, row.sex) == (2, "古丽娜尔·艾合买提", "female")
    assert row.former_names == ("古丽", "娜尔", "无名氏")
    assert (row.document_kind, row.document_number) == ("01", NUMBER)
    assert row.birth_date == date(1995, 6, 14)
    assert (row.phone, row.guardian_name, row.education) == ("13812345678", None, "大专")
    assert (row.entry_year, row.student_no, row.ethnicity) == (2025, "B2025001", "维吾尔族")


def test_birth_date_and_sex_are_taken_from_the_number_and_said() -> None:
    reading = read(GOOD)
    (row,) = reading.rows
    assert (row.birth_date, row.sex) == (date(1995, 6, 14), "female")
    assert [(made.column, made.kind) for made in reading.conversions] == [
        ("性别", Made.FROM_NUMBER),
        ("出生日期", Made.FROM_NUMBER),
    ]


@pytest.mark.parametrize(
    "changes,problems",
    [
        ({"姓名": ""}, [("姓名", "“Name” is empty.")]),
        ({"姓名": "无"}, [("姓名", "“Name” is empty.")]),
        ({"证件号码": ""}, [("证件号码", "“Document number” is empty.")]),
        ({"姓名": "张3"}, [("姓名", "“3” does not belong in a name.")]),
        ({"姓名": "张\ue863"}, None),
        ({"姓名": "王" * 80}, None),
        (
            {"证件号码": "369999199506140867"},
            [("证件号码", "The check digit should be 3, not 7: a digit is mistyped or two are swapped.")],
        ),
        ({"证件号码": "36999919950614086"}, [("证件号码", "The number has 17 places; it must have 18.")]),
        (
            {"证件号码": Cell("3.69999E+17", "cut")},
            [("证件号码", "The spreadsheet has shortened the number; its last digits are lost.")],
        ),
        ({"出生日期": "1995.13.2"}, [("出生日期", "There is no month 13.")]),
        ({"出生日期": "1995-6-15"}, [("出生日期", "According to the identity number: 1995-06-14.")]),
        ({"性别": "男"}, [("性别", "According to the identity number: Female.")]),
        ({"性别": "不详"}, [("性别", "“不详” is not one of the choices.")]),
        ({"证件类型": "暂住证"}, [("证件类型", "“暂住证” is not a kind of identity document.")]),
        ({"手机号": "1381234567"}, [("手机号", "A mobile number has 11 digits; this one has 10.")]),
        (
            {"手机号": "13812345678/13912345678"},
            [("手机号", "“13812345678/13912345678” is not a telephone number.")],
        ),
        ({"手机号": Cell("1.38E+10", "cut")}, None),
        ({"学历": "很高"}, [("学历", "“很高” is not one of the choices.")]),
        ({"入学年级": "去年"}, [("入学年级", "“去年” is not a year.")]),
    ],
)
def test_what_stands_in_the_way(changes: dict[str, Any], problems: list[tuple[str, str]] | None) -> None:
    reading = read({**GOOD, **changes}, {"姓名": "李静", "证件号码": numbered("369999", "19900101", "002")})
    assert [row.row_number for row in reading.rows] == [3]
    assert {found.row for found in reading.problems} == {2}
    if problems is not None:
        assert said(reading) == [(2, column, message) for column, message in problems]


@pytest.mark.parametrize("message_of", ["369999199506140867", "36999919950614086"])
def test_every_problem_of_a_number_has_a_remedy(message_of: str) -> None:
    (problem,) = read({**GOOD, "证件号码": message_of}).problems
    assert problem.value == message_of
    assert problem.remedy
    assert problem.remedy.english() == "Compare the number with the original document."


def test_several_problems_of_a_row_are_all_said() -> None:
    reading = read({"姓名": "张3", "证件号码": "369999199506140867", "出生日期": "1995.13.2", "学历": "很高"})
    assert [column for _, column, _ in said(reading)] == ["姓名", "证件号码", "出生日期", "学历"]


@pytest.mark.parametrize(
    "birth,refused",
    [("2010-03-02", False), ("2010-03-03", True), ("2010-03-01", False), ("2010-06-30", True)],
)
def test_nobody_is_under_sixteen_on_the_first_day(birth: str, refused: bool) -> None:
    number = numbered("369999", birth.replace("-", ""), "042")
    reading = read({"姓名": "邹可馨", "证件号码": number, "出生日期": birth, "监护人": "邹建平"})
    assert bool(reading.problems) is refused
    if refused:
        (problem,) = reading.problems
        assert problem.column == "出生日期"
        assert problem.rule
        assert "教职成〔2021〕4号" in problem.rule.document
        assert problem.rule.article == "第十六条第（二）项"
        assert problem.rule.confidence == "V"


def test_born_on_the_leap_day() -> None:
    """Sixteen is completed on 1 March where the year has no 29 February."""
    number = numbered("369999", "20080229", "042")
    row = {"姓名": "刘欣", "证件号码": number, "监护人": "刘平"}
    assert read_cohort(sheet(row), starts_on=date(2024, 2, 29), today=TODAY).problems == ()
    assert read_cohort(sheet(row), starts_on=date(2024, 2, 28), today=TODAY).problems


def test_a_minor_without_a_guardian_is_taken_with_a_warning() -> None:
    number = numbered("369999", "20090520", "042")
    reading = read({"姓名": "熊芷若", "证件号码": number, "监护人": ""})
    assert len(reading.rows) == 1
    assert warned(reading) == [
        (2, "监护人", "Under 18 on the first day: the guardian's name is needed before a placement.")
    ]


def test_the_second_row_of_a_person_refers_to_the_first() -> None:
    reading = read(
        GOOD, {**GOOD, "姓名": "张 敏"}, {**GOOD, "姓名": "张静"}, {**GOOD, "证件号码": NUMBER + "\u200b"}
    )
    assert [row.row_number for row in reading.rows] == [2]
    assert said(reading) == [
        (3, "证件号码", "The same person as in row 2."),
        (4, "证件号码", "Row 2 has the same number under another name."),
        (5, "证件号码", "The same person as in row 2."),
    ]


def test_namesakes_are_a_warning() -> None:
    reading = read(GOOD, {**GOOD, "证件号码": numbered("369999", "19950614", "102")})
    assert len(reading.rows) == 2
    assert warned(reading) == [(3, "姓名", "Row 2 has the same name and birth date, but another number.")]


@pytest.mark.parametrize(
    "number,kind,warnings",
    [
        (numbered("360122", "19900101", "002"), "01", 1),
        (numbered("362101", "19700101", "002"), "01", 1),
        (numbered("810000", "19960709", "024"), "02", 0),
        (numbered("820000", "19960709", "024"), "02", 0),
        (numbered("830000", "19931123", "016"), "03", 0),
        (numbered("936156", "19910101", "002"), "04", 0),
        ("369999760308128", "01", 1),
    ],
)
def test_what_is_odd_but_legal_is_taken(number: str, kind: str, warnings: int) -> None:
    reading = read({"姓名": "陈嘉欣", "证件号码": number, "性别": "女"})
    assert said(reading) == []
    (row,) = reading.rows
    assert row.document_kind == kind
    assert len(reading.warnings) == warnings


def test_a_number_of_fifteen_places_is_the_same_person_as_that_of_eighteen() -> None:
    reading = read(
        {"姓名": "涂细妹", "证件号码": "369999760308128"},
        {"姓名": "涂细妹", "证件号码": numbered("369999", "19760308", "128")},
    )
    assert said(reading) == [(3, "证件号码", "The same person as in row 2.")]


@pytest.mark.parametrize(
    "kind,number,code",
    [
        ("护照", "C7654321", "08"),
        ("", "H12345678", "06"),
        ("台胞证", "12345678", "07"),
        ("", "ABC123456789012", "05"),
    ],
)
def test_documents_without_a_birth_date_need_the_column(kind: str, number: str, code: str) -> None:
    row = {"姓名": "NGUYEN THI HOA", "证件类型": kind, "证件号码": number, "性别": "女"}
    if code != "05":
        assert said(read({**row, "出生日期": ""})) == [(2, "出生日期", "“Date of birth” is empty.")]
    (read_row,) = read({**row, "出生日期": "1991-02-14"}).rows
    assert (read_row.document_kind, read_row.name) == (code, "NGUYEN THI HOA")


def test_a_roster_without_the_column_of_numbers_takes_nobody() -> None:
    reading = read({"姓名": "张敏", "出生日期": "1995-06-14"})
    assert reading.rows == ()
    assert said(reading) == [(1, "证件号码", "The sheet has no column “Document number”.")]


@given(st.lists(st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=20)), min_size=1, max_size=5))
@settings(max_examples=150, deadline=None)
def test_no_row_is_lost_silently(rows: list[dict[str, str]]) -> None:
    """Whatever is typed: every row is taken, or has a problem, or the sheet has one."""
    grid = [GridRow(1, {at: Cell(column) for at, column in enumerate(COLUMNS, 1)})]
    for number, row in enumerate(rows, 2):
        cells = {at: Cell(row[column]) for at, column in enumerate(COLUMNS, 1) if row.get(column, "").strip()}
        if cells:
            grid.append(GridRow(number, cells))
    found = find_table([Grid("花名册", 1, grid)], HEADINGS)
    assert found
    reading = read_cohort(found, starts_on=STARTS_ON, today=TODAY)
    taken = {row.row_number for row in reading.rows}
    refused = {problem.row for problem in reading.problems}
    aside = {line.number for line in found.aside}
    assert taken | refused | aside >= {row.number for row in grid[1:]}
    assert not taken & refused
