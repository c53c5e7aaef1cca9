"""Identity documents of people; a number is sealed and found by a keyed hash only."""

from __future__ import annotations

from piccolo.columns import UUID, Boolean, Bytea, Date, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class PersonDocument(Table, db=ENGINE, tablename="person_document"):
    """One document; `masked` is how everybody sees its number."""

    id = UUID(primary_key=True, default=None)
    person_id = UUID(default=None)
    kind = Text(default=None)
    number_sealed = Bytea(default=None)
    number_index = Bytea(default=None)
    masked = Text(default=None)
    is_primary = Boolean(default=False)
    valid_until = Date(null=True, default=None)
    created_at = Timestamptz(default=None)
