"""Record checks: asked, answered, decided."""

from __future__ import annotations

from piccolo.columns import UUID, Date, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class RecordCheck(Table, db=ENGINE, tablename="record_check"):
    """One question about one person, its answer, and what the institution decided."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    institution_id = UUID(default=None)
    person_id = UUID(default=None)
    kind = Text(default=None)
    post = Text(default=None)
    asked_by = UUID(default=None)
    asked_at = Timestamptz(default=None)
    due_on = Date(default=None)
    outcome = Text(default=None, null=True)
    letter_no = Text(default="")
    station = Text(default="")
    answered_on = Date(default=None, null=True)
    answered_by = UUID(default=None, null=True)
    answered_at = Timestamptz(default=None, null=True)
    answering_id = UUID(default=None, null=True)
    decision = Text(default=None, null=True)
    decided_on = Date(default=None, null=True)
    decided_by = UUID(default=None, null=True)
    decided_at = Timestamptz(default=None, null=True)
