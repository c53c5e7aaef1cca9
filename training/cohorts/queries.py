"""Reads of cohorts, within the reader's scope."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

import msgspec

from foundation.actor import Actor
from foundation.database import fetch, fetchrow, fetchval
from foundation.errors import NotFound


class CohortView(msgspec.Struct, frozen=True):
    """A cohort with what its course prepares for and how many are in it."""

    id: uuid.UUID
    public_id: str
    code: str
    name: str
    college_id: uuid.UUID
    college_name: str
    course_version_id: uuid.UUID
    course_title: str
    course_public_id: str
    occupation_code: str
    level: int
    outline_code: str
    starts_on: date
    ends_on: date
    grade_year: int
    enrolled: int
    completed: int


class ImportView(msgspec.Struct, frozen=True):
    """An uploaded roster as its pages show it."""

    id: uuid.UUID
    public_id: str
    cohort_id: uuid.UUID
    file_name: str
    state: str
    rows_read: int
    rows_good: int
    rows_known: int
    rows_bad: int
    uploaded_at: datetime
    settled_at: datetime | None
    enrolled: int
    held: int


_COHORT = """
SELECT c.id, c.public_id, c.code, c.name, c.college_id, o.name AS college_name, c.course_version_id,
       k.title AS course_title, k.public_id AS course_public_id, k.occupation_code, k.level, k.outline_code,
       c.starts_on, c.ends_on, c.grade_year,
       (SELECT count(*) FROM enrolment e
         WHERE e.cohort_id = c.id AND e.status NOT IN ('withdrawn', 'transferred')) AS enrolled,
       (SELECT count(*) FROM enrolment e WHERE e.cohort_id = c.id AND e.status = 'completed') AS completed
  FROM cohort c
  JOIN organisation o ON o.id = c.college_id
  JOIN course_version v ON v.id = c.course_version_id
  JOIN course k ON k.id = v.course_id
"""
#: A college sees its own; offices of education, HR & social security and auditors see their area.
_SCOPE = " (c.college_id = $1 OR ($2 <> '' AND o.area_code LIKE $2 || '%'))"
SORTS = {"code": "c.code", "name": "c.name", "starts": "c.starts_on", "enrolled": "enrolled"}
_IMPORT = """
SELECT id, public_id, cohort_id, file_name, state, rows_read, rows_good, rows_known, rows_bad, uploaded_at,
       settled_at, enrolled, held FROM cohort_import
"""


def scope(actor: Actor) -> tuple[uuid.UUID, str]:
    """The two values by which every query of this floor limits what a reader sees."""
    overseen = actor.area_prefix if actor.organisation_kind in ("hrss", "education", "auditor") else ""
    return actor.organisation_id, overseen


async def find_cohort(actor: Actor, public_id: str) -> CohortView:
    """One cohort in scope. Raises `NotFound`."""
    row = await fetchrow(_COHORT + " WHERE" + _SCOPE + " AND c.public_id = $3", *scope(actor), public_id)
    if row is None:
        raise NotFound()
    return _view(row)


async def list_cohorts(
    actor: Actor, *, search: str, order_by: str, limit: int, offset: int
) -> tuple[list[CohortView], int]:
    """Cohorts in scope by name or code; `order_by` comes from a whitelist of the page."""
    where = " WHERE" + _SCOPE + " AND ($3 = '' OR c.name LIKE '%' || $3 || '%' OR c.code LIKE $3 || '%')"
    args = (*scope(actor), search.strip())
    counted = f"SELECT count(*) FROM cohort c JOIN organisation o ON o.id = c.college_id{where}"  # noqa: S608
    total = await fetchval(counted, *args)
    rows = await fetch(_COHORT + where + f" ORDER BY {order_by} LIMIT $4 OFFSET $5", *args, limit, offset)
    return [_view(row) for row in rows], total


async def find_import(actor: Actor, public_id: str) -> tuple[ImportView, CohortView]:
    """An uploaded roster and its cohort, in scope. Raises `NotFound`."""
    row = await fetchrow(_IMPORT + " WHERE public_id = $1", public_id)
    if row is None:
        raise NotFound()
    cohort = await fetchval("SELECT public_id FROM cohort WHERE id = $1", row["cohort_id"])
    return ImportView(**dict(row)), await find_cohort(actor, str(cohort))


async def imports_of(cohort_id: uuid.UUID) -> list[ImportView]:
    """The rosters uploaded for a cohort, newest first."""
    rows = await fetch(_IMPORT + " WHERE cohort_id = $1 ORDER BY uploaded_at DESC LIMIT 20", cohort_id)
    return [ImportView(**dict(row)) for row in rows]


def _view(row: Any) -> CohortView:
    return CohortView(**dict(row))
