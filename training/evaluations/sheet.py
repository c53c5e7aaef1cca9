"""Reading an evaluator's score sheet: one row for each candidate, absences told from scores."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any, Literal, get_args
from uuid import UUID

import msgspec

from foundation.reading import Reading, fold, number_within, parse_document_number
from foundation.spreadsheets.columns import Field, Table, TableRow, known_headings
from foundation.spreadsheets.findings import Conversion, Findings, RowProblem
from foundation.spreadsheets.sheet import Sheet
from foundation.text import Text, text
from training.cohorts.columns import NAME, NUMBER
from training.cohorts.roll import Once, OnRoll, Roll

Component = Literal["theory", "skill", "review"]
Mark = Decimal | Literal["absent"]

_ABSENT = frozenset({"缺考", "缺", "缺席", "未到", "未考", "旷考", "弃考", "absent"})
_YES = frozenset({"是", "有", "√", "✓", "✔", "1", "y", "yes", "true", "全部", *_ABSENT})
_NO = frozenset({"否", "0", "n", "no", "false", "未缺考", "正常"})
_MISSED: dict[str, Component] = {
    "理论": "theory",
    "theory": "theory",
    "技能": "skill",
    "实操": "skill",
    "操作": "skill",
    "skill": "skill",
    "评审": "review",
    "review": "review",
}
_EVERYTHING: frozenset[Component] = frozenset(get_args(Component))
_SCORE = number_within(0, 100)
NOTHING_KEPT: Mapping[UUID, Collection[str]] = {}


def parse_mark(written: str) -> Reading[Mark]:
    """A score from 0 to 100, or the word that says that the candidate did not come."""
    folded, made = fold(written)
    if folded.casefold() in _ABSENT:
        return Reading("absent", made)
    read = _SCORE(written)
    return Reading(read.value, read.made, read.problem, read.remedy)


def parse_missed(written: str) -> Reading[frozenset[Component]]:
    """Which components were missed: 缺考 or 是 means all, 理论 or 技能缺考 means that one."""
    folded, made = fold(written)
    word = folded.casefold()
    named = frozenset(component for sign, component in _MISSED.items() if sign in word)
    if named or word in _NO or not word:
        return Reading(named, made)
    if word in _YES:
        return Reading(_EVERYTHING, made)
    return Reading(
        problem=text("“{written}” does not say what was missed.", written=folded[:40]),
        remedy=text("Write 缺考 for all, 理论 or 技能 for one, or leave it empty."),
    )


TICKET = Field(
    text("Ticket number"),
    ("准考证号", "准考证号码", "准考证", "考号", "Ticket number"),
    parse_document_number,
)
PERSON = msgspec.structs.replace(NUMBER, needed=False)
MARKS: dict[Component, Field[Mark]] = {
    "theory": Field(
        text("Theory"),
        ("理论成绩", "理论知识", "理论知识考试", "理论知识成绩", "理论", "成绩理论", "Theory"),
        parse_mark,
    ),
    "skill": Field(
        text("Skill"),
        (
            "技能成绩",
            "技能考核",
            "操作技能",
            "技能考核成绩",
            "操作技能成绩",
            "实操成绩",
            "技能",
            "实操",
            "成绩技能",
            "Skill",
        ),
        parse_mark,
    ),
    "review": Field(
        text("Comprehensive review"),
        ("综合评审成绩", "综合评审", "评审成绩", "综评成绩", "成绩综合评审", "Comprehensive review"),
        parse_mark,
    ),
}
MISSED = Field(text("Absent"), ("缺考", "缺考标记", "缺考科目", "是否缺考", "Absent"), parse_missed)
FIELDS: tuple[Field[Any], ...] = (NAME, TICKET, PERSON, *MARKS.values(), MISSED)
HEADINGS = known_headings(FIELDS)
"""What `foundation.spreadsheets.reader.read_sheet` looks for in a score sheet."""


class ScoreRow(msgspec.Struct, frozen=True):
    """A candidate's marks in the components that the sheet speaks of."""

    row_number: int
    entry_id: UUID
    scores: dict[Component, Decimal]
    absent: frozenset[Component]


class ScoreReading(msgspec.Struct, frozen=True):
    """A score sheet as understood: the `components` it has columns for, the `missing` candidates."""

    rows: tuple[ScoreRow, ...]
    components: tuple[Component, ...]
    missing: tuple[OnRoll, ...]
    problems: tuple[RowProblem, ...]
    warnings: tuple[RowProblem, ...]
    conversions: tuple[Conversion, ...]
    unread_columns: tuple[str, ...] = ()


