"""Plans of sessions and what the office has answered."""

from __future__ import annotations

from piccolo.columns import UUID, Integer, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class EvaluationPlan(Table, db=ENGINE, tablename="evaluation_plan"):
    """A plan as it was submitted; filed under a number, or returned with a reason."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    session_id = UUID(default=None)
    candidates = Integer(default=None)
    note = Text(default="")
    submitted_by = UUID(default=None)
    submitted_at = Timestamptz(default=None)
    answered_by = UUID(default=None, null=True)
    answered_for = UUID(default=None, null=True)
    answered_at = Timestamptz(default=None, null=True)
    verdict = Text(default=None, null=True)
    filing_no = Text(default="")
    reason = Text(default="")
