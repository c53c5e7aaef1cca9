"""The tables of the matcher, frozen: what a character counts as, what it sounds like, how usual it is.

A key made with one version of a table never meets a key made with another: to change a row is to make a new
file, a new version here and new keys for everybody.

fold          Our own list of variants and of surnames with two legal forms; traditional to simplified one
              character at a time, from the character tables of OpenCC (Apache-2.0).
readings      Readings of characters without tones, from pypinyin (MIT).
cantonese     Jyutping readings without tones, from ToJyutping (BSD; its data: rime-cantonese, CC BY 4.0).
surnames      Our own: the reading of a surname and how it is spelt outside the mainland.
look_alikes   Our own: characters taken for each other when read from paper.
lunar         First days of the lunar months, calculated with LunarCalendar (MIT).
frequency     Shares in a made-up population that meets published shares (benchmarks/screening/population.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Final, Literal

import msgspec

from foundation.rulebook import read_file

FOLD_VERSION: Final = "fold_v2"
TABLES: Final = (
    FOLD_VERSION,
    "readings_v1",
    "cantonese_v1",
    "surnames_v2",
    "look_alikes_v1",
    "lunar_v1",
    "frequency_v1",
)


class Fold(msgspec.Struct, frozen=True):
    """One character, what it counts as, and why: written otherwise, or a surname with two legal forms."""

    source: str
    target: str
    kind: Literal["traditional", "variant", "shinjitai", "surname"]


class Surname(msgspec.Struct, frozen=True):
    """How a surname is read, and how it is spelt elsewhere: Hong Kong, Macao, Taiwan, South-East Asia."""

    reading: str
    spellings: tuple[str, ...]


def rows(table: str) -> Iterator[list[str]]:
    """The rows of a frozen table without its heading."""
    for line in read_file(__name__, f"{table}.tsv").splitlines()[1:]:
        yield line.split("\t")


FOLDS: Final = tuple(
    msgspec.convert({"source": a, "target": b, "kind": why}, Fold) for a, b, why in rows(FOLD_VERSION)
)
FOLD_TABLE: Final = str.maketrans({fold.source: fold.target for fold in FOLDS})


@cache
def readings() -> dict[str, tuple[str, ...]]:
    return {character: tuple(sounds.split()) for character, sounds in rows("readings_v1")}


@cache
def cantonese() -> dict[str, tuple[str, ...]]:
    return {character: tuple(sounds.split()) for character, sounds in rows("cantonese_v1")}


@cache
def surnames() -> dict[str, Surname]:
    """By the form that counts in keys."""
    return {
        name.translate(FOLD_TABLE): Surname(reading, tuple(spellings.lower().split()))
        for name, reading, spellings in rows("surnames_v2")
    }


@cache
def spelt_surnames() -> dict[str, frozenset[str]]:
    """From a spelling to the readings it may stand for: wong is wang or huang."""
    found: dict[str, set[str]] = {}
    for known in surnames().values():
        for spelling in known.spellings:
            found.setdefault(spelling, set()).add(known.reading)
    return {spelling: frozenset(sounds) for spelling, sounds in found.items()}


@cache
def look_alikes() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for (group,) in rows("look_alikes_v1"):
        for character in group.translate(FOLD_TABLE):
            found.setdefault(character, set()).update(group.translate(FOLD_TABLE))
    return {character: frozenset(group) for character, group in found.items()}


@cache
def lunar_months() -> dict[tuple[int, int], tuple[date, ...]]:
    """First days of the month of that year and number; two where it is repeated."""
    found: dict[tuple[int, int], tuple[date, ...]] = {}
    for year, month, _leap, first in rows("lunar_v1"):
        key = (int(year), int(month))
        found[key] = (*found.get(key, ()), date.fromisoformat(first))
    return found


@cache
def frequency() -> dict[str, dict[str, float]]:
    """Shares by kind (surname, character, given), characters counted in the form that counts in keys."""
    found: dict[str, dict[str, float]] = {"surname": {}, "character": {}, "given": {}}
    for kind, value, share in rows("frequency_v1"):
        table, folded = found[kind], value.translate(FOLD_TABLE)
        table[folded] = table.get(folded, 0.0) + float(share)
    return found
