"""Sheets of decisions; their hash stays, their bytes go once they are settled."""

from __future__ import annotations

from piccolo.columns import UUID, Bytea, Integer, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class BanSheet(Table, db=ENGINE, tablename="ban_sheet"):
    """An uploaded sheet between preview and confirmation."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    organisation_id = UUID(default=None)
    file_name = Text(default=None)
    file_sha256 = Bytea(default=None)
    file_sealed = Bytea(default=None, null=True)
    state = Text(default=None)
    rows_read = Integer(default=None)
    rows_good = Integer(default=None)
    rows_known = Integer(default=None)
    rows_bad = Integer(default=None)
    uploaded_by = UUID(default=None)
    uploaded_at = Timestamptz(default=None)
    settled_at = Timestamptz(default=None, null=True)
    job_id = UUID(default=None, null=True)
