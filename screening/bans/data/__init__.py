"""Kinds of ban with their basis, term and remedies, and the words for roles and scopes, read once."""

from __future__ import annotations

from typing import Literal

import msgspec

from foundation.rulebook import Cited, Parameter, read_toml
from foundation.text import Text, text

Term = Literal["lifetime", "years", "as_stated", "while_record_stands"]


class Word(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of a code list."""

    code: str
    zh: str
    en: str

    @property
    def label(self) -> Text:
        """The name in the reader's language."""
        return text(self.en)


class Remedy(Cited, frozen=True, kw_only=True):
    """What a banned person can do; days or months count from service, neither means without limit."""

    code: str
    zh: str
    en: str
    days: int | None = None
    months: int | None = None

    @property
    def label(self) -> Text:
        """The name in the reader's language."""
        return text(self.en)


class BanKind(Cited, frozen=True, kw_only=True):
    """A kind of ban: its legal basis, who decides it, for how long, and the remedies against it."""

    kind: str
    zh: str
    en: str
    decided_by: tuple[str, ...]
    term: Term
    remedies: tuple[str, ...]
    least_years: int | None = None
    most_years: int | None = None
    registered: bool = True

    @property
    def label(self) -> Text:
        """The name in the reader's language."""
        return text(self.en)


class _Table(msgspec.Struct, frozen=True):
    kinds: tuple[BanKind, ...]
    scopes: tuple[Word, ...]
    roles: tuple[Word, ...]
    channels: tuple[Word, ...]
    remedies: tuple[Remedy, ...]


_TABLE = read_toml(__name__, "ban_kinds.toml", _Table)
BAN_KINDS = {kind.kind: kind for kind in _TABLE.kinds}
SCOPES = {word.code: word for word in _TABLE.scopes}
ROLES = {word.code: word for word in _TABLE.roles}
CHANNELS = {word.code: word for word in _TABLE.channels}
DEADLINES = read_toml(__name__, "deadlines.toml", dict[str, Parameter])
REMEDIES = {remedy.code: remedy for remedy in _TABLE.remedies}
