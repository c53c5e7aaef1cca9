"""Cohorts and the rosters uploaded for them."""

from __future__ import annotations

from piccolo.columns import UUID, Bytea, Date, Integer, SmallInt, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class Cohort(Table, db=ENGINE, tablename="cohort"):
    """A class that begins together under one version of a course."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    college_id = UUID(default=None)
    code = Text(default=None)
    name = Text(default=None)
    course_version_id = UUID(default=None)
    starts_on = Date(default=None)
    ends_on = Date(default=None)
    grade_year = SmallInt(default=2)
    created_at = Timestamptz(default=None)
    programme_code = Text(default="")


class CohortImport(Table, db=ENGINE, tablename="cohort_import"):
    """An uploaded roster; its bytes are sealed and go when it is settled."""

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
    enrolled = Integer(default=0)
    held = Integer(default=0)
