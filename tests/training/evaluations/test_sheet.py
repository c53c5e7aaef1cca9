"""Score sheets: scores, absences, and candidates nobody wrote about."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.spreadsheets.grid import Cell, Grid, GridRow
from foundation.spreadsheets.layout import find_table
from training.cohorts.roll import OnRoll
from training.evaluations.sheet import (
    HEADINGS,
    Component,
    ScoreReading,
    parse_mark,
    parse_missed,
    read_scores,
)

ZHANG = OnRoll(uuid4(), "张敏", ("369999199506140863", "2026070001"))
LI = OnRoll(uuid4(), "李静", ("369999197603081288", "2026070002"))
COLUMNS = ("准考证号", "姓名", "证件号码", "理论成绩", "技能成绩", "综合评审成绩", "缺考")
GOOD = {"准考证号": "2026070001", "姓名": "张敏", "理论成绩": "80", "技能成绩": "75.5", "缺考": ""}
OTHER = {"准考证号": "2026070002", "姓名": "李静", "理论成绩": "61", "技能成绩": "59.99"}
TWO: tuple[Component, ...] = ("theory", "skill")


def read(*rows: dict[str, Any], components: tuple[Component, ...] = TWO) -> ScoreReading:
    used = [column for column in COLUMNS if any(column in row for row in rows)]
    grid = [GridRow(1, {at: Cell(column) for at, column in enumerate(used, 1)})]
    for number, row in enumerate(rows, 2):
        cells = {at: Cell(str(row[column])) for at, column in enumerate(used, 1) if row.get(column)}
        grid.append(GridRow(number, cells))
    sheet = find_table([Grid("成绩", 1, grid)], HEADINGS)
    assert sheet
    return read_scores(sheet, candidates=(ZHANG, LI), components=components)


def said(reading: ScoreReading) -> list[tuple[int, str, str]]:
    return [(found.row, found.column, found.message.english()) for found in reading.problems]


def test_scores() -> None:
    reading = read(GOOD, OTHER)
    assert said(reading) == []
    assert [(row.entry_id, row.scores, row.absent) for row in reading.rows] == [
        (ZHANG.id, {"theory": Decimal(80), "skill": Decimal("75.5")}, frozenset()),
        (LI.id, {"theory": Decimal(61), "skill": Decimal("59.99")}, frozenset()),
    ]
    assert (reading.components, reading.missing) == (TWO, ())


@pytest.mark.parametrize(
    "changes,absent,scored",
    [
        ({"理论成绩": "缺考", "技能成绩": "缺考"}, {"theory", "skill"}, set()),
        ({"理论成绩": "", "技能成绩": "", "缺考": "是"}, {"theory", "skill"}, set()),
        ({"理论成绩": "", "技能成绩": "", "缺考": "√"}, {"theory", "skill"}, set()),
        ({"技能成绩": "缺考"}, {"skill"}, {"theory"}),
        ({"技能成绩": "", "缺考": "技能缺考"}, {"skill"}, {"theory"}),
        ({"技能成绩": "0", "缺考": "技能"}, {"skill"}, {"theory"}),
        ({"缺考": "否"}, set(), {"theory", "skill"}),
    ],
)
def test_absences(changes: dict[str, str], absent: set[str], scored: set[str]) -> None:
    reading = read({**GOOD, **changes}, OTHER)
    assert said(reading) == []
    assert (set(reading.rows[0].absent), set(reading.rows[0].scores)) == (absent, scored)


@pytest.mark.parametrize(
    "changes,column,message",
    [
        ({"理论成绩": "101"}, "理论成绩", "101 is not between 0 and 100."),
        ({"理论成绩": "85.555"}, "理论成绩", "85.555 has more than 2 decimals."),
        ({"理论成绩": "合格"}, "理论成绩", "“合格” is not a number."),
        ({"技能成绩": ""}, "技能成绩", "There is no score, and the candidate is not marked as absent."),
        (
            {"技能成绩": "80", "缺考": "技能"},
            "技能成绩",
            "There is a score, but the candidate is marked as absent.",
        ),
        ({"缺考": "作弊"}, "缺考", "“作弊” does not say what was missed."),
        ({"准考证号": "2026070009"}, "准考证号", "Nobody with this number is on the roll."),
        ({"姓名": "李静"}, "姓名", "The number belongs to 张敏."),
        ({"综合评审成绩": "80"}, "综合评审成绩", "This level is not tested in “Comprehensive review”."),
    ],
)
def test_what_stands_in_the_way(changes: dict[str, str], column: str, message: str) -> None:
    reading = read({**GOOD, **changes}, OTHER)
    assert [row.row_number for row in reading.rows] == [3]
    assert said(reading) == [(2, column, message)]


def test_a_candidate_stands_in_one_row() -> None:
    reading = read(GOOD, OTHER, {**GOOD, "准考证号": "", "证件号码": "369999199506140863"})
    assert said(reading) == [(4, "姓名", "The same as row 2.")]


def test_candidates_without_a_row_are_named() -> None:
    reading = read(GOOD)
    assert reading.missing == (LI,)
    assert [warning.message.english() for warning in reading.warnings] == ["1 candidates have no row: 李静."]


def test_a_sheet_of_one_component_speaks_of_that_only() -> None:
    reading = read({"准考证号": "2026070001", "姓名": "张敏", "技能成绩": "80"})
    assert reading.components == ("skill",)
    assert reading.rows[0].scores == {"skill": Decimal(80)}


def test_the_higher_levels_have_a_review() -> None:
    three: tuple[Component, ...] = ("theory", "skill", "review")
    reading = read({**GOOD, "综合评审成绩": "70"}, components=three)
    assert set(reading.rows[0].scores) == set(three)


def test_a_sheet_without_scores_takes_nobody() -> None:
    reading = read({"准考证号": "2026070001", "姓名": "张敏"})
    assert reading.rows == ()
    assert said(reading) == [(1, "理论成绩、技能成绩", "The sheet has no column of scores.")]


@given(st.decimals(0, 100, places=2))
def test_every_score_is_read(score: Decimal) -> None:
    assert parse_mark(f"{score}").value == score


@given(st.text(max_size=20))
def test_whatever_is_written_is_read_or_refused(written: str) -> None:
    for reader in (parse_mark, parse_missed):
        read = reader(written)
        assert (read.value is None) or (read.problem is None)
