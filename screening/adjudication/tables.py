"""What people have said about matches; rows are added, never changed."""

from __future__ import annotations

from piccolo.columns import UUID, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class Adjudication(Table, db=ENGINE, tablename="adjudication"):
    """One person's opinion on one match: a proposal or a decision."""

    id = UUID(primary_key=True, default=None)
    match_id = UUID(default=None)
    step = Text(default=None)
    account_id = UUID(default=None)
    organisation_id = UUID(default=None)
    verdict = Text(default=None)
    reason_code = Text(default=None)
    note = Text(default="")
    at = Timestamptz(default=None)


class MatchDispute(Table, db=ENGINE, tablename="match_dispute"):
    """Somebody contests what two persons decided; from here on others judge."""

    id = UUID(primary_key=True, default=None)
    match_id = UUID(default=None)
    raised_by = Text(default=None)
    settled_as = Text(default=None)
    grounds = Text(default=None)
    account_id = UUID(default=None)
    organisation_id = UUID(default=None)
    at = Timestamptz(default=None)
