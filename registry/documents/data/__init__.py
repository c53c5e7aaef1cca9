"""The kinds of identity document, read once from the table beside this file."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Literal

import msgspec

from foundation.errors import Confidence
from foundation.text import Text, text

Shape = Literal[
    "resident",
    "foreign_resident",
    "foreign_resident_2017",
    "hong_kong_macao_permit",
    "taiwan_permit",
    "passport",
    "other",
]


class DocumentKind(msgspec.Struct, frozen=True):
    """A kind of identity document: its code, its names and the shape of its number."""

    code: str
    zh: str
    en: str
    shape: Shape
    confidence: Confidence
    document: str = ""
    aliases: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()

    @property
    def label(self) -> Text:
        """The name in the reader's language."""
        return text(self.en)


class AgeWindow(msgspec.Struct, frozen=True):
    """Ages outside which a birth date is worth a second look."""

    youngest: int
    oldest: int
    document: str
    confidence: Confidence
    needs_confirm: bool


class _Kinds(msgspec.Struct, frozen=True):
    age: AgeWindow
    kinds: tuple[DocumentKind, ...]


def _read(name: str) -> str:
    return files(__name__).joinpath(name).read_text("utf-8")


_TABLE = msgspec.convert(tomllib.loads(_read("document_kinds.toml")), _Kinds)
AGE_WINDOW = _TABLE.age
DOCUMENT_KINDS = {kind.code: kind for kind in _TABLE.kinds}
