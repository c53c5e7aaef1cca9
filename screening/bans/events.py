"""What the ban register tells the floors above, inside the transaction in which it happens."""

from __future__ import annotations

from uuid import UUID

import msgspec


class BanEnded(msgspec.Struct, frozen=True):
    """A ban was lifted or not entered: what it held may be looked at again."""

    ban_id: UUID
