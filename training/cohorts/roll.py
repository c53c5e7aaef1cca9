"""Who is on the roll, found again in the sheets that are sent about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import msgspec

from foundation.reading import parse_document_number
from foundation.spreadsheets.columns import Field, TableRow
from foundation.text import text
from registry.people.rules import read_name


class OnRoll(msgspec.Struct, frozen=True):
    """A person whom a sheet may speak of, with the numbers they are known by (document, student, ticket)."""

    id: UUID
    name: str
    numbers: tuple[str, ...]
    former_names: tuple[str, ...] = ()


class Roll:
    """Finds the person of a row by any of the number columns; the name must agree."""

    def __init__(self, people: Iterable[OnRoll]) -> None:
        self._people = list(people)
        self._by_number: Mapping[str, OnRoll] = {
            number: person
            for person in self._people
            for known in person.numbers
            for number in _spellings(known)
        }
        self._rows: dict[UUID, int] = {}

    def find(self, row: TableRow, name: Field[str], numbers: Iterable[Field[str]]) -> OnRoll | None:
        """The person, or None with the row's problem recorded."""
        written = [(field, number) for field in numbers if (number := row.read(field))]
        if not written:
            if row.sound:
                said = text("No number says who this is.")
                row.problem(name, said, text("Fill in the document number or the student or ticket number."))
            return None
        field, number = written[0]
        person = self._by_number.get(number)
        if person is None:
            said = text("Nobody with this number is on the roll.")
            row.problem(field, said, text("Compare the number, or enrol the person first."))
            return None
        for other, second in written[1:]:
            if self._by_number.get(second) is not person:
                said = text("This number belongs to somebody else than the one before it.")
                row.problem(other, said, text("Correct one of the two numbers."))
        self._compare_name(row, name, person)
        self._rows.setdefault(person.id, row.number)
        return person

    def unmentioned(self) -> list[OnRoll]:
        """Those of whom no row spoke."""
        return [person for person in self._people if person.id not in self._rows]

    def _compare_name(self, row: TableRow, field: Field[str], person: OnRoll) -> None:
        written = row.read(field)
        name = read_name(written).name if written else ""
        if name and name not in (person.name, *person.former_names):
            said = text("The number belongs to {name}.", name=person.name)
            row.problem(field, said, text("Correct the name or the number."))


def _spellings(number: str) -> tuple[str, ...]:
    """As it is read from a sheet, and as it was before identity numbers had eighteen places."""
    read = parse_document_number(number).value or number
    return (read, read[:6] + read[8:17]) if len(read) == 18 else (read,)


class Once:
    """Each key stands in one row only; the second is told where the first is."""

    def __init__(self) -> None:
        self._rows: dict[Any, int] = {}

    def check(self, row: TableRow, field: Field[Any], key: Any) -> None:
        """Record a problem when the key was in an earlier row."""
        first = self._rows.setdefault(key, row.number)
        if first != row.number:
            said = text("The same as row {row}.", row=first)
            row.problem(field, said, text("Delete one of the two rows."))
