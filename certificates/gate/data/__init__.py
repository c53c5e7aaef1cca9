"""The rules behind the five lines of the gate, read once from the table beside this file."""

from __future__ import annotations

import msgspec

from foundation.rulebook import CitedRule, read_toml


class GateRules(msgspec.Struct, frozen=True):
    """One rule for each line."""

    taught: CitedRule
    placed: CitedRule
    assessed: CitedRule
    identity: CitedRule
    screened: CitedRule


GATE_RULES = read_toml(__name__, "rules.toml", GateRules)
