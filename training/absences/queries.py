"""Reads of corrections of absences."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import msgspec

from curricula.standards.data import COMPONENT_LABELS
from foundation.database import fetch, fetchval
from foundation.text import Text


class CorrectionView(msgspec.Struct, frozen=True, kw_only=True):
    """A correction with who asked for it and who decided."""

    id: uuid.UUID
    public_id: str
    entry_id: uuid.UUID
    entry_public_id: str
    ticket_no: str
    name: str
    component: str
    reason: str
    requested_by: uuid.UUID
    requested_by_name: str | None
    requested_at: datetime
    decided_by: uuid.UUID | None
    decided_by_name: str | None
    decided_at: datetime | None
    verdict: str | None
    answer: str

    @property
    def waiting(self) -> bool:
        """Whether the second person has not looked yet."""
        return self.verdict is None

    @property
    def label(self) -> Text:
        """The name of the component."""
        return next(label for kind, label in COMPONENT_LABELS.items() if kind == self.component)


_SELECT = """
SELECT c.id, c.public_id, c.entry_id, n.public_id AS entry_public_id, n.ticket_no, p.name, c.component,
       c.reason, c.requested_by, a.name AS requested_by_name, c.requested_at, c.decided_by,
       b.name AS decided_by_name, c.decided_at, c.verdict, c.answer
  FROM absence_correction c JOIN evaluation_entry n ON n.id = c.entry_id JOIN person p ON p.id = n.person_id
  LEFT JOIN account a ON a.id = c.requested_by LEFT JOIN account b ON b.id = c.decided_by
"""
_ORDER = " ORDER BY c.verdict IS NOT NULL, c.requested_at, c.id"


async def corrections_of(session_id: uuid.UUID) -> list[CorrectionView]:
    """Every correction in a session, those that wait first."""
    return _views(await fetch(_SELECT + " WHERE n.session_id = $1" + _ORDER, session_id))


async def corrections_of_entry(entry_id: uuid.UUID) -> list[CorrectionView]:
    """Those of one candidate."""
    return _views(await fetch(_SELECT + " WHERE n.id = $1" + _ORDER, entry_id))


async def waiting_corrections(session_id: uuid.UUID) -> int:
    """How many wait for the second person."""
    found: int = await fetchval(
        "SELECT count(*)::int FROM absence_correction c JOIN evaluation_entry n ON n.id = c.entry_id"
        " WHERE n.session_id = $1 AND c.verdict IS NULL AND n.status <> 'annulled'",
        session_id,
    )
    return found


def _views(rows: list[Any]) -> list[CorrectionView]:
    return [CorrectionView(**dict(row)) for row in rows]
