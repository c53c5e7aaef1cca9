"""What upper floors hear of exemptions."""

from __future__ import annotations

import uuid

import msgspec


class ExemptionRevoked(msgspec.Struct, frozen=True):
    """An exemption counts no more; what was made from the training stays as it is."""

    exemption_id: uuid.UUID
    enrolment_id: uuid.UUID
