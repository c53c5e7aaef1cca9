"""Corrections of absences."""

from __future__ import annotations

from piccolo.columns import UUID, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class AbsenceCorrection(Table, db=ENGINE, tablename="absence_correction"):
    """Somebody says that a candidate was there; a second person agrees or rejects it."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    entry_id = UUID(default=None)
    component = Text(default=None)
    reason = Text(default=None)
    requested_by = UUID(default=None)
    requested_at = Timestamptz(default=None)
    decided_by = UUID(default=None, null=True)
    decided_at = Timestamptz(default=None, null=True)
    verdict = Text(default=None, null=True)
    answer = Text(default="")
    carried_out_at = Timestamptz(default=None, null=True)
