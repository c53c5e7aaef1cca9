"""What the self-checks tell the floors above, inside the transaction in which it is written down."""

from __future__ import annotations

from uuid import UUID

import msgspec

from foundation.text import Text


class AlarmOpened(msgspec.Struct, frozen=True):
    """Something is not in order that was before; with `stops`, nothing is issued until it is mended."""

    alarm_id: UUID
    check: Text
    said: Text
    stops: bool
