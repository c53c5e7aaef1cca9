"""Lessons and who came to them."""

from __future__ import annotations

from piccolo.columns import UUID, Boolean, Bytea, Numeric, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class Lesson(Table, db=ENGINE, tablename="lesson"):
    """A module taught once to a cohort; settled by closing it or calling it off."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    cohort_id = UUID(default=None)
    module_code = Text(default=None)
    mode = Text(default=None)
    place = Text(default=None)
    teacher_name = Text(default=None)
    starts_at = Timestamptz(default=None)
    ends_at = Timestamptz(default=None)
    hours = Numeric(digits=(4, 2), default=None)
    check_out = Boolean(default=False)
    status = Text(default="planned")
    settled_by = UUID(default=None, null=True)
    settled_at = Timestamptz(default=None, null=True)
    reason = Text(default=None, null=True)
    created_by = UUID(default=None)
    created_at = Timestamptz(default=None)


class Attendance(Table, db=ENGINE, tablename="attendance"):
    """From when until when a trainee was there; the telephone's visit is kept as a digest."""

    id = UUID(primary_key=True, default=None)
    lesson_id = UUID(default=None)
    enrolment_id = UUID(default=None)
    came_at = Timestamptz(default=None, null=True)
    left_at = Timestamptz(default=None, null=True)
    how = Text(default=None)
    came_device = Bytea(default=None, null=True)
    left_device = Bytea(default=None, null=True)
    note = Text(default="")
    changed_by = UUID(default=None, null=True)
    changed_at = Timestamptz(default=None)
