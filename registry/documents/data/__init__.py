"""The kinds of identity document, read once from the table beside this file."""

from __future__ import annotations

from typing import Literal

import msgspec

from foundation.rulebook import Cited, read_toml
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


class DocumentKind(Cited, frozen=True, kw_only=True):
    """A kind of identity document: its code, its names and the shape of its number."""

    code: str
    zh: str
    en: str
    shape: Shape
    aliases: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()

    @property
    def label(self) -> Text:
        """The name in the reader's language."""
        return text(self.en)


class AgeWindow(Cited, frozen=True, kw_only=True):
    """Ages outside which a birth date is worth a second look."""

    youngest: int
    oldest: int


class _Kinds(msgspec.Struct, frozen=True):
    age: AgeWindow
    kinds: tuple[DocumentKind, ...]


_TABLE = read_toml(__name__, "document_kinds.toml", _Kinds)
AGE_WINDOW = _TABLE.age
DOCUMENT_KINDS = {kind.code: kind for kind in _TABLE.kinds}
