"""The papers of a filing, read once from the table beside this file."""

from __future__ import annotations

import msgspec

from foundation.rulebook import Cited, read_toml
from foundation.text import Text, text


class Paper(Cited, frozen=True, kw_only=True):
    """A scan that is handed in."""

    code: str
    en: str
    zh: str
    required: bool

    @property
    def label(self) -> Text:
        """The name in the reader's language."""
        return text(self.en)


class _Papers(msgspec.Struct, frozen=True):
    papers: tuple[Paper, ...]


PAPERS = {paper.code: paper for paper in read_toml(__name__, "papers.toml", _Papers).papers}
