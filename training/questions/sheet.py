"""Reading a sheet of questions: one in each row, with every fault by row and column."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

import msgspec

from foundation.reading import Reading, fold, one_of, parse_text
from foundation.spreadsheets.columns import Field, Table, TableRow, known_headings
from foundation.spreadsheets.findings import RowProblem
from foundation.spreadsheets.sheet import Sheet
from foundation.text import text
from training.questions.rules import LETTERS, Kind, question_problem

_KINDS = {
    "single": ("单选", "单选题", "单项选择", "单项选择题", "Single"),
    "multiple": ("多选", "多选题", "多项选择", "多项选择题", "Multiple"),
    "judgement": ("判断", "判断题", "是非题", "True or false"),
}
_TRUE = {"对", "正确", "是", "√", "✓", "T", "TRUE"}
_FALSE = {"错", "错误", "否", "×", "✗", "F", "FALSE"}


def parse_answer(written: str) -> Reading[str]:
    """Letters in any order with anything between, or the words for true and false."""
    folded, made = fold(written)
    said = folded.upper()
    if said in _TRUE or said in _FALSE:
        return Reading("T" if said in _TRUE else "F", made)
    letters = re.sub(r"[\s,，、;；.。/]", "", said)
    if letters and set(letters) <= set(LETTERS):
        return Reading("".join(sorted(set(letters))), made)
    return Reading(
        problem=text("“{written}” is no answer.", written=folded[:40]),
        remedy=text("Write letters such as ABD, or 对 or 错."),
    )


CODE = Field(text("Number"), ("题号", "编号", "序号", "No."), parse_text, needed=True)
KIND = Field(text("Kind of question"), ("题型", "类型", "Kind"), one_of(_KINDS), needed=True)
STEM = Field(text("Question"), ("题干", "题目", "试题", "内容", "Question"), parse_text, needed=True)
OPTIONS = tuple(
    Field(text("Option {letter}", letter=letter), (f"选项{letter}", letter, f"Option {letter}"), parse_text)
    for letter in LETTERS
)
ANSWER = Field(text("Right answer"), ("答案", "正确答案", "参考答案", "Answer"), parse_answer, needed=True)
TOPIC = Field(text("Subject"), ("知识点", "章节", "考点", "Subject"), parse_text)
FIELDS = (CODE, KIND, STEM, *OPTIONS, ANSWER, TOPIC)
HEADINGS = known_headings(FIELDS)
"""What `foundation.spreadsheets.reader.read_sheet` looks for in a sheet of questions."""


class Written(msgspec.Struct, frozen=True):
    """A question as the sheet has it."""

    code: str
    kind: Kind
    stem: str
    options: tuple[str, ...]
    answer: tuple[str, ...]
    topic: str


def read_questions(sheet: Sheet, taken: Collection[str]) -> tuple[list[Written], list[RowProblem]]:
    """Every question, and everything that is wrong; `taken` are the numbers that the bank has already."""
    table = Table(sheet, FIELDS)
    rows: dict[str, int] = {}
    found = [one for row in table.rows() if (one := _read(row, taken, rows))]
    return found, table.findings.sorted().problems


def _read(row: TableRow, taken: Collection[str], rows: dict[str, int]) -> Written | None:
    code, kind, stem = row.read(CODE), row.read(KIND), row.read(STEM)
    options, answer = tuple(_options(row)), row.read(ANSWER)
    if code is not None:
        first = rows.setdefault(code, row.number)
        if first != row.number:
            row.problem(
                CODE, text("The same as row {row}.", row=first), text("Give each question its own number.")
            )
        elif code in taken:
            said = text("The bank has a question with this number already.")
            row.problem(CODE, said, text("Retire that one, and give this one another number."))
    if kind is None or stem is None or answer is None or code is None:
        return None
    wrong = question_problem(kind, options, answer)  # type: ignore[arg-type]
    if wrong is not None:
        row.problem(OPTIONS[0] if wrong[0] == "options" else ANSWER, wrong[1])
    if not row.sound:
        return None
    return Written(code, kind, stem, options, tuple(answer), row.read(TOPIC) or "")  # type: ignore[arg-type]


def _options(row: TableRow) -> Iterator[str]:
    """The options up to the last one written; an empty one between them stays empty and is a fault."""
    written = [row.read(field) or "" for field in OPTIONS]
    while written and not written[-1]:
        written.pop()
    return iter(written)
