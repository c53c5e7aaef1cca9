"""Areas of GB/T 2260 as the database keeps them, for foreign keys and for reports."""

from __future__ import annotations

from piccolo.columns import SmallInt, Text
from piccolo.table import Table

from foundation.database import ENGINE


class AreaRow(Table, db=ENGINE, tablename="area"):
    """A province, city or county of today."""

    code = Text(primary_key=True, default=None)
    name = Text(default=None)
    parent_code = Text(null=True, default=None)
    level = SmallInt(default=None)
    kind = Text(default=None)


class AreaAlias(Table, db=ENGINE, tablename="area_alias"):
    """A code that no longer names an area but remains inside identity numbers."""

    code = Text(primary_key=True, default=None)
    current_code = Text(null=True, default=None)
    name = Text(default=None)
    note = Text(default="")
