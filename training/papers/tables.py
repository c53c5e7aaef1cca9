"""Keys, the sheets of answers, and the papers taken from them."""

from __future__ import annotations

from piccolo.columns import UUID, Array, Bytea, Integer, Numeric, SmallInt, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class PaperKey(Table, db=ENGINE, tablename="paper_key"):
    """The right answers of a version; entered by one person, agreed to by another, never changed."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    session_id = UUID(default=None)
    version = Text(default=None)
    answers = Array(base_column=Text(), default=list)
    options = Array(base_column=SmallInt(), default=list)
    points = Array(base_column=Numeric(digits=(5, 2)), default=list)
    entered_by = UUID(default=None)
    entered_at = Timestamptz(default=None)
    decided_by = UUID(default=None, null=True)
    decided_at = Timestamptz(default=None, null=True)
    verdict = Text(default=None, null=True)
    reason = Text(default="")
    replaced_at = Timestamptz(default=None, null=True)


class PaperImport(Table, db=ENGINE, tablename="paper_import"):
    """An uploaded sheet of answers; its bytes are sealed and go when it is settled."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    session_id = UUID(default=None)
    file_name = Text(default=None)
    file_sha256 = Bytea(default=None)
    file_sealed = Bytea(default=None, null=True)
    state = Text(default=None)
    rows_read = Integer(default=None)
    rows_good = Integer(default=None)
    rows_known = Integer(default=None)
    rows_bad = Integer(default=None)
    uploaded_by = UUID(default=None)
    uploaded_at = Timestamptz(default=None)
    settled_at = Timestamptz(default=None, null=True)
    taken = Integer(default=0)


class TheoryPaper(Table, db=ENGINE, tablename="theory_paper"):
    """What one candidate has answered, item by item; never changed, only set aside."""

    id = UUID(primary_key=True, default=None)
    session_id = UUID(default=None)
    entry_id = UUID(default=None)
    import_id = UUID(default=None)
    version = Text(default=None)
    answers = Array(base_column=Text(), default=list)
    handed_in_at = Timestamptz(default=None, null=True)
    voided_by = UUID(default=None, null=True)
    voided_at = Timestamptz(default=None, null=True)
    void_reason = Text(default="")
