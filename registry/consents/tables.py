"""Consents: which text was agreed to, by whom, on what evidence (PIPL art. 13, 14, 29)."""

from __future__ import annotations

from piccolo.columns import UUID, Date, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class Consent(Table, db=ENGINE, tablename="consent"):
    """One consent, and the day from which it no longer holds."""

    id = UUID(primary_key=True, default=None)
    person_id = UUID(default=None)
    kind = Text(default=None)
    text_version = Text(default=None)
    given_on = Date(default=None)
    given_by = Text(default=None)
    evidence = Text(default="")
    withdrawn_on = Date(null=True, default=None)
    recorded_at = Timestamptz(default=None)
