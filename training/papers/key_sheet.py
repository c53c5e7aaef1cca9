"""Reading a sheet of keys: one item in each row, for one version of the paper or several."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from foundation.reading import number_within
from foundation.spreadsheets.columns import Field, Table, TableRow, known_headings
from foundation.spreadsheets.findings import RowProblem
from foundation.spreadsheets.sheet import Sheet
from foundation.text import text
from training.papers.rules import MOST_ITEMS, OPTIONS, Item, item_problem, points_problem
from training.papers.sheet import VERSION
from training.questions.rules import LETTERS
from training.questions.sheet import ANSWER

NUMBER = Field(text("Item"), ("题号", "编号", "Item"), number_within(1, MOST_ITEMS, places=0), needed=True)
CHOICES = Field(
    text("Number of options"),
    ("选项数", "选项个数", "Number of options"),
    number_within(2, len(LETTERS), places=0),
)
POINTS = Field(text("Points of the item"), ("分值", "分数", "Points"), number_within(0, 100))
FIELDS = (VERSION, NUMBER, ANSWER, CHOICES, POINTS)
HEADINGS = known_headings(FIELDS)
"""What `foundation.spreadsheets.reader.read_sheet` looks for in a sheet of keys."""


class _Line(msgspec.Struct, frozen=True):
    row: int
    version: str
    item: Item
    weighed: bool


def read_keys(sheet: Sheet) -> tuple[dict[str, tuple[Item, ...]], list[RowProblem]]:
    """The items of each version from 1 on, and everything that is wrong."""
    table = Table(sheet, FIELDS)
    seen: dict[tuple[str, int], int] = {}
    lines = [line for row in table.rows() if (line := _read(row, seen))]
    keys: dict[str, list[_Line]] = {}
    for line in lines:
        keys.setdefault(line.version, []).append(line)
    if not table.findings.problems:
        for version, found in sorted(keys.items()):
            table.findings.problems += _problems_of(sheet, version, found)
    ordered = {
        version: tuple(line.item for line in sorted(found, key=lambda one: one.item.number))
        for version, found in sorted(keys.items())
    }
    return ordered, table.findings.sorted().problems


def _read(row: TableRow, seen: dict[tuple[str, int], int]) -> _Line | None:
    version, number, answer = row.read(VERSION), row.read(NUMBER), row.read(ANSWER)
    choices, points = row.read(CHOICES), row.read(POINTS)
    if version is None or number is None or answer is None:
        return None
    first = seen.setdefault((version, int(number)), row.number)
    if first != row.number:
        said = text("The same as row {row}.", row=first)
        row.problem(NUMBER, said, text("Give each item of a paper its own number."))
    judged = answer in ("T", "F") and (choices is None or choices == 2)
    options = int(choices) if choices is not None else 2 if judged else OPTIONS
    item = Item(int(number), answer, options, Decimal(1) if points is None else points)
    if wrong := item_problem(item):
        row.problem(ANSWER, wrong, text("Correct the answer, or the number of options."))
    if points is not None and points <= 0:
        row.problem(POINTS, text("An item is worth more than nothing."))
    return _Line(row.number, version, item, points is not None) if row.sound else None


def _problems_of(sheet: Sheet, version: str, lines: list[_Line]) -> list[RowProblem]:
    """What is wrong with a key as a whole."""
    found = []
    numbers = {line.item.number for line in lines}
    gaps = [number for number in range(1, max(numbers)) if number not in numbers]
    if gaps:
        said = text("Paper {version} lacks item {items}.", version=version,
                    items="、".join(map(str, gaps[:10])))  # fmt: skip
        found.append((NUMBER, said, text("Add the rows; items count from 1 without a gap.")))
    if len(numbers) < 2:
        said = text("Paper {version} has a single item.", version=version)
        found.append((NUMBER, said, text("Enter every item of the paper.")))
    weighed = {line.weighed for line in lines}
    wrong = points_problem([line.item for line in lines])
    if len(weighed) > 1:
        wrong = text("Some items of paper {version} have points, others have none.", version=version)
    if wrong:
        found.append((POINTS, wrong, text("Give every item its points, or leave the column out.")))
    row = lines[0].row
    return [RowProblem(row, field.headings[0], "", said, remedy) for field, said, remedy in found]
