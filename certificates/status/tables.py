"""The status lists as they were signed last."""

from __future__ import annotations

from piccolo.columns import Bytea, Integer, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class StatusList(Table, db=ENGINE, tablename="status_list"):
    """One of the two lists of one block of places."""

    number = Integer(primary_key=True, default=None)
    purpose = Text(default=None)
    bits_sha256 = Bytea(default=None)
    body = Bytea(default=None)
    jwt = Text(default=None)
    signed_with = Bytea(default=None)
    valid_from = Timestamptz(default=None)
    valid_until = Timestamptz(default=None)
