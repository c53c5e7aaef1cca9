"""The clocks of record checks and the rules behind them, read once from the tables beside this file."""

from __future__ import annotations

import msgspec

from foundation.rulebook import CitedRule, Parameter, read_toml


class _Rules(msgspec.Struct, frozen=True):
    rules: tuple[CitedRule, ...]


CLOCKS = read_toml(__name__, "clocks.toml", dict[str, Parameter])
RULES = {one.id: one.rule for one in read_toml(__name__, "rules.toml", _Rules).rules}
