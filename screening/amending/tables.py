"""Amendments of bans, proposed by one person and decided by another."""

from __future__ import annotations

from piccolo.columns import UUID, BigInt, Bytea, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class BanAmendment(Table, db=ENGINE, tablename="ban_amendment"):
    """The entry as it will be, sealed, and the document that says so."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    ban_id = UUID(default=None)
    draft_sealed = Bytea(default=None)
    document_no = Text(default=None)
    authority_name = Text(default=None)
    reason = Text(default=None)
    proposed_by = UUID(default=None)
    proposed_at = Timestamptz(default=None)
    decided_by = UUID(default=None, null=True)
    decided_at = Timestamptz(default=None, null=True)
    decided_in = BigInt(default=None, null=True)
    verdict = Text(default=None, null=True)
