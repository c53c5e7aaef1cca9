"""Who has signed the pledge, when, and in which version."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from foundation.database import fetch
from training.pledges.data import PLEDGES


class SignedPledge(msgspec.Struct, frozen=True, kw_only=True):
    """A signature under a version."""

    enrolment_id: uuid.UUID
    version: str
    digest: bytes
    signed_name: str
    signed_on: date
    recorded_by: str | None
    recorded_at: datetime

    @property
    def intact(self) -> bool:
        """Whether the words of that version are still those that were signed."""
        known = PLEDGES.get(self.version)
        return known is not None and known.digest == self.digest


_PLEDGES = """
SELECT g.enrolment_id, g.version, g.digest, g.signed_name, g.signed_on, a.name AS recorded_by, g.recorded_at
  FROM pledge g LEFT JOIN account a ON a.id = g.recorded_by
 WHERE g.enrolment_id = ANY($1::uuid[]) ORDER BY g.signed_on, g.id
"""


async def pledges_of(enrolment_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, SignedPledge]:
    """The newest signature of each of these that has one; one query for all."""
    rows = await fetch(_PLEDGES, list(enrolment_ids))
    return {row["enrolment_id"]: SignedPledge(**dict(row)) for row in rows}
