"""From which figures on an item is looked at, read once from the table beside this file."""

from __future__ import annotations

import msgspec

from foundation.rulebook import Parameter, read_toml


class Limits(msgspec.Struct, frozen=True):
    """Shares are in percent, coefficients in hundredths."""

    candidates_least: Parameter
    easy: Parameter
    hard: Parameter
    discrimination_least: Parameter
    distractor_least: Parameter
    reliability_least: Parameter
    group: Parameter


LIMITS = read_toml(__name__, "limits.toml", Limits)
