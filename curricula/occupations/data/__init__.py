"""Occupations, the editions of their standards, and the levels, read once."""

from __future__ import annotations

from typing import Literal

import msgspec

from foundation.errors import NotFound
from foundation.rulebook import Cited, read_toml
from foundation.text import Text, text

Generation = Literal["G2018", "G2023"]


class Named(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something with a Chinese and an English name."""

    zh: str
    en: str

    @property
    def label(self) -> Text:
        """The name in the reader's language."""
        return text(self.en)


class Level(Named, frozen=True, kw_only=True):
    """One of the five levels that are examined; 5 is the first, 1 the highest."""

    level: int


Awarder = Literal["employer", "evaluator"]
"""Who may award a rank: an employer to its own people, or a filed training and evaluation organisation."""


class Rank(Cited, frozen=True, kw_only=True):
    """A rung of the ladder of eight; the first and the last two are given by employers, not examined."""

    rank: int
    zh: str
    en: str
    awarded_by: tuple[Awarder, ...]
    level: int | None = None

    @property
    def label(self) -> Text:
        """The name in the reader's language."""
        return text(self.en)

    @property
    def employer_only(self) -> bool:
        """Whether nobody but an employer may award it."""
        return self.awarded_by == ("employer",)


class Function(Cited, frozen=True, kw_only=True):
    """A 职业功能 of an edition and the levels that have it."""

    zh: str
    en: str
    levels: tuple[int, ...]

    @property
    def label(self) -> Text:
        """The name in the reader's language."""
        return text(self.en)


class Edition(Cited, frozen=True, kw_only=True):
    """An edition of an occupation's standard, under the name the occupation then had."""

    edition: str
    year: int
    zh: str
    en: str
    levels: tuple[int, ...]
    generation: Generation
    functions: tuple[Function, ...]
    superseded_by: str | None = None
    in_use: bool = True

    @property
    def label(self) -> Text:
        """The name of the occupation in this edition."""
        return text(self.en)


class Occupation(Named, frozen=True, kw_only=True):
    """An occupation of the national classification (国家职业分类大典)."""

    code: str
    related: tuple[str, ...]
    editions: tuple[Edition, ...]


class Programme(Cited, frozen=True, kw_only=True):
    """A programme of a school that leads to occupations."""

    code: str
    zh: str
    en: str
    school: Literal["secondary", "higher_vocational", "vocational_bachelor"]
    occupations: tuple[str, ...]
    formerly: tuple[str, ...] = ()

    @property
    def label(self) -> Text:
        """The name in the reader's language."""
        return text(self.en)


class _Levels(msgspec.Struct, frozen=True):
    levels: tuple[Level, ...]
    ranks: tuple[Rank, ...]


class _Occupations(msgspec.Struct, frozen=True):
    occupations: tuple[Occupation, ...]
    programmes: tuple[Programme, ...]


_LEVELS = read_toml(__name__, "levels.toml", _Levels)
_OCCUPATIONS = read_toml(__name__, "occupations.toml", _Occupations)

LEVELS = {level.level: level for level in _LEVELS.levels}
RANKS = _LEVELS.ranks
OCCUPATIONS = {occupation.code: occupation for occupation in _OCCUPATIONS.occupations}
PROGRAMMES = {programme.code: programme for programme in _OCCUPATIONS.programmes}


def occupation(code: str) -> Occupation:
    """The occupation with this code; `NotFound` when the classification has none."""
    if found := OCCUPATIONS.get(code):
        return found
    raise NotFound(text("There is no occupation with the code {code}.", code=code))
