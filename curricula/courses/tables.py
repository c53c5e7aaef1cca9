"""Courses, their versions and the modules of each version."""

from __future__ import annotations

from piccolo.columns import UUID, Array, Integer, Numeric, SmallInt, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class Course(Table, db=ENGINE, tablename="course"):
    """What a college teaches toward one level of an occupation."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    college_id = UUID(default=None)
    code = Text(default=None)
    title = Text(default=None)
    outline_code = Text(default=None)
    occupation_code = Text(default=None)
    level = SmallInt(default=None)
    created_at = Timestamptz(default=None)


class CourseVersion(Table, db=ENGINE, tablename="course_version"):
    """A version under one edition of the outline; frozen once it is published."""

    id = UUID(primary_key=True, default=None)
    course_id = UUID(default=None)
    number = Integer(default=None)
    outline_edition = Text(default=None)
    status = Text(default=None)
    published_at = Timestamptz(default=None, null=True)
    created_at = Timestamptz(default=None)


class CourseModule(Table, db=ENGINE, tablename="course_module"):
    """A module of a version; without `pass_mark` attendance is enough."""

    id = UUID(primary_key=True, default=None)
    course_version_id = UUID(default=None)
    position = SmallInt(default=None)
    code = Text(default=None)
    title = Text(default=None)
    kind = Text(default=None)
    hours = Numeric(digits=(6, 2), default=None)
    outline_module = Text(default="")
    pass_mark = Numeric(digits=(5, 2), default=None, null=True)
    topics = Array(base_column=Text(), default=list)
