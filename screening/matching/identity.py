"""What is compared: everything by which a person may be known."""

from __future__ import annotations

from datetime import date

import msgspec

from registry.documents.rules import Sex


class Document(msgspec.Struct, frozen=True):
    """A document as it was recorded: its kind, 01 to 09, and its number."""

    kind: str
    number: str


class Identity(msgspec.Struct, frozen=True):
    """Everything by which a person may be known: every name ever borne, every document, every birth date.

    `partial_births` are dates of which only the year, or year and month, are known: 1990, 1990-05.
    """

    names: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()
    birth_dates: tuple[date, ...] = ()
    sex: Sex | None = None
    partial_births: tuple[str, ...] = ()
