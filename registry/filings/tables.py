"""Filings: one row for each procedure, with the dates from which its state can be told."""

from __future__ import annotations

from piccolo.columns import UUID, Array, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class Filing(Table, db=ENGINE, tablename="filing"):
    """What an institution told the health commission, and what was answered (25号文)."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    organisation_id = UUID(default=None)
    status = Text(default=None)
    registered_on = Date(default=None)
    registration_no = Text(default="")
    submitted_on = Date(null=True, default=None)
    papers = Array(base_column=Text(), default=list)
    returned_on = Date(null=True, default=None)
    returned_reason = Text(null=True, default=None)
    receipt_no = Text(null=True, default=None)
    filed_on = Date(null=True, default=None)
    change_submitted_on = Date(null=True, default=None)
    change_summary = Text(null=True, default=None)
    cancelled_on = Date(null=True, default=None)
    cancelled_reason = Text(null=True, default=None)
    nonconforming_since = Date(null=True, default=None)
    nonconforming_reason = Text(null=True, default=None)
    nonconforming_published_on = Date(null=True, default=None)
    nonconforming_until = Date(null=True, default=None)
    staff_on_duty = Integer(default=0)
    carers = Integer(default=0)
    created_at = Timestamptz(default=None)
