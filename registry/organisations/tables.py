"""Organisations of every kind."""

from __future__ import annotations

from piccolo.columns import UUID, Array, Boolean, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class Organisation(Table, db=ENGINE, tablename="organisation"):
    """Anybody on whose behalf somebody works with the system."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    code = Text(default=None)
    kind = Text(default=None)
    name = Text(default=None)
    name_en = Text(default="")
    uscc = Text(null=True, default=None)
    area_code = Text(default=None)
    registration_kind = Text(default="")
    service_modes = Array(base_column=Text(), default=list)
    inclusive = Boolean(default=False)
    address = Text(default="")
    phone = Text(default="")
    created_at = Timestamptz(default=None)
    closed_at = Timestamptz(null=True, default=None)
