"""Looks at alarms."""

from __future__ import annotations

from piccolo.columns import UUID, SmallInt, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class AlarmLook(Table, db=ENGINE, tablename="evaluation_alarm_look"):
    """Who has looked at an alarm and what they found; the second look sets it aside."""

    id = UUID(primary_key=True, default=None)
    session_id = UUID(default=None)
    alarm = Text(default=None)
    kind = Text(default=None)
    said = Text(default=None)
    look = SmallInt(default=None)
    note = Text(default=None)
    looked_by = UUID(default=None)
    looked_at = Timestamptz(default=None)
