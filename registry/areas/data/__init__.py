"""The areas of Jiangxi and the codes that came before them, read once from the tables beside this file."""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import Literal, TypeVar

import msgspec

AreaKind = Literal["province", "prefecture_city", "district", "county", "county_city"]


class Area(msgspec.Struct, frozen=True):
    """One row of GB/T 2260; `since` is the year its code was made, where that is recent."""

    code: str
    name: str
    parent_code: str
    level: int
    kind: AreaKind
    since: int | None = None


class HistoricalCode(msgspec.Struct, frozen=True):
    """A code out of force that lives on in identity numbers; four digits stand for an old prefecture."""

    code: str
    name: str
    current_code: str
    ended: int
    note: str


class Province(msgspec.Struct, frozen=True):
    """The two digits that open every code of a province."""

    code: str
    name: str


Row = TypeVar("Row")


def _rows(name: str, into: type[Row]) -> tuple[Row, ...]:
    table = files(__name__).joinpath(name).read_text("utf-8").splitlines()
    filled = (
        {key: value for key, value in row.items() if value or key == "parent_code"}
        for row in csv.DictReader(table)
    )
    return tuple(msgspec.convert(row, into, strict=False) for row in filled)


AREAS = {area.code: area for area in _rows("areas.csv", Area)}
PROVINCES = {province.code: province for province in _rows("provinces.csv", Province)}
HISTORICAL_CODES = {old.code: old for old in _rows("historical_codes.csv", HistoricalCode)}
