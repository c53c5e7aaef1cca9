"""A reissue of many certificates, and what was left out of it."""

from __future__ import annotations

from piccolo.columns import UUID, Bytea, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class Reissue(Table, db=ENGINE, tablename="reissue"):
    """Proposed by one person, decided by another officer of the office that issued the certificates."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    public_key = Bytea(default=None)
    reason = Text(default=None)
    organisation_id = UUID(default=None)
    area_code = Text(default=None)
    status = Text(default=None)
    proposed_by = UUID(default=None)
    proposed_at = Timestamptz(default=None)
    decided_by = UUID(default=None, null=True)
    decided_at = Timestamptz(default=None, null=True)
    job_id = UUID(default=None, null=True)
