"""What forms about people suggest, read once."""

from __future__ import annotations

import msgspec

from foundation.rulebook import read_toml


class _Choices(msgspec.Struct, frozen=True):
    ethnic_groups: tuple[str, ...]
    schooling: tuple[str, ...]


_CHOICES = read_toml(__name__, "choices.toml", _Choices)
ETHNIC_GROUPS = _CHOICES.ethnic_groups
SCHOOLING = _CHOICES.schooling
