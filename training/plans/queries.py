"""The plans of a session, newest first."""

from __future__ import annotations

import uuid
from datetime import datetime

import msgspec

from foundation.database import fetch


class PlanView(msgspec.Struct, frozen=True):
    """A plan as pages show it."""

    id: uuid.UUID
    public_id: str
    session_id: uuid.UUID
    candidates: int
    note: str
    submitted_by: uuid.UUID
    submitted_by_name: str
    submitted_at: datetime
    answered_by_name: str | None
    answered_for_name: str | None
    answered_at: datetime | None
    verdict: str | None
    filing_no: str
    reason: str


_PLANS = """
SELECT p.id, p.public_id, p.session_id, p.candidates, p.note, p.submitted_by,
       coalesce(a.name, '') AS submitted_by_name, p.submitted_at, b.name AS answered_by_name,
       o.name AS answered_for_name, p.answered_at, p.verdict, p.filing_no, p.reason
  FROM evaluation_plan p
  LEFT JOIN account a ON a.id = p.submitted_by
  LEFT JOIN account b ON b.id = p.answered_by
  LEFT JOIN organisation o ON o.id = p.answered_for
 WHERE p.session_id = $1 ORDER BY p.submitted_at DESC, p.id DESC
"""


async def plans_of(session_id: uuid.UUID) -> list[PlanView]:
    """Every plan that was submitted for a session."""
    return [PlanView(**dict(row)) for row in await fetch(_PLANS, session_id)]


async def standing_plan(session_id: uuid.UUID) -> PlanView | None:
    """The plan that is on file or waits for its answer."""
    return next((one for one in await plans_of(session_id) if one.verdict != "returned"), None)
