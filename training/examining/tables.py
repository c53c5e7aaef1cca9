"""Rooms, seats, staff, recusals and incidents of sessions."""

from __future__ import annotations

from piccolo.columns import UUID, Boolean, Integer, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class EvaluationRoom(Table, db=ENGINE, tablename="evaluation_room"):
    """A room in which one component is examined."""

    id = UUID(primary_key=True, default=None)
    session_id = UUID(default=None)
    component = Text(default=None)
    name = Text(default=None)
    begins_at = Timestamptz(default=None)
    minutes = Integer(default=None)
    seats = Integer(default=None)


class EvaluationStaff(Table, db=ENGINE, tablename="evaluation_staff"):
    """Who watches or assesses in a session."""

    id = UUID(primary_key=True, default=None)
    session_id = UUID(default=None)
    account_id = UUID(default=None)
    duty = Text(default=None)
    room_id = UUID(default=None, null=True)
    promised_at = Timestamptz(default=None, null=True)
    appointed_by = UUID(default=None)
    appointed_at = Timestamptz(default=None)


class EvaluationRecusal(Table, db=ENGINE, tablename="evaluation_recusal"):
    """A candidate whom somebody must not assess."""

    id = UUID(primary_key=True, default=None)
    session_id = UUID(default=None)
    account_id = UUID(default=None)
    entry_id = UUID(default=None)
    kind = Text(default=None)
    declared_by = UUID(default=None)
    declared_at = Timestamptz(default=None)


class EvaluationIncident(Table, db=ENGINE, tablename="evaluation_incident"):
    """What went wrong, to one candidate or to all."""

    id = UUID(primary_key=True, default=None)
    session_id = UUID(default=None)
    entry_id = UUID(default=None, null=True)
    kind = Text(default=None)
    note = Text(default=None)
    annulled = Boolean(default=False)
    recorded_by = UUID(default=None)
    recorded_at = Timestamptz(default=None)
