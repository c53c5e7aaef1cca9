"""Reading a roster as institutions keep it: a name and a certificate number in each row."""

from __future__ import annotations

import msgspec

from foundation.reading import parse_text
from foundation.spreadsheets.columns import Field, Table, known_headings
from foundation.spreadsheets.findings import RowProblem
from foundation.spreadsheets.reader import read_upload
from foundation.text import text

NAME = Field(text("Name"), ("姓名", "从业人员姓名", "员工姓名", "Name"), parse_text, needed=True)
NUMBER = Field(
    text("Certificate number"),
    ("证书编号", "证书号码", "证书号", "编号", "Certificate number"),
    parse_text,
    needed=True,
)
FIELDS = (NAME, NUMBER)


class RosterLine(msgspec.Struct, frozen=True):
    """One hire as the institution wrote it."""

    row: int
    name: str
    number: str


class RosterReading(msgspec.Struct, frozen=True):
    """The rows that can be looked up, and what is wrong with the others."""

    lines: list[RosterLine]
    problems: list[RowProblem]


async def read_roster(content: bytes, field: str) -> RosterReading:
    """The rows of an uploaded sheet. Raises `Invalid` on the field when it is none."""
    table = Table(await read_upload(content, known_headings(FIELDS), field), FIELDS)
    lines = []
    for row in table.rows():
        name, number = row.read(NAME), row.read(NUMBER)
        if row.sound and name and number:
            lines.append(RosterLine(row.number, name, number))
    return RosterReading(lines, table.findings.sorted().problems)
