"""Kinds of subsidy and the conditions of a claim, read once from the table beside this file."""

from __future__ import annotations

from typing import Final

import msgspec

from foundation.rulebook import Cited, CitedRule, Parameter, read_toml
from foundation.text import Text, text


class Kind(Cited, frozen=True, kw_only=True):
    """One kind of subsidy; its numbers only suggest until they are confirmed."""

    code: str
    zh: str
    en: str
    per_year: Parameter
    window: Parameter
    amounts: dict[str, Parameter]

    @property
    def label(self) -> Text:
        """The name in the reader's language."""
        return text(self.en)


class _Table(msgspec.Struct, frozen=True):
    rules: tuple[CitedRule, ...]
    kinds: tuple[Kind, ...]


_READ: Final = read_toml(__name__, "rules.toml", _Table)
KINDS: Final = {kind.code: kind for kind in _READ.kinds}
RULES: Final = {row.id: row.rule for row in _READ.rules}
