"""Banks and their questions."""

from __future__ import annotations

from piccolo.columns import UUID, Array, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class QuestionBank(Table, db=ENGINE, tablename="question_bank"):
    """A college's collection of questions."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    college_id = UUID(default=None)
    code = Text(default=None)
    title = Text(default=None)
    created_by = UUID(default=None)
    created_at = Timestamptz(default=None)


class Question(Table, db=ENGINE, tablename="question"):
    """A question; it is retired, never changed."""

    id = UUID(primary_key=True, default=None)
    bank_id = UUID(default=None)
    code = Text(default=None)
    kind = Text(default=None)
    stem = Text(default=None)
    options = Array(base_column=Text(), default=list)
    answer = Array(base_column=Text(), default=list)
    topic = Text(default="")
    entered_by = UUID(default=None)
    entered_at = Timestamptz(default=None)
    retired_at = Timestamptz(default=None, null=True)
