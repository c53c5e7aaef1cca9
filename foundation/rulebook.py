"""Dated, cited rule data: what every row of it says of itself, and how a table beside the code is read."""

from __future__ import annotations

import csv
import tomllib
from datetime import date
from importlib.resources import files
from typing import Any, TypeVar

import msgspec

from foundation.errors import Confidence, Rule
from foundation.text import text

T = TypeVar("T")


class Cited(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a row comes from, how sure it is and when it holds.

    Confidence: V verified in a public copy, VS in a secondary copy, K general knowledge, U unsure.
    Whatever is VS or U must carry `needs_confirm`: it is a parameter until somebody has seen the original.
    """

    document: str = ""
    article: str = ""
    confidence: Confidence = "K"
    needs_confirm: bool = False
    effective_from: date | None = None
    effective_to: date | None = None

    def __post_init__(self) -> None:
        if self.confidence in ("VS", "U") and not self.needs_confirm:
            raise ValueError(f"confidence {self.confidence} without needs_confirm")

    def in_force(self, day: date) -> bool:
        """Whether the row holds on that day; the last day counts."""
        begun = self.effective_from is None or self.effective_from <= day
        return begun and (self.effective_to is None or day <= self.effective_to)


class Parameter(Cited, frozen=True, kw_only=True):
    """A number that an administrator may set; `value` is what holds until then."""

    value: int
    unit: str = ""


class CitedRule(Cited, frozen=True, kw_only=True):
    """A rule as a table states it; `title` is English and the key of the catalogues."""

    id: str
    title: str

    @property
    def rule(self) -> Rule:
        """The rule as it is shown wherever it decides."""
        return Rule(self.id, text(self.title), self.document, self.article, self.confidence)


def read_file(package: str, name: str) -> str:
    """The file beside the code of a package, wherever it is installed."""
    return files(package).joinpath(name).read_text("utf-8")


def read_toml(package: str, name: str, into: type[T]) -> T:
    """A TOML file as the given frozen type; a missing key is an error at start."""
    return msgspec.convert(tomllib.loads(read_file(package, name)), into)


def read_csv(package: str, name: str, into: type[T]) -> tuple[T, ...]:
    """The rows of a CSV file as the given frozen type; an empty cell takes the default of its column."""
    rows: list[dict[str, Any]] = list(csv.DictReader(read_file(package, name).splitlines()))
    filled = ({column: cell for column, cell in row.items() if cell} for row in rows)
    return tuple(msgspec.convert(row, into, strict=False) for row in filled)
