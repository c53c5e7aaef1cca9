"""What upper floors are told about people, within the same transaction."""

from __future__ import annotations

from uuid import UUID

import msgspec


class IdentityRecorded(msgspec.Struct, frozen=True):
    """A person was registered, or something that identifies them has changed."""

    person_id: UUID
