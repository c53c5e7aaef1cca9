"""What happened to certificates, and the log made of it."""

from __future__ import annotations

from piccolo.columns import UUID, BigInt, Boolean, Bytea, SmallInt, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class CertificateEvent(Table, db=ENGINE, tablename="certificate_event"):
    """A fact, written by the database itself with the change."""

    id = BigInt(primary_key=True, default=None)
    certificate_id = UUID(default=None)
    kind = Text(default=None)
    at = Timestamptz(default=None)
    taken = Boolean(default=False)


class LogEntry(Table, db=ENGINE, tablename="log_entry"):
    """One leaf of the log; `data` is what is hashed."""

    idx = BigInt(primary_key=True, default=None)
    certificate_id = UUID(default=None)
    kind = Text(default=None)
    data = Bytea(default=None)


class LogTile(Table, db=ENGINE, tablename="log_tile"):
    """Up to 256 hashes of one level of the tree."""

    level = SmallInt(primary_key=True, default=None)
    number = BigInt(default=None)
    hashes = Bytea(default=None)


class LogCheckpoint(Table, db=ENGINE, tablename="log_checkpoint"):
    """A signed statement of how long the log was and what its root was."""

    size = BigInt(primary_key=True, default=None)
    note = Text(default=None)
    at = Timestamptz(default=None)
