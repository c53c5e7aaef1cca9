"""The areas of Jiangxi, the codes that came before them, and the provinces, read once."""

from __future__ import annotations

from typing import Literal

import msgspec

from foundation.rulebook import read_csv

AreaKind = Literal["province", "prefecture_city", "district", "county", "county_city"]


class Area(msgspec.Struct, frozen=True):
    """One row of GB/T 2260; `since` is the year its code was made, where that is recent."""

    code: str
    name: str
    level: int
    kind: AreaKind
    parent_code: str = ""
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


AREAS = {area.code: area for area in read_csv(__name__, "areas.csv", Area)}
HISTORICAL_CODES = {old.code: old for old in read_csv(__name__, "historical_codes.csv", HistoricalCode)}
PROVINCES = {province.code: province for province in read_csv(__name__, "provinces.csv", Province)}
