"""The reasons a verdict may rest on, and how long it may take; read once from the tables beside this file."""

from __future__ import annotations

from typing import Literal

import msgspec

from foundation.rulebook import Parameter, read_toml
from foundation.text import Text, text


class Reason(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A reason, and the verdict it may be given for."""

    code: str
    verdict: Literal["same", "different", "unsure"]
    zh: str
    en: str

    @property
    def label(self) -> Text:
        """The name in the reader's language."""
        return text(self.en)


class _Table(msgspec.Struct, frozen=True):
    reasons: tuple[Reason, ...]


REASONS = {reason.code: reason for reason in read_toml(__name__, "reasons.toml", _Table).reasons}

DEADLINES = read_toml(__name__, "deadlines.toml", dict[str, Parameter])
