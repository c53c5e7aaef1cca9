"""Reading a sheet of attendance: a row for each trainee, whether they were there and from when until when."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time
from uuid import UUID

import msgspec

from foundation.reading import Reading, fold, parse_text
from foundation.spreadsheets.columns import Field, Table, TableRow, known_headings
from foundation.spreadsheets.findings import RowProblem
from foundation.spreadsheets.sheet import Sheet
from foundation.text import text
from training.cohorts.columns import NAME, STUDENT_NO
from training.cohorts.roll import Once, OnRoll, Roll

_THERE = {"到", "到课", "出勤", "是", "√", "✓", "1", "present", "yes", "迟到", "早退"}
_AWAY = {"缺", "缺勤", "旷课", "请假", "否", "×", "✗", "0", "absent", "no", "未到"}
_CLOCK = re.compile(r"(?:\d{4}[-/]\d{1,2}[-/]\d{1,2} )?(\d{1,2})[:.时点](\d{2})(?::\d{2})?分?")


def parse_there(written: str) -> Reading[bool]:
    """Present or absent, in the words that class lists use."""
    folded, made = fold(written)
    said = folded.casefold()
    if said in _THERE or said in _AWAY:
        return Reading(said in _THERE, made)
    return Reading(
        problem=text("“{written}” says neither present nor absent.", written=folded[:40]),
        remedy=text("Write 到 or 缺."),
    )


def parse_clock(written: str) -> Reading[time]:
    """A time of day."""
    folded, made = fold(written)
    found = _CLOCK.fullmatch(folded.replace("：", ":"))
    if found and int(found[1]) < 24 and int(found[2]) < 60:
        return Reading(time(int(found[1]), int(found[2])), made)
    return Reading(
        problem=text("“{written}” is not a time of day.", written=folded[:40]),
        remedy=text("Write it like 14:05."),
    )


THERE = Field(
    text("Attendance"), ("出勤", "到课", "考勤", "签到", "Attendance"), parse_there, column_needed=True
)
CAME = Field(text("Came at"), ("到课时间", "签到时间", "迟到时间", "Came at"), parse_clock, moments=True)
LEFT = Field(text("Left at"), ("离开时间", "签退时间", "早退时间", "Left at"), parse_clock, moments=True)
NOTE = Field(text("Note"), ("备注", "说明", "Note"), parse_text)
FIELDS = (NAME, STUDENT_NO, THERE, CAME, LEFT, NOTE)
HEADINGS = known_headings(FIELDS)
"""What `foundation.spreadsheets.reader.read_sheet` looks for in a sheet of attendance."""


class Marked(msgspec.Struct, frozen=True):
    """A trainee as the sheet has them; without times there for the whole lesson."""

    trainee_id: UUID
    there: bool
    came: time | None
    left: time | None


def read_attendance(sheet: Sheet, roll: Iterable[OnRoll]) -> tuple[list[Marked], list[RowProblem]]:
    """The rows, and everything that is wrong with any of them."""
    table = Table(sheet, FIELDS)
    people, once = Roll(roll), Once()
    rows = [marked for row in table.rows() if (marked := _read(row, people, once))]
    return rows, table.findings.sorted().problems


def _read(row: TableRow, people: Roll, once: Once) -> Marked | None:
    trainee, there = people.find(row, NAME, (STUDENT_NO,)), row.read(THERE)
    came, left = row.read(CAME), row.read(LEFT)
    if there is None and row.sound:
        row.problem(THERE, text("“{title}” is empty.", title=THERE.title))
    if trainee:
        once.check(row, STUDENT_NO, trainee.id)
    if came and left and left < came:
        row.problem(LEFT, text("Nobody leaves before coming."), text("Correct one of the two times."))
    if not (row.sound and trainee and there is not None):
        return None
    return Marked(trainee.id, there, came, left)
