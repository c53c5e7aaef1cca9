"""Archived sessions."""

from __future__ import annotations

from piccolo.columns import UUID, Bytea, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class EvaluationArchive(Table, db=ENGINE, tablename="evaluation_archive"):
    """The whole session as it was when it was confirmed, sealed."""

    session_id = UUID(primary_key=True, default=None)
    sha256 = Bytea(default=None)
    content_sealed = Bytea(default=None)
    made_at = Timestamptz(default=None)
