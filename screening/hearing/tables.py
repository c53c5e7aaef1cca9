"""Statements to matches that are not decided, and papers; rows are added, never changed."""

from __future__ import annotations

from piccolo.columns import UUID, Bytea, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class MatchStatement(Table, db=ENGINE, tablename="match_statement"):
    """What was said for the person while the match was not decided."""

    id = UUID(primary_key=True, default=None)
    match_id = UUID(default=None)
    raised_by = Text(default=None)
    statement = Text(default=None)
    account_id = UUID(default=None)
    organisation_id = UUID(default=None)
    at = Timestamptz(default=None)


class MatchPaper(Table, db=ENGINE, tablename="match_paper"):
    """A paper, sealed, with the hash of what was handed in."""

    id = UUID(primary_key=True, default=None)
    match_id = UUID(default=None)
    name = Text(default=None)
    media_type = Text(default=None)
    content_sealed = Bytea(default=None)
    sha256 = Bytea(default=None)
    account_id = UUID(default=None)
    at = Timestamptz(default=None)
