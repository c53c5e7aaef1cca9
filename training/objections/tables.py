"""Objections against results."""

from __future__ import annotations

from piccolo.columns import UUID, Date, Numeric, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class EvaluationObjection(Table, db=ENGINE, tablename="evaluation_objection"):
    """Who objected to which result, and what became of it."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    entry_id = UUID(default=None)
    raised_by = Text(default=None)
    raised_on = Date(default=None)
    content = Text(default=None)
    recorded_by = UUID(default=None)
    recorded_at = Timestamptz(default=None)
    decided_by = UUID(default=None, null=True)
    decided_at = Timestamptz(default=None, null=True)
    verdict = Text(default=None, null=True)
    answer = Text(default="")
    remedy = Text(default=None, null=True)
    component = Text(default=None, null=True)
    points = Numeric(digits=(5, 2), default=None, null=True)
    document = Text(default="")
    carried_out_by = UUID(default=None, null=True)
    carried_out_at = Timestamptz(default=None, null=True)
