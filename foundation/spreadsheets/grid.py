"""What stands in a sheet, cell by cell, before anybody knows what it means."""

from __future__ import annotations

from typing import Literal

import msgspec

CellKind = Literal["text", "number", "date", "time", "cut", "error", "formula"]


class Cell(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One cell as its sender sees it; dates are written 2001-03-05.

    `cut` is a number that has lost digits (more than the fifteen a spreadsheet keeps), `error` a value such
    as #N/A, `formula` one that was never calculated.
    """

    text: str
    kind: CellKind = "text"


class GridRow(msgspec.Struct, frozen=True, array_like=True):
    """The filled cells of one row by column (1 is A); `banner` when a merged cell spans it."""

    number: int
    cells: dict[int, Cell]
    banner: bool = False


class Grid(msgspec.Struct, frozen=True, array_like=True):
    """A visible sheet: its name, its place in the file (from 1) and its rows that hold something."""

    name: str
    position: int
    rows: list[GridRow]


class FileRefused(Exception):
    """The file is not read; `reason` is a key of `foundation.spreadsheets.reading.REASONS`."""

    def __init__(self, reason: str, **params: int | str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.params = params


class Answer(msgspec.Struct, frozen=True):
    """What the child process hands back: the sheets, or why it refused them; `fault` when we have a fault."""

    grids: list[Grid] = []
    refused: str = ""
    params: dict[str, int | str] = {}
    fault: str = ""


def column_letters(column: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
