"""The roles and what each of them may do, read once."""

from __future__ import annotations

import msgspec

from foundation.rulebook import read_toml
from foundation.text import Text, text


class Role(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody is for an organisation; `permissions` by floor, flattened by `allows`."""

    code: str
    zh: str
    en: str
    kinds: tuple[str, ...]
    purpose: str
    permissions: dict[str, tuple[str, ...]]
    registers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for floor, granted in self.permissions.items():
            strange = [one for one in granted if one.count(".") != 2 or not one.startswith(f"{floor}.")]
            if strange or len(set(granted)) != len(granted):
                raise ValueError(f"role {self.code}: {strange or 'doubled permissions'} under {floor}")

    @property
    def label(self) -> Text:
        """The name in the reader's language."""
        return text(self.en)

    @property
    def allows(self) -> frozenset[str]:
        """Every permission of the role."""
        return frozenset(one for granted in self.permissions.values() for one in granted)

    def exists_in(self, organisation_kind: str) -> bool:
        """Whether organisations of that kind have the role."""
        return not self.kinds or organisation_kind in self.kinds


class Purpose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What look-ups in a role are for; the English words are what the history keeps."""

    zh: str
    en: str

    @property
    def label(self) -> Text:
        """The words in the reader's language."""
        return text(self.en)


class _Roles(msgspec.Struct, frozen=True):
    purposes: tuple[Purpose, ...]
    roles: tuple[Role, ...]

    def __post_init__(self) -> None:
        named = {purpose.en for purpose in self.purposes}
        if strange := [role.code for role in self.roles if role.purpose not in named]:
            raise ValueError(f"roles with a purpose that is not listed: {strange}")


_TABLE = read_toml(__name__, "roles.toml", _Roles)
PURPOSES = {purpose.en: purpose for purpose in _TABLE.purposes}
ROLES = {role.code: role for role in _TABLE.roles}
PERMISSIONS = frozenset().union(*(role.allows for role in ROLES.values()))
