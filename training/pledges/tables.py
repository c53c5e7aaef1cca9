"""Signed pledges."""

from __future__ import annotations

from piccolo.columns import UUID, Bytea, Date, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class Pledge(Table, db=ENGINE, tablename="pledge"):
    """A version signed by one trainee, with the digest of its words."""

    id = UUID(primary_key=True, default=None)
    enrolment_id = UUID(default=None)
    version = Text(default=None)
    digest = Bytea(default=None)
    signed_name = Text(default=None)
    signed_on = Date(default=None)
    recorded_by = UUID(default=None)
    recorded_at = Timestamptz(default=None)
