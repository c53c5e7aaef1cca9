"""Reading a sheet of answers as an optical reader gives it: a row for a candidate, a column for an item."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import time
from uuid import UUID

import msgspec

from foundation.reading import Reading, fold, parse_document_number
from foundation.spreadsheets.columns import Field, Table, TableRow, known_headings
from foundation.spreadsheets.findings import Conversion, RowProblem
from foundation.spreadsheets.sheet import Sheet
from foundation.text import text
from training.cohorts.columns import NAME
from training.cohorts.roll import Once, OnRoll, Roll
from training.evaluations.sheet import PERSON, TICKET
from training.lessons.sheet import parse_clock
from training.papers.rules import MOST_ITEMS, UNREAD, Item, misfit
from training.questions.sheet import parse_answer

_VERSION = re.compile(r"[A-Z0-9]{1,4}")
_BLANK = frozenset({".", "_", "空", "空白", "未填", "未涂", "未作答"})
_UNREADABLE = frozenset({"*", "?", "#", "多涂", "重涂", "无法识别"})
_ITEM = re.compile(
    r"(?:第|题|[TQ]|no\.?|item)?\s*0*([1-9]\d{0,2})\s*题?\s*[.、]?\s*(?:[(\[【].*[)\]】])?", re.IGNORECASE
)
_SPELLINGS = ("{}", "第{}题", "题{}", "T{}", "Q{}", "{}题")


def parse_version(written: str) -> Reading[str]:
    """The version of the paper: A, B卷, a2."""
    folded, made = fold(written)
    said = folded.upper().removeprefix("试卷").removesuffix("卷").strip()
    if _VERSION.fullmatch(said):
        return Reading(said, made)
    return Reading(
        problem=text("“{written}” is no version of a paper.", written=folded[:40]),
        remedy=text("Write a letter or a number such as A or B; where there is one paper only, A."),
    )


def parse_marked(written: str) -> Reading[str]:
    """What a candidate has marked; nothing where it is blank, * where the reader could not tell."""
    folded, made = fold(written)
    if folded in _BLANK:
        return Reading(None, made)
    if folded in _UNREADABLE:
        return Reading(UNREAD, made)
    read = parse_answer(written)
    return Reading(read.value, made, read.problem, read.remedy)


WHO = msgspec.structs.replace(NAME, needed=False)
ENTRY = Field(
    text("Entry number"),
    ("报名序号", "考生序号", "考生流水号", "Entry number"),
    parse_document_number,
)
VERSION = Field(
    text("Version of the paper"),
    ("试卷", "试卷版本", "试卷类型", "卷别", "卷型", "A/B卷", "AB卷", "Paper", "Form"),
    parse_version,
    needed=True,
)
HANDED_IN = Field(
    text("Handed in at"), ("交卷时间", "交卷", "收卷时间", "Handed in at"), parse_clock, moments=True
)
FIELDS = (TICKET, ENTRY, PERSON, WHO, VERSION, HANDED_IN)
HEADINGS = [
    *known_headings(FIELDS),
    *(spelling.format(number) for number in range(1, MOST_ITEMS + 1) for spelling in _SPELLINGS),
]
"""What `foundation.spreadsheets.reader.read_sheet` looks for in a sheet of answers."""
#: A column for each item, and as many again as optical readers write beside them.
COLUMNS = MOST_ITEMS + 60


class PaperRow(msgspec.Struct, frozen=True):
    """A candidate's paper as the sheet has it."""

    row_number: int
    entry_id: UUID
    version: str
    answers: tuple[str, ...]
    handed_in: time | None = None


class PaperReading(msgspec.Struct, frozen=True):
    """A sheet of answers as understood: how many `items` it has, and the `missing` candidates."""

    rows: tuple[PaperRow, ...]
    items: int
    missing: tuple[OnRoll, ...]
    problems: tuple[RowProblem, ...]
    warnings: tuple[RowProblem, ...]
    conversions: tuple[Conversion, ...]


class Frame(msgspec.Struct, frozen=True):
    """What is known of the session: its keys so far, who keeps theory from before, who did not come."""

    keys: Mapping[str, tuple[Item, ...]] = {}
    kept: Collection[UUID] = ()
    absent: Collection[UUID] = ()


def item_number(heading: str) -> int | None:
    """The item whose column this is: 7, 第7题, T07, 7（单选）."""
    found = _ITEM.fullmatch(unicodedata.normalize("NFKC", heading).strip())
    return int(found[1]) if found else None


