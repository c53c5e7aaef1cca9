"""The amendment that waits for a second person, opened."""

from __future__ import annotations

import uuid
from datetime import datetime

import msgspec

from foundation.database import fetchrow
from foundation.sealing import unseal
from screening.bans.rules import Draft

SEALED_IN = "ban_amendment.draft"


class Amendment(msgspec.Struct, frozen=True):
    """An amendment as it was proposed: the whole entry as it will be, and by which document."""

    id: uuid.UUID
    public_id: str
    draft: Draft
    document_no: str
    authority_name: str
    reason: str
    proposed_by: uuid.UUID
    proposer_name: str
    proposed_at: datetime


_OPEN = """
SELECT a.id, a.public_id, a.draft_sealed, a.document_no, a.authority_name, a.reason, a.proposed_by,
       coalesce(c.name, '') AS proposer_name, a.proposed_at
  FROM ban_amendment a LEFT JOIN account c ON c.id = a.proposed_by
 WHERE a.ban_id = $1 AND a.verdict IS NULL
"""


async def open_amendment(ban_id: uuid.UUID) -> Amendment | None:
    """What waits for a second person, if anything does; whoever asks has found the entry in their area."""
    row = await fetchrow(_OPEN, ban_id)
    if row is None:
        return None
    values = dict(row)
    sealed = bytes(values.pop("draft_sealed"))
    return Amendment(**values, draft=msgspec.json.decode(unseal(sealed, SEALED_IN), type=Draft))
