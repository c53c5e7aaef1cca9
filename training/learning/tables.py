"""Hours that were held and results of modules; both are added or set aside, never changed."""

from __future__ import annotations

from piccolo.columns import UUID, Boolean, Bytea, Date, Integer, Numeric, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class LearningRecord(Table, db=ENGINE, tablename="learning_record"):
    """Hours of one trainee in one module on one day."""

    id = UUID(primary_key=True, default=None)
    enrolment_id = UUID(default=None)
    module_code = Text(default=None)
    hours = Numeric(digits=(6, 2), default=None)
    held_on = Date(default=None)
    source = Text(default=None)
    source_ref = Text(default="")
    entered_by = UUID(default=None)
    entered_at = Timestamptz(default=None)
    voided_at = Timestamptz(default=None, null=True)
    voided_by = UUID(default=None, null=True)
    void_reason = Text(default=None, null=True)
    lesson_id = UUID(default=None, null=True)


class ModuleResult(Table, db=ENGINE, tablename="module_result"):
    """The score of one trainee in one module on one day."""

    id = UUID(primary_key=True, default=None)
    enrolment_id = UUID(default=None)
    module_code = Text(default=None)
    score = Numeric(digits=(5, 2), default=None)
    passed = Boolean(default=None)
    held_on = Date(default=None)
    entered_by = UUID(default=None)
    entered_at = Timestamptz(default=None)
    voided_at = Timestamptz(default=None, null=True)
    voided_by = UUID(default=None, null=True)
    void_reason = Text(default=None, null=True)
    attempt_id = UUID(default=None, null=True)


class LearningImport(Table, db=ENGINE, tablename="learning_import"):
    """An uploaded sheet of hours and results; its bytes are sealed and go when it is settled."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    cohort_id = UUID(default=None)
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
    hours_recorded = Integer(default=0)
    results_recorded = Integer(default=0)
