"""What reading a sheet finds: problems and warnings by row and column, and every conversion made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from foundation.errors import FieldProblem, Rule
from foundation.reading import Made
from foundation.text import Text, text


class RowProblem(msgspec.Struct, frozen=True):
    """What is wrong or odd with one row, in the file's own terms: its row number, its heading, its value."""

    row: int
    column: str
    value: str
    message: Text
    remedy: Text | None = None
    rule: Rule | None = None


class Conversion(msgspec.Struct, frozen=True):
    """A value that was read as something else than was written."""

    row: int
    column: str
    before: str
    after: str
    kind: Made


class Findings:
    """Collects what is found while a sheet is read."""

    def __init__(self) -> None:
        self.problems: list[RowProblem] = []
        self.warnings: list[RowProblem] = []
        self.conversions: list[Conversion] = []

    def sorted(self) -> Findings:
        """The same in the order of the file."""
        self.problems.sort(key=lambda found: found.row)
        self.warnings.sort(key=lambda found: found.row)
        return self


def faults(problems: Iterable[RowProblem]) -> list[FieldProblem]:
    """The same where fields are named: `rows[7].理论成绩`, or `rows[7]` where it is about the whole row."""
    return [
        FieldProblem(f"rows[{one.row}].{one.column}".removesuffix("."), one.message, one.remedy)
        for one in problems
    ]


_COUNTED: dict[Made, Text] = {
    Made.FULL_WIDTH: text("“{before}”: full-width characters read as {after} ({count}×)"),
    Made.SPACES: text("“{before}”: spaces removed ({count}×)"),
    Made.INVISIBLE: text("“{after}”: invisible characters removed ({count}×)"),
    Made.SEPARATORS: text("“{before}”: hyphens and dots removed ({count}×)"),
    Made.CAPITAL_X: text("“{before}”: lower-case letter replaced by its capital ({count}×)"),
    Made.DATE_SPELLING: text("“{before}” read as {after} ({count}×)"),
    Made.DAY_NUMBER: text("“{before}”, a spreadsheet's day number, read as {after} ({count}×)"),
    Made.UNIT: text("“{before}”: unit left out ({count}×)"),
    Made.NAME_SPELLING: text("“{before}”: name read as {after} ({count}×)"),
    Made.FROM_NUMBER: text("{column} taken from the identity number: {after} ({count}×)"),
}


def counted(conversions: Iterable[Conversion]) -> list[Text]:
    """One sentence for each kind of conversion, with its first example and how often it was made."""
    kinds: dict[Made, list[Conversion]] = defaultdict(list)
    for conversion in conversions:
        kinds[conversion.kind].append(conversion)
    return [_counted(kind, found) for kind, found in kinds.items()]


def _counted(kind: Made, found: list[Conversion]) -> Text:
    first = found[0]
    values = {"before": first.before, "after": first.after, "column": first.column, "count": len(found)}
    return Text(_COUNTED[kind].msgid, values)
