"""Reading a sheet of days: one day off, or one weekend day that is worked, in each row."""

from __future__ import annotations

from datetime import date

import msgspec

from foundation.reading import one_of, parse_date
from foundation.spreadsheets.columns import Field, Table, TableRow, known_headings
from foundation.spreadsheets.findings import RowProblem
from foundation.spreadsheets.sheet import Sheet
from foundation.text import text
from registry.calendars.lines import Span, together
from registry.calendars.rules import ONLY_WEEKENDS, stranger, stretch_problem, weekday

_KINDS = {
    "free": ("放假", "休", "休息", "调休", "放假调休", "节假日", "holiday", "off"),
    "worked": ("上班", "班", "调休上班", "补班", "working weekend", "work"),
}
DAY = Field(text("Day of the calendar"), ("日期", "Date", "Day"), parse_date, needed=True)
KIND = Field(text("Off or worked"), ("类别", "类型", "Kind"), one_of(_KINDS), needed=True)
HEADINGS = known_headings((DAY, KIND))
"""What `foundation.spreadsheets.reader.read_sheet` looks for in a sheet of days."""


class DaySheet(msgspec.Struct, frozen=True):
    """What was read: stretches off, days worked, and every fault by row."""

    spans: tuple[Span, ...]
    worked: tuple[date, ...]
    problems: tuple[RowProblem, ...]


def read_day_sheet(sheet: Sheet, year: int) -> DaySheet:
    """The days of a year's notice."""
    table = Table(sheet, (DAY, KIND))
    rows: dict[date, int] = {}
    days: dict[str, set[date]] = {kind: set() for kind in _KINDS}
    for row in table.rows():
        if read := _read(row, year, rows):
            days[read[1]].add(read[0])
    spans = together(frozenset(days["free"]))
    for first, last in spans:
        if said := stretch_problem(first, last):
            table.findings.problems.append(RowProblem(rows[first], DAY.headings[0], str(first), said))
    problems = table.findings.sorted().problems
    return DaySheet(spans, tuple(sorted(days["worked"])), tuple(problems))


def _read(row: TableRow, year: int, rows: dict[date, int]) -> tuple[date, str] | None:
    day, kind = row.read(DAY), row.read(KIND)
    if day is None:
        return None
    if (first := rows.setdefault(day, row.number)) != row.number:
        row.problem(DAY, text("The same as row {row}.", row=first), text("Keep one of the two rows."))
    if said := stranger(day, year):
        row.problem(DAY, said, text("Enter the notices of two years in two sheets."))
    if kind == "worked" and (said := weekday(day)):
        row.problem(KIND, said, ONLY_WEEKENDS)
    return (day, kind) if row.sound and kind else None
