"""From which figures on papers raise an alarm, read once from the table beside this file."""

from __future__ import annotations

import msgspec

from foundation.rulebook import Parameter, read_toml


class Limits(msgspec.Struct, frozen=True):
    """None of them holds before the office in charge has confirmed it."""

    same_paper_sessions: Parameter
    same_minute_papers: Parameter
    same_minute_before_end: Parameter
    version_sessions: Parameter


LIMITS = read_toml(__name__, "limits.toml", Limits)
