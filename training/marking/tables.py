"""Marks as assessors give them."""

from __future__ import annotations

from piccolo.columns import UUID, Boolean, Numeric, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class PracticalMark(Table, db=ENGINE, tablename="practical_mark"):
    """One assessor's mark of one candidate in one component; never changed; given anew in an objection."""

    id = UUID(primary_key=True, default=None)
    entry_id = UUID(default=None)
    component = Text(default=None)
    assessor_id = UUID(default=None)
    points = Numeric(digits=(5, 2), default=None)
    settles = Boolean(default=False)
    reason = Text(default="")
    entered_at = Timestamptz(default=None)
    objection_id = UUID(default=None, null=True)
