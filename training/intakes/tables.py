"""A college's plan for a programme and a year, with how many came."""

from __future__ import annotations

from piccolo.columns import UUID, Integer, SmallInt, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class IntakePlan(Table, db=ENGINE, tablename="intake_plan"):
    """`admitted` is empty until the college has counted."""

    id = UUID(primary_key=True, default=None)
    college_id = UUID(default=None)
    programme_code = Text(default=None)
    year = SmallInt(default=None)
    planned = Integer(default=None)
    admitted = Integer(default=None, null=True)
    note = Text(default="")
    changed_by = UUID(default=None)
    changed_at = Timestamptz(default=None)
