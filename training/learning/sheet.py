"""Reading a sheet of hours and module results: one row for each trainee, module and day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec

from foundation.reading import number_within, parse_date, parse_text
from foundation.spreadsheets.columns import Field, Table, TableRow, known_headings
from foundation.spreadsheets.findings import Conversion, RowProblem
from foundation.spreadsheets.headings import heading_key
from foundation.spreadsheets.sheet import Sheet
from foundation.text import text
from training.cohorts.columns import NAME, NUMBER, STUDENT_NO
from training.cohorts.roll import Once, OnRoll, Roll

LONGEST_DAY = 24
PERSON = msgspec.structs.replace(NUMBER, needed=False)
MODULE = Field(
    text("Module"),
    ("模块代码", "模块编号", "课程代码", "模块", "模块名称", "课程", "课程名称", "科目", "Module"),
    parse_text,
    needed=True,
)
HOURS = Field(
    text("Hours"),
    ("学时", "课时", "学时数", "完成学时", "实际学时", "Hours"),
    number_within(Decimal("0.01"), LONGEST_DAY),
)
SCORE = Field(text("Score"), ("成绩", "分数", "考核成绩", "得分", "Score"), number_within(0, 100))
HELD_ON = Field(
    text("Date"), ("日期", "上课日期", "授课日期", "完成日期", "考核日期", "Date"), parse_date, needed=True
)
FIELDS = (NAME, STUDENT_NO, PERSON, MODULE, HOURS, SCORE, HELD_ON)
HEADINGS = known_headings(FIELDS)
"""What `foundation.spreadsheets.reader.read_sheet` looks for in a sheet of hours."""


class ModuleOf(msgspec.Struct, frozen=True):
    """A module of the course, by code and title."""

    code: str
    title: str


class LearningRow(msgspec.Struct, frozen=True):
    """Hours of one trainee in one module on one day, the result in it, or both."""

    row_number: int
    trainee_id: UUID
    module_code: str
    held_on: date
    hours: Decimal | None
    score: Decimal | None


class LearningReading(msgspec.Struct, frozen=True):
    """A sheet of hours as understood: `rows` are those without a problem."""

    rows: tuple[LearningRow, ...]
    problems: tuple[RowProblem, ...]
    warnings: tuple[RowProblem, ...]
    conversions: tuple[Conversion, ...]
    unread_columns: tuple[str, ...] = ()


def read_learning(
    sheet: Sheet, *, roll: Iterable[OnRoll], modules: Iterable[ModuleOf], today: date
) -> LearningReading:
    """Read every row against the roll and the modules of the course."""
    table = Table(sheet, FIELDS)
    reader = _Reader(Roll(roll), list(modules), today)
    rows = [reader.read(row) for row in table.rows()]
    found = table.findings.sorted()
    return LearningReading(
        rows=tuple(row for row in rows if row is not None),
        problems=tuple(found.problems),
        warnings=tuple(found.warnings),
        conversions=tuple(found.conversions),
        unread_columns=tuple(table.unread_columns),
    )


class _Reader:
    def __init__(self, roll: Roll, modules: list[ModuleOf], today: date) -> None:
        self._roll, self._today = roll, today
        self._modules = {
            heading_key(name): module for module in modules for name in (module.code, module.title)
        }
        self._choices = "、".join(module.code for module in modules[:12])
        self._once = Once()

    def read(self, row: TableRow) -> LearningRow | None:
        trainee = self._roll.find(row, NAME, (PERSON, STUDENT_NO))
        module = self._module(row)
        hours, score, held_on = row.read(HOURS), row.read(SCORE), self._held_on(row)
        if row.is_empty(HOURS) and row.is_empty(SCORE):
            row.problem(HOURS, text("There are neither hours nor a score."))
        if trainee and module and held_on:
            self._once.check(row, MODULE, (trainee.id, module.code, held_on))
        if not (row.sound and trainee and module and held_on):
            return None
        return LearningRow(row.number, trainee.id, module.code, held_on, hours, score)

    def _module(self, row: TableRow) -> ModuleOf | None:
        written = row.read(MODULE)
        if written is None:
            return None
        module = self._modules.get(heading_key(written))
        if module is None:
            said = text("The course has no module “{written}”.", written=written[:40])
            row.problem(MODULE, said, text("Write one of: {choices}.", choices=self._choices))
        return module

    def _held_on(self, row: TableRow) -> date | None:
        held_on = row.read(HELD_ON)
        if held_on and held_on > self._today:
            said = text("{date} is still to come.", date=held_on)
            row.problem(HELD_ON, said, text("Only what has taken place is recorded."))
        return held_on