def read_papers(sheet: Sheet, candidates: Iterable[OnRoll], frame: Frame) -> PaperReading:
    """Every row against the session's candidates and the keys that are there already."""
    columns, faults = _item_columns(sheet, frame)
    items = {
        number: Field(text("Item {number}", number=number), (heading,), parse_marked)
        for number, heading in columns.items()
    }
    table = Table(sheet, (*FIELDS, *items.values()))
    table.findings.problems += faults
    roll, once = Roll(candidates), Once()
    rows = [_read_paper(row, roll, once, items, frame) for row in table.rows()]
    missing = roll.unmentioned()
    if missing:
        names = "、".join(person.name for person in missing[:10])
        said = text("{count} candidates have no row: {names}.", count=len(missing), names=names)
        table.findings.warnings.append(RowProblem(sheet.header_row, "", "", said))
    found = table.findings.sorted()
    return PaperReading(
        () if faults else tuple(row for row in rows if row is not None),
        len(items),
        tuple(missing),
        tuple(found.problems),
        tuple(found.warnings),
        tuple(found.conversions),
    )


def _item_columns(sheet: Sheet, frame: Frame) -> tuple[dict[int, str], list[RowProblem]]:
    """The heading of each item from 1 on, and what is wrong with the headings as a whole."""
    columns: dict[int, list[str]] = defaultdict(list)
    for heading in sheet.columns:
        if (number := item_number(heading)) is not None:
            columns[number].append(heading)
    faults = [
        _about(sheet, headings[0], text("Several columns are of item {number}.", number=number),
               text("Keep one of them."))
        for number, headings in sorted(columns.items()) if len(headings) > 1
    ]  # fmt: skip
    if len(columns) < 2:
        remedy = text("Head the columns with the numbers of the items: 1, 2, 3 or 第1题, 第2题.")
        return {}, [_about(sheet, "", text("The sheet has no columns of answers."), remedy)]
    last = max(columns)
    if last > MOST_ITEMS:
        said = text("A paper has {most} items at most.", most=MOST_ITEMS)
        faults.append(_about(sheet, columns[last][0], said, None))
    gaps = [number for number in range(1, min(last, MOST_ITEMS)) if number not in columns]
    if gaps:
        said = text("The sheet has no column for item {items}.", items="、".join(map(str, gaps[:10])))
        faults.append(_about(sheet, "", said, text("Add the columns, or correct the headings.")))
    for version, items in sorted(frame.keys.items()):
        if len(items) != last and not gaps:
            said = text("The key of paper {version} has {items} items, the sheet has {columns}.",
                        version=version, items=len(items), columns=last)  # fmt: skip
            faults.append(_about(sheet, "", said, text("Compare the sheet with the paper and its key.")))
    return {number: headings[0] for number, headings in sorted(columns.items())}, faults


def _about(sheet: Sheet, column: str, said: object, remedy: object) -> RowProblem:
    return RowProblem(sheet.header_row, column, "", said, remedy)  # type: ignore[arg-type]


def _read_paper(
    row: TableRow, roll: Roll, once: Once, items: Mapping[int, Field[str]], frame: Frame
) -> PaperRow | None:
    candidate = roll.find(row, WHO, (TICKET, ENTRY, PERSON))
    version, handed_in = row.read(VERSION), row.read(HANDED_IN)
    answers = tuple(row.read(field) or "" for field in items.values())
    key = frame.keys.get(version or "")
    if version and frame.keys and key is None:
        said = text("There is no key of paper {version}.", version=version)
        row.problem(VERSION, said, text("Correct the version, or enter its key first."))
    if key is not None and len(key) == len(items):
        _compare(row, items, key, answers)
    if candidate:
        once.check(row, WHO, candidate.id)
        _say_odd(row, candidate, frame, answers)
    if not (row.sound and candidate and version):
        return None
    return PaperRow(row.number, candidate.id, version, answers, handed_in)


def _compare(
    row: TableRow, items: Mapping[int, Field[str]], key: tuple[Item, ...], answers: tuple[str, ...]
) -> None:
    for item, field, answer in zip(key, items.values(), answers, strict=True):
        wrong = misfit(item, answer)
        if wrong == "coding":
            said = text("The key has {answer} here; this is coded otherwise.", answer=item.answer)
            row.problem(field, said, text("Code answers as the key does: letters, or 对 and 错."))
        elif wrong == "option":
            said = text("The item has the options {letters} only.", letters="".join(item.letters))
            row.warn(field, said, text("It counts as wrong."))


def _say_odd(row: TableRow, candidate: OnRoll, frame: Frame, answers: tuple[str, ...]) -> None:
    if candidate.id in frame.kept:
        row.problem(WHO, text("“{title}” is kept from an earlier session.", title=text("Theory")))
    if candidate.id in frame.absent:
        row.warn(WHO, text("The candidate is recorded as absent from the theory examination."))
    if not any(answers):
        row.warn(WHO, text("Every answer is blank."))
