"""Working calendars of a year, version by version."""

from __future__ import annotations

from piccolo.columns import UUID, Array, Boolean, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class WorkingCalendar(Table, db=ENGINE, tablename="working_calendar"):
    """One version of a year's calendar, or its withdrawal; entered by one person, decided once by another."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    year = Integer(default=None)
    version = Integer(default=None)
    withdraws = Boolean(default=False)
    title = Text(default=None)
    document_no = Text(default="")
    dated = Date(default=None, null=True)
    free = Array(base_column=Date(), default=list)
    worked = Array(base_column=Date(), default=list)
    reason = Text(default="")
    proposed_by = UUID(default=None)
    proposed_for = UUID(default=None)
    proposed_at = Timestamptz(default=None)
    decided_by = UUID(default=None, null=True)
    decided_at = Timestamptz(default=None, null=True)
    verdict = Text(default=None, null=True)
    refusal = Text(default="")
    effective_from = Date(default=None, null=True)