def read_scores(
    sheet: Sheet,
    *,
    candidates: Iterable[OnRoll],
    components: Iterable[Component],
    elsewhere: Iterable[Component] = (),
    kept: Mapping[UUID, Collection[str]] = NOTHING_KEPT,
) -> ScoreReading:
    """Read every row against the session's candidates and the components that the sheet is for.

    `elsewhere`: components that others mark; `kept`: what a candidate has passed in an earlier session.
    """
    table = Table(sheet, FIELDS)
    tested = tuple(components)
    present = tuple(component for component in tested if table.column(MARKS[component]))
    if not present:
        _say_no_scores(table, tested)
    roll, once = Roll(candidates), Once()
    frame = _Frame(present, tested, tuple(elsewhere), kept)
    rows = [_read_candidate(row, roll, once, frame) for row in table.rows()]
    missing = roll.unmentioned()
    _say_missing(table, missing)
    found: Findings = table.findings.sorted()
    return ScoreReading(
        rows=tuple(row for row in rows if row is not None),
        components=present,
        missing=tuple(missing),
        problems=tuple(found.problems),
        warnings=tuple(found.warnings),
        conversions=tuple(found.conversions),
        unread_columns=tuple(table.unread_columns),
    )


class _Frame(msgspec.Struct, frozen=True):
    present: tuple[Component, ...]
    tested: tuple[Component, ...]
    elsewhere: tuple[Component, ...]
    kept: Mapping[UUID, Collection[str]]


def _read_candidate(row: TableRow, roll: Roll, once: Once, frame: _Frame) -> ScoreRow | None:
    candidate = roll.find(row, NAME, (TICKET, PERSON))
    missed = row.read(MISSED) or frozenset()
    kept = frame.kept.get(candidate.id, ()) if candidate else ()
    due = [
        component
        for component in frame.present
        if component not in kept or not row.is_empty(MARKS[component])
    ]
    marks = {component: _mark(row, component, component in missed) for component in due}
    _say_misplaced(row, frame, kept)
    if candidate:
        once.check(row, NAME, candidate.id)
    if not (row.sound and candidate and frame.present):
        return None
    scores = {component: mark for component, mark in marks.items() if isinstance(mark, Decimal)}
    named = missed & frozenset(frame.tested)
    if missed == _EVERYTHING:
        named = frozenset(frame.elsewhere) - frozenset(kept)
    return ScoreRow(row.number, candidate.id, scores, (frozenset(marks) - frozenset(scores)) | named)


def _say_misplaced(row: TableRow, frame: _Frame, kept: Collection[str]) -> None:
    for component, field in MARKS.items():
        if row.is_empty(field):
            continue
        if component in kept:
            row.problem(field, text("“{title}” is kept from an earlier session.", title=field.title))
        elif component in frame.elsewhere:
            said = text("In this session “{title}” is marked by two assessors.", title=field.title)
            row.problem(field, said, text("Leave the column out; assessors enter their marks themselves."))
        elif component not in frame.tested:
            row.problem(field, text("This level is not tested in “{title}”.", title=field.title))


def _mark(row: TableRow, component: Component, missed: bool) -> Mark | None:
    field = MARKS[component]
    mark = row.read(field)
    if missed and isinstance(mark, Decimal) and mark > 0:
        said = text("There is a score, but the candidate is marked as absent.")
        row.problem(field, said, text("Delete the score or the mark of absence."))
    elif missed:
        return "absent"
    elif row.is_empty(field):
        said = text("There is no score, and the candidate is not marked as absent.")
        row.problem(field, said, text("Write the score, or 缺考."))
    return mark


def _say_no_scores(table: Table, tested: tuple[Component, ...]) -> None:
    headings = "、".join(MARKS[component].headings[0] for component in tested)
    said = text("The sheet has no column of scores.")
    remedy = text("Use one of these headings: {headings}.", headings=headings)
    table.findings.problems.append(RowProblem(table.sheet.header_row, headings, "", said, remedy))


def _say_missing(table: Table, missing: list[OnRoll]) -> None:
    if missing:
        names: str = "、".join(person.name for person in missing[:10])
        said: Text = text("{count} candidates have no row: {names}.", count=len(missing), names=names)
        table.findings.warnings.append(RowProblem(table.sheet.header_row, "", "", said))
