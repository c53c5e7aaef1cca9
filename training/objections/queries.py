"""The objections in a session."""

from __future__ import annotations

import uuid
from datetime import date, datetime

import msgspec

from foundation.database import fetch, fetchval


class ObjectionView(msgspec.Struct, frozen=True):
    """An objection as pages show it."""

    id: uuid.UUID
    public_id: str
    entry_public_id: str
    ticket_no: str
    name: str
    raised_by: str
    raised_on: date
    content: str
    recorded_by: uuid.UUID
    recorded_by_name: str | None
    decided_by_name: str | None
    decided_at: datetime | None
    verdict: str | None
    answer: str


_OBJECTIONS = """
SELECT o.id, o.public_id, n.public_id AS entry_public_id, n.ticket_no, p.name, o.raised_by, o.raised_on,
       o.content, o.recorded_by, a.name AS recorded_by_name, b.name AS decided_by_name, o.decided_at,
       o.verdict, o.answer
  FROM evaluation_objection o
  JOIN evaluation_entry n ON n.id = o.entry_id JOIN person p ON p.id = n.person_id
  LEFT JOIN account a ON a.id = o.recorded_by LEFT JOIN account b ON b.id = o.decided_by
"""


async def objections_of(session_id: uuid.UUID) -> list[ObjectionView]:
    """Every objection in a session, open ones first."""
    rows = await fetch(
        _OBJECTIONS + " WHERE n.session_id = $1 ORDER BY o.verdict IS NOT NULL, o.raised_on, o.id", session_id
    )
    return [ObjectionView(**dict(row)) for row in rows]


async def open_objections(session_id: uuid.UUID) -> int:
    """How many wait for an answer."""
    found: int = await fetchval(
        "SELECT count(*)::int FROM evaluation_objection o JOIN evaluation_entry n ON n.id = o.entry_id"
        " WHERE n.session_id = $1 AND o.verdict IS NULL",
        session_id,
    )
    return found
