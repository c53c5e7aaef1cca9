"""Why an enrolment ends early and how long it may rest, read once from the table beside this file."""

from __future__ import annotations

import msgspec

from foundation.rulebook import Parameter, read_toml
from foundation.text import Text, text


class Reason(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A reason to leave."""

    code: str
    zh: str
    en: str

    @property
    def label(self) -> Text:
        """The name in the reader's language."""
        return text(self.en)


class Trigger(Reason, frozen=True):
    """Which side brought the end about, and the reasons it can have."""

    reasons: tuple[Reason, ...]


class _Table(msgspec.Struct, frozen=True):
    longest_deferral: Parameter
    triggers: tuple[Trigger, ...]


_TABLE = read_toml(__name__, "rules.toml", _Table)
LONGEST_DEFERRAL = _TABLE.longest_deferral
TRIGGERS = {trigger.code: trigger for trigger in _TABLE.triggers}
