"""What was trained again."""

from __future__ import annotations

from piccolo.columns import UUID, Date, Numeric, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class Refresher(Table, db=ENGINE, tablename="refresher"):
    """A subject trained again by one person on one day."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    person_id = UUID(default=None)
    organisation_id = UUID(default=None)
    subject = Text(default=None)
    held_on = Date(default=None)
    hours = Numeric(digits=(5, 2), default=None)
    provider = Text(default=None)
    evidence = Text(default="")
    entered_by = UUID(default=None)
    entered_at = Timestamptz(default=None)
    voided_at = Timestamptz(default=None, null=True)
    voided_by = UUID(default=None, null=True)
    void_reason = Text(default=None, null=True)
