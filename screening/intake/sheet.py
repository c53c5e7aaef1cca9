"""Reading a sheet of decisions: every row as an entry, or what stands in the way in the sheet's own terms."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from foundation.errors import Invalid
from foundation.spreadsheets.columns import Table, TableRow
from foundation.spreadsheets.findings import Conversion, RowProblem
from foundation.spreadsheets.sheet import Sheet
from foundation.text import text
from screening.bans.entry import Entry, as_draft, oddities
from screening.bans.rules import Draft, screenable
from screening.intake.columns import COLUMNS, DECISION_NO, NUMBER

Check = Callable[[Draft], Draft]
"""The draft as it will be entered; raises `Invalid` with every problem."""


class BanRow(msgspec.Struct, frozen=True):
    """A row that can be entered; `row` is the one its sender sees beside it."""

    row: int
    draft: Draft


class BansReading(msgspec.Struct, frozen=True):
    """A sheet as understood; `known` are entered already, `rows` are to be entered."""

    rows: tuple[BanRow, ...]
    known: tuple[BanRow, ...]
    problems: tuple[RowProblem, ...]
    warnings: tuple[RowProblem, ...]
    conversions: tuple[Conversion, ...]
    unread_columns: tuple[str, ...] = ()

    @property
    def bad_rows(self) -> int:
        """How many rows have a problem."""
        return len({problem.row for problem in self.problems})


def read_bans(sheet: Sheet, check: Check) -> BansReading:
    """Read every row; `check` says whether the register would take it."""
    table = Table(sheet, COLUMNS.values())
    first: dict[tuple[str, str], int] = {}
    rows = [_read(row, check, first) for row in table.rows()]
    found = table.findings.sorted()
    return BansReading(
        rows=tuple(row for row in rows if row is not None),
        known=(),
        problems=tuple(found.problems),
        warnings=tuple(found.warnings),
        conversions=tuple(found.conversions),
        unread_columns=tuple(table.unread_columns),
    )


def _read(row: TableRow, check: Check, first: dict[tuple[str, str], int]) -> BanRow | None:
    values = {name: value for name, field in COLUMNS.items() if (value := row.read(field)) is not None}
    if "document_number" in values:
        values.setdefault("document_kind", "01")
    _same_decision_twice(row, values, first)
    if not row.sound:
        return None
    try:
        draft = check(as_draft(msgspec.convert(values, Entry)))
    except Invalid as refused:
        for problem in refused.problems:
            row.problem(COLUMNS.get(problem.field, DECISION_NO), problem.message, problem.remedy)
        return None
    _remarks(row, draft)
    return BanRow(row.number, draft)


def _same_decision_twice(row: TableRow, values: dict[str, object], first: dict[tuple[str, str], int]) -> None:
    """One decision about one person stands in the sheet once."""
    key = (str(values.get("document_no")), f"{values.get('person_name')} {values.get('document_number')}")
    earlier = first.setdefault(key, row.number)
    if earlier != row.number:
        row.problem(
            DECISION_NO, text("This decision about this person stands in row {row} already.", row=earlier)
        )


def _remarks(row: TableRow, draft: Draft) -> None:
    for said in oddities(draft):
        row.warn(NUMBER, said)
    if not screenable(draft):
        row.warn(
            NUMBER,
            text("Nobody can be searched for with this: it is set aside and holds nobody."),
            text("Add the document number or the date of birth."),
        )
