"""The objections in a session, and what those that were upheld ask for."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal

import msgspec

from foundation.database import fetch, fetchval


class ObjectionView(msgspec.Struct, frozen=True):
    """An objection as pages show it."""

    id: uuid.UUID
    public_id: str
    entry_id: uuid.UUID
    entry_public_id: str
    ticket_no: str
    name: str
    raised_by: str
    raised_on: date
    content: str
    recorded_by: uuid.UUID
    recorded_by_name: str | None
    decided_by: uuid.UUID | None
    decided_by_name: str | None
    decided_at: datetime | None
    verdict: str | None
    answer: str
    remedy: str | None
    component: str | None
    points: Decimal | None
    document: str
    carried_out_by_name: str | None
    carried_out_at: datetime | None

    @property
    def pending(self) -> bool:
        """Whether new marks, or the writing of the score that was fixed, are still to come."""
        return self.remedy is not None and self.carried_out_at is None


class Round(msgspec.Struct, frozen=True):
    """Within this objection a practical score is marked anew; `open` until both marks are there.

    `first`: the candidate was recorded as absent by mistake; the marks are the first ones.
    """

    objection_id: uuid.UUID
    decided_by: uuid.UUID
    open: bool
    reason: str
    first: bool = False


_OBJECTIONS = """
SELECT o.id, o.public_id, o.entry_id, n.public_id AS entry_public_id, n.ticket_no, p.name, o.raised_by,
       o.raised_on, o.content, o.recorded_by, a.name AS recorded_by_name, o.decided_by,
       b.name AS decided_by_name, o.decided_at, o.verdict, o.answer, o.remedy, o.component, o.points,
       o.document, c.name AS carried_out_by_name, o.carried_out_at
  FROM evaluation_objection o
  JOIN evaluation_entry n ON n.id = o.entry_id JOIN person p ON p.id = n.person_id
  LEFT JOIN account a ON a.id = o.recorded_by LEFT JOIN account b ON b.id = o.decided_by
  LEFT JOIN account c ON c.id = o.carried_out_by
"""
_ROUNDS = """
SELECT DISTINCT ON (o.entry_id) o.entry_id, o.id AS objection_id, o.decided_by,
       o.carried_out_at IS NULL AS open, o.answer AS reason, o.remedy = 'present' AS first
  FROM evaluation_objection o JOIN evaluation_entry n ON n.id = o.entry_id
 WHERE n.session_id = $1 AND o.remedy IN ('remark', 'present') AND o.component = $2
 ORDER BY o.entry_id, o.decided_at DESC, o.id DESC
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


async def not_carried_out(session_id: uuid.UUID) -> int:
    """How many were upheld and wait for new marks or for the writing of the score that was fixed."""
    found: int = await fetchval(
        "SELECT count(*)::int FROM evaluation_objection o JOIN evaluation_entry n ON n.id = o.entry_id"
        " WHERE n.session_id = $1 AND o.remedy IS NOT NULL AND o.carried_out_at IS NULL"
        " AND n.status <> 'annulled'",
        session_id,
    )
    return found


async def rounds_of(session_id: uuid.UUID, component: str = "skill") -> dict[uuid.UUID, Round]:
    """The last round of new marks by entry, whether it is under way or done."""
    rows = [dict(row) for row in await fetch(_ROUNDS, session_id, component)]
    return {row.pop("entry_id"): Round(**row) for row in rows}


async def marked_anew(session_id: uuid.UUID) -> bool:
    """Whether any score is being marked anew, or for the first time after the publicity."""
    rounds = [*(await rounds_of(session_id)).values(), *(await rounds_of(session_id, "review")).values()]
    return any(one.open for one in rounds)
