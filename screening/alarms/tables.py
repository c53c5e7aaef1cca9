"""What each self-check found last, and the alarms that were opened and ended."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Boolean, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class SelfCheck(Table, db=ENGINE, tablename="screening_self_check"):
    """The last result of one check."""

    name = Text(primary_key=True, default=None)
    state = Text(default=None)
    said = JSONB(default=None, null=True)
    checked_at = Timestamptz(default=None)


class Alarm(Table, db=ENGINE, tablename="screening_alarm"):
    """Something that was not in order, from when to when; it names nobody."""

    id = UUID(primary_key=True, default=None)
    kind = Text(default=None)
    stops = Boolean(default=None)
    said = JSONB(default=None)
    opened_at = Timestamptz(default=None)
    last_seen_at = Timestamptz(default=None)
    ended_at = Timestamptz(default=None, null=True)
