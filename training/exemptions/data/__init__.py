"""The rules of exemption and credit transfer, read once from the table beside this file."""

from __future__ import annotations

import msgspec

from foundation.rulebook import CitedRule, read_toml


class _Table(msgspec.Struct, frozen=True):
    rules: tuple[CitedRule, ...]


EXEMPTION_RULES = {one.id: one for one in read_toml(__name__, "rules.toml", _Table).rules}
