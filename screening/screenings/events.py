"""What screening tells the floors above, inside the transaction in which it happens."""

from __future__ import annotations

from uuid import UUID

import msgspec


class MatchOpened(msgspec.Struct, frozen=True):
    """A person may be, or is, on the ban register; certificates are on hold from this moment."""

    match_id: UUID
    person_id: UUID
    ban_id: UUID
    strength: str


class MatchResolved(msgspec.Struct, frozen=True):
    """Two persons have decided: `cleared`, `confirmed`; or the ban behind it has `ended`."""

    match_id: UUID
    person_id: UUID
    ban_id: UUID
    state: str
