"""Who acts, for which organisation, in which role, within which area, and for what purpose."""

from __future__ import annotations

import uuid
from typing import Final

import msgspec

from foundation.errors import Forbidden
from foundation.text import text


class Actor(msgspec.Struct, frozen=True):
    """One account acting in one role for one organisation; made anew for every request or job."""

    account_id: uuid.UUID
    name: str
    organisation_id: uuid.UUID
    organisation_name: str
    organisation_kind: str
    area_code: str
    role: str
    permissions: frozenset[str]
    purpose: str = ""

    def may(self, permission: str) -> bool:
        """Whether the role carries the permission."""
        return permission in self.permissions

    def require(self, permission: str) -> None:
        """Raise `Forbidden` unless the role carries the permission."""
        if not self.may(permission):
            raise Forbidden(
                text("Your role does not include this step."),
                remedy=text("Ask your organisation's account administrator."),
            )

    @property
    def area_prefix(self) -> str:
        """The part of GB/T 2260 codes that lie within the actor's area: '36', '3601' or '360102'."""
        code = self.area_code
        if code.endswith("0000"):
            return code[:2]
        return code[:4] if code.endswith("00") else code


_NOBODY: Final = uuid.UUID(int=0)

#: The system itself, for work that no person asked for (nightly sweeps, retro-screening).
SYSTEM: Final = Actor(
    account_id=_NOBODY,
    name="system",
    organisation_id=_NOBODY,
    organisation_name="",
    organisation_kind="system",
    area_code="",
    role="system",
    permissions=frozenset(),
)
