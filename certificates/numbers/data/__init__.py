"""The letters that open a certificate number, read once from the table beside this file."""

from __future__ import annotations

import msgspec

from foundation.rulebook import Cited, read_toml
from foundation.text import Text, text


class Letter(Cited, frozen=True, kw_only=True):
    """The first place of a number: which kind of body evaluated."""

    letter: str
    zh: str
    en: str

    @property
    def label(self) -> Text:
        """The name in the reader's language."""
        return text(self.en)


class _Letters(msgspec.Struct, frozen=True):
    letters: tuple[Letter, ...]


LETTERS = {entry.letter: entry for entry in read_toml(__name__, "letters.toml", _Letters).letters}
