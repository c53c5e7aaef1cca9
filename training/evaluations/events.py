"""What upper floors hear of evaluations."""

from __future__ import annotations

import uuid
from datetime import date

import msgspec


class PublicityLengthened(msgspec.Struct, frozen=True):
    """Results stay publicised longer than was announced, by a calendar that was corrected."""

    session_id: uuid.UUID
    public_id: str
    evaluator_id: uuid.UUID
    name: str
    until: date
    year: int
