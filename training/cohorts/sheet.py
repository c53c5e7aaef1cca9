"""Reading a roster (花名册): every row as a trainee, or what stands in the way in the roster's own terms."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, cast

import msgspec

from foundation.reading import Made
from foundation.spreadsheets.columns import Field, Table, TableRow
from foundation.spreadsheets.findings import Conversion, RowProblem
from foundation.spreadsheets.sheet import Sheet
from foundation.text import text
from registry.people.rules import DocumentReading, NameReading, Sex, read_document, read_name
from training.cohorts import columns, rules


class TraineeRow(msgspec.Struct, frozen=True):
    """One person of a roster, ready to be enrolled."""

    row_number: int
    name: str
    former_names: tuple[str, ...]
    sex: Sex | None
    document_kind: str
    document_number: str
    birth_date: date
    guardian_name: str | None = None
    phone: str | None = None
    education: str | None = None
    ethnicity: str | None = None
    student_no: str | None = None
    entry_year: int | None = None


_FURTHER: dict[str, Field[Any]] = {
    "phone": columns.PHONE,
    "education": columns.EDUCATION,
    "ethnicity": columns.ETHNICITY,
    "student_no": columns.STUDENT_NO,
    "entry_year": columns.ENTRY_YEAR,
}


class CohortReading(msgspec.Struct, frozen=True):
    """A roster as understood: `rows` are those without a problem, `unread_columns` what was left out."""

    rows: tuple[TraineeRow, ...]
    problems: tuple[RowProblem, ...]
    warnings: tuple[RowProblem, ...]
    conversions: tuple[Conversion, ...]
    unread_columns: tuple[str, ...] = ()


def read_cohort(sheet: Sheet, *, starts_on: date, today: date) -> CohortReading:
    """Read every row and check it against itself, the others and the rules for the day the cohort begins."""
    table = Table(sheet, columns.FIELDS)
    roster = Roster()
    rows = [_read_trainee(row, roster, starts_on, today) for row in table.rows()]
    found = table.findings.sorted()
    return CohortReading(
        rows=tuple(row for row in rows if row is not None),
        problems=tuple(found.problems),
        warnings=tuple(found.warnings),
        conversions=tuple(found.conversions),
        unread_columns=tuple(table.unread_columns),
    )


def _read_trainee(row: TableRow, roster: Roster, starts_on: date, today: date) -> TraineeRow | None:
    named = _read_name(row)
    document = _read_document(row, today)
    sex = _read_sex(row, document)
    birth_date = _read_birth_date(row, document)
    guardian = row.read(columns.GUARDIAN)
    former = _read_former_names(row, named)
    further = {name: row.read(field) for name, field in _FURTHER.items()}
    if birth_date:
        _object(row, columns.BIRTH_DATE, rules.too_young(birth_date, starts_on))
        _remark(row, columns.GUARDIAN, rules.guardian_missing(birth_date, starts_on, guardian))
    if named and document:
        _compare(row, roster, Seen(row.number, named.name, birth_date, document.kind, document.number))
    if not (row.sound and named and document and birth_date):
        return None
    return TraineeRow(
        row.number, named.name, former, sex, document.kind, document.number, birth_date, guardian, **further
    )


def _compare(row: TableRow, roster: Roster, seen: Seen) -> None:
    _object(row, columns.NUMBER, roster.same_document(seen))
    _remark(row, columns.NAME, roster.namesake(seen))


class Seen(msgspec.Struct, frozen=True):
    """What tells one person of a roster from the others."""

    row_number: int
    name: str
    birth_date: date | None
    document_kind: str
    document_number: str


class Roster:
    """The persons of the rows before."""

    def __init__(self) -> None:
        self._by_document: dict[tuple[str, str], Seen] = {}
        self._by_name: dict[tuple[str, date | None], Seen] = {}

    def same_document(self, seen: Seen) -> rules.Objection | None:
        """Each document stands in one row only."""
        first = self._by_document.setdefault((seen.document_kind, seen.document_number), seen)
        return None if first is seen else rules.same_person(first.row_number, first.name, seen.name)

    def namesake(self, seen: Seen) -> rules.Objection | None:
        """Two with one name and birth date may be one person with two documents."""
        first = self._by_name.setdefault((seen.name, seen.birth_date), seen)
        same = first.document_number == seen.document_number
        return None if same or seen.birth_date is None else rules.namesake(first.row_number)


def _read_name(row: TableRow) -> NameReading | None:
    written = row.read(columns.NAME)
    if written is None:
        return None
    named = read_name(written)
    for problem in named.problems:
        row.problem(columns.NAME, problem, text("Write the name as it stands in the document."))
    for warning in named.warnings:
        row.warn(columns.NAME, warning)
    if named.name != written and not named.problems:
        only_spaces = named.name == re.sub(r"\s", "", written)
        row.converted(columns.NAME, named.name, Made.SPACES if only_spaces else Made.NAME_SPELLING)
    return named


def _read_former_names(row: TableRow, named: NameReading | None) -> tuple[str, ...]:
    written = re.split("[,，、;；/ ]", row.read(columns.FORMER_NAMES) or "")
    former = [read_name(name).name for name in written if name]
    return tuple(dict.fromkeys((*(named.aliases if named else ()), *former)))


def _read_document(row: TableRow, today: date) -> DocumentReading | None:
    """The number's own problems included; None when there is no number to speak of."""
    kind = row.read(columns.KIND)
    number = row.read(columns.NUMBER)
    if number is None:
        return None
    document = read_document(kind or rules.likely_document_kind(number), number, today)
    for problem in document.problems:
        row.problem(columns.NUMBER, problem, text("Compare the number with the original document."))
    for warning in document.warnings:
        row.warn(columns.NUMBER, warning)
    if len(document.number) == len(number) and document.number != number:
        row.converted(columns.NUMBER, document.number, Made.CAPITAL_X)
    return document


def _read_birth_date(row: TableRow, document: DocumentReading | None) -> date | None:
    written = row.read(columns.BIRTH_DATE)
    if not row.is_empty(columns.BIRTH_DATE):
        _object(row, columns.BIRTH_DATE, rules.birth_date_disagrees(written, document))
        return written
    if document and document.readable and document.birth_date:
        row.converted(columns.BIRTH_DATE, document.birth_date, Made.FROM_NUMBER)
    elif document and document.readable:
        row.problem(columns.BIRTH_DATE, text("“{title}” is empty.", title=columns.BIRTH_DATE.title))
    return document.birth_date if document else None


def _read_sex(row: TableRow, document: DocumentReading | None) -> Sex | None:
    written = cast("Sex | None", row.read(columns.SEX))
    if not row.is_empty(columns.SEX):
        _object(row, columns.SEX, rules.sex_disagrees(written, document))
        return written
    if document and document.readable and document.sex:
        row.converted(columns.SEX, document.sex, Made.FROM_NUMBER)
    elif document and document.readable:
        row.warn(columns.SEX, text("“{title}” is empty.", title=columns.SEX.title))
    return document.sex if document else None


def _object(row: TableRow, field: Field[Any], objection: rules.Objection | None) -> None:
    if objection:
        row.problem(field, objection.message, objection.remedy, objection.rule)


def _remark(row: TableRow, field: Field[Any], objection: rules.Objection | None) -> None:
    if objection:
        row.warn(field, objection.message, objection.remedy)
