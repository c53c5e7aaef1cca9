"""Finding the table in a sheet: below titles, above signatures, whichever sheet and row it begins in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import msgspec

from foundation.spreadsheets.grid import Cell, Grid, GridRow, column_letters
from foundation.spreadsheets.headings import heading_key, heading_set, is_known
from foundation.spreadsheets.sheet import Line, Row, Sheet

_HEADINGS_WITHIN = 40
"""Headings that begin further down are not looked for."""
_FEWEST = 2
_SIGNED = r"(?:填表|制表|填报|上报|审核|复核|经办|负责|联系)(?:人|单位|日期|时间|电话)?"
_SUMMED = r"(?:合|总|小|共)\s*计"
_REMARKED = r"(?:备\s*注|注|说\s*明|填表说明|注意|注意事项)"
_ASIDE = re.compile(rf"\s*(?:(?:{_SIGNED}|{_REMARKED})\s*[:：].*|{_SUMMED}\s*(?:[:：\d].*)?)", re.DOTALL)


class _Found(msgspec.Struct, frozen=True):
    grid: Grid
    at: int
    score: int


def find_table(grids: Iterable[Grid], known: Iterable[str]) -> Sheet | None:
    """The sheet with the row that holds the most known headings, or None when no row holds two."""
    keys = heading_set(known)
    grids = list(grids)
    candidates = [
        _Found(grid, at, _score(row, keys))
        for grid in grids
        for at, row in enumerate(grid.rows[:_HEADINGS_WITHIN])
    ]
    best = max(candidates, key=lambda found: found.score, default=None)
    if best is None or best.score < _FEWEST:
        return None
    others = [grid.name for grid in grids if grid is not best.grid]
    return _lay_out(best.grid, best.at, others)


def _score(row: GridRow, known: frozenset[str]) -> int:
    return sum(is_known(cell.text, known) for cell in row.cells.values())


def _lay_out(grid: Grid, at: int, others: list[str]) -> Sheet:
    header, below = grid.rows[at], grid.rows[at + 1 :]
    headings = _headings(header, below)
    rows, aside = [], []
    for row in below:
        if _is_aside(row, header):
            aside.append(Line(row.number, _joined(row)))
        else:
            rows.append(Row(row.number, {headings[column]: cell for column, cell in row.cells.items()}))
    return Sheet(
        name=grid.name,
        position=grid.position,
        header_row=header.number,
        columns=[headings[column] for column in sorted(headings)],
        rows=rows,
        letters={heading: column_letters(column) for column, heading in headings.items()},
        above=[Line(row.number, _joined(row)) for row in grid.rows[:at]],
        aside=aside,
        others=others,
    )


def _headings(header: GridRow, below: list[GridRow]) -> dict[int, str]:
    """A heading for every column that holds anything, each different from the others."""
    columns = set(header.cells).union(*(row.cells for row in below))
    written = {column: _one_line(header.cells.get(column)) for column in columns}
    often = Counter(written.values())
    told_apart = {
        column: f"{heading} [{column_letters(column)}]".strip() for column, heading in written.items()
    }
    return {
        column: heading if heading and often[heading] == 1 else told_apart[column]
        for column, heading in written.items()
    }


def _one_line(cell: Cell | None) -> str:
    return " ".join(cell.text.split()) if cell else ""


def _joined(row: GridRow) -> str:
    return " ".join(_one_line(row.cells[column]) for column in sorted(row.cells))


def _is_aside(row: GridRow, header: GridRow) -> bool:
    first = row.cells[min(row.cells)].text
    if len(row.cells) == 1 and row.banner:
        return True
    return bool(_ASIDE.fullmatch(first)) or _repeats(row, header)


def _repeats(row: GridRow, header: GridRow) -> bool:
    """Long lists are printed with their headings on every page, and are kept that way."""
    return {column: heading_key(cell.text) for column, cell in row.cells.items()} == {
        column: heading_key(cell.text) for column, cell in header.cells.items()
    }
