"""Certificates that sign, or once signed, documents."""

from __future__ import annotations

from piccolo.columns import Bytea, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class DocumentSignerRow(Table, db=ENGINE, tablename="document_signer"):
    """One X.509 certificate and the root that vouches for it."""

    certificate = Bytea(primary_key=True, default=None)
    root = Bytea(default=None)
    state = Text(default="active")
    since = Timestamptz(default=None)
    until = Timestamptz(default=None, null=True)
