"""Reads of placements: the college its own, an institution those it hosts, offices those of their area."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

import msgspec

from foundation.actor import Actor
from foundation.database import fetch, fetchrow, fetchval
from foundation.errors import NotFound


class PlacementView(msgspec.Struct, frozen=True, kw_only=True):
    """A placement with whose it is, where, and every paper there is."""

    id: uuid.UUID
    public_id: str
    status: str
    enrolment_id: uuid.UUID
    enrolment_public_id: str
    person_id: uuid.UUID
    name: str
    document: str | None
    birth_date: date | None
    grade_year: int
    cohort_name: str
    course_version_id: uuid.UUID
    college_id: uuid.UUID
    college_name: str
    host_id: uuid.UUID
    host_public_id: str
    host_name: str
    post: str
    starts_on: date
    ends_on: date
    required_hours: Decimal
    hours: Decimal
    teacher_name: str
    mentor_name: str
    arranged_via: Literal["school", "student_self_approved", "agency"]
    agreement_school_on: date | None
    agreement_host_on: date | None
    agreement_trainee_on: date | None
    guardian_consent_on: date | None
    consent_on: date | None
    insurance_policy_no: str | None
    insurance_from: date | None
    insurance_until: date | None
    safety_training_passed_on: date | None
    health_certificate_until: date | None
    record_check_on: date | None
    record_check_letter_no: str | None
    over_cap_reason: str | None
    started_at: datetime | None
    completed_on: date | None
    mentor_appraisal: str | None
    mentor_score: Decimal | None
    school_appraisal: str | None
    school_score: Decimal | None
    cancelled_reason: str | None
    created_at: datetime


class PlacementOutcome(msgspec.Struct, frozen=True):
    """A placement that both sides have assessed."""

    placement_public_id: str
    host_name: str
    starts_on: date
    ends_on: date
    hours: Decimal
    mentor_score: Decimal
    school_score: Decimal


class LogView(msgspec.Struct, frozen=True):
    """A day of a placement."""

    worked_on: date
    hours: Decimal
    note: str
    signed_by: str | None
    signed_at: datetime | None


_FROM = """
  FROM placement w
  JOIN enrolment e ON e.id = w.enrolment_id
  JOIN person p ON p.id = e.person_id
  JOIN cohort c ON c.id = e.cohort_id
  JOIN organisation o ON o.id = e.college_id
  JOIN organisation h ON h.id = w.host_id
"""
_HOURS = "(SELECT coalesce(sum(l.hours), 0) FROM placement_log l WHERE l.placement_id = w.id)"
_SELECT = f"""
SELECT w.*, e.public_id AS enrolment_public_id, e.person_id, p.name, p.birth_date,
       (SELECT d.masked FROM person_document d WHERE d.person_id = p.id AND d.is_primary) AS document,
       c.grade_year, c.name AS cohort_name, c.course_version_id, e.college_id, o.name AS college_name,
       h.public_id AS host_public_id, h.name AS host_name, {_HOURS} AS hours
{_FROM}
"""  # noqa: S608 - our own words
_SCOPE = """(e.college_id = $1 OR w.host_id = $1
  OR ($2 <> '' AND (o.area_code LIKE $2 || '%' OR h.area_code LIKE $2 || '%')))"""
_FOUND = """ AND ($3 = '' OR p.name LIKE '%' || $3 || '%' OR h.name LIKE '%' || $3 || '%'
  OR e.student_no LIKE '%' || $3 || '%')"""
_OVERSEEING = ("hrss", "education", "health_commission", "auditor")
SORTS = {"name": "p.name", "host": "h.name", "starts": "w.starts_on", "status": "w.status"}


def scope(actor: Actor) -> tuple[uuid.UUID, str]:
    """The two values that limit what a reader of placements sees."""
    return actor.organisation_id, actor.area_prefix if actor.organisation_kind in _OVERSEEING else ""


async def find_placement(actor: Actor, public_id: str) -> PlacementView:
    """One placement in scope. Raises `NotFound`."""
    row = await fetchrow(f"{_SELECT} WHERE {_SCOPE} AND w.public_id = $3", *scope(actor), public_id)
    if row is None:
        raise NotFound()
    return _view(row)


async def list_placements(
    actor: Actor,
    *,
    search: str = "",
    status: str = "",
    order_by: str = "w.starts_on DESC, w.id",
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[PlacementView], int]:
    """Placements in scope by trainee or host; `order_by` comes from `SORTS`."""
    where = f" WHERE {_SCOPE}{_FOUND} AND ($4 = '' OR w.status = $4)"
    args = (*scope(actor), search.strip(), status)
    total = await fetchval(f"SELECT count(*) {_FROM}{where}", *args)
    rows = await fetch(f"{_SELECT}{where} ORDER BY {order_by} LIMIT $5 OFFSET $6", *args, limit, offset)
    return [_view(row) for row in rows], total


async def status_counts(actor: Actor, search: str = "") -> dict[str, int]:
    """How many placements in scope are in each state."""
    rows = await fetch(
        f"SELECT w.status, count(*)::int AS count {_FROM} WHERE {_SCOPE}{_FOUND} GROUP BY 1",
        *scope(actor),
        search.strip(),
    )
    return {row["status"]: row["count"] for row in rows}


async def placements_of(actor: Actor, enrolment_id: uuid.UUID) -> list[PlacementView]:
    """The placements of one trainee within scope, newest first."""
    rows = await fetch(
        f"{_SELECT} WHERE {_SCOPE} AND w.enrolment_id = $3 ORDER BY w.created_at DESC",
        *scope(actor),
        enrolment_id,
    )
    return [_view(row) for row in rows]


class ToPlace(msgspec.Struct, frozen=True):
    """A trainee of a cohort who can be placed and is not."""

    public_id: str
    name: str
    student_no: str


async def to_place(cohort_id: uuid.UUID) -> list[ToPlace]:
    """Those of a cohort who have no placement but cancelled ones; whoever asks has found the cohort."""
    rows = await fetch(
        "SELECT e.public_id, p.name, e.student_no FROM enrolment e JOIN person p ON p.id = e.person_id"
        " WHERE e.cohort_id = $1 AND e.status IN ('active', 'completed') AND NOT EXISTS"
        " (SELECT 1 FROM placement w WHERE w.enrolment_id = e.id AND w.status <> 'cancelled')"
        " ORDER BY e.student_no",
        cohort_id,
    )
    return [ToPlace(**dict(row)) for row in rows]


async def to_start(actor: Actor, day: date) -> list[PlacementView]:
    """The college's own placements that hosts have accepted and whose first day has come."""
    rows = await fetch(
        f"{_SELECT} WHERE e.college_id = $1 AND w.status IN ('accepted', 'blocked')"
        " AND w.starts_on <= $2 AND w.ends_on >= $2 ORDER BY w.starts_on, h.name, e.student_no LIMIT 200",
        actor.organisation_id,
        day,
    )
    return [_view(row) for row in rows]


async def logs_of(placement_id: uuid.UUID) -> list[LogView]:
    """The days of a placement, newest first."""
    rows = await fetch(
        "SELECT l.worked_on, l.hours, l.note, a.name AS signed_by, l.signed_at FROM placement_log l"
        " LEFT JOIN account a ON a.id = l.signed_by WHERE l.placement_id = $1 ORDER BY l.worked_on DESC",
        placement_id,
    )
    return [LogView(**dict(row)) for row in rows]


async def assessed(enrolment_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, PlacementOutcome]:
    """The newest assessed placement of each of these enrolments that has one; one query for all."""
    rows = await fetch(
        "SELECT DISTINCT ON (w.enrolment_id) w.enrolment_id, w.public_id AS placement_public_id,"  # noqa: S608
        f" h.name AS host_name, w.starts_on, w.ends_on, {_HOURS} AS hours, w.mentor_score, w.school_score"
        " FROM placement w JOIN organisation h ON h.id = w.host_id"
        " WHERE w.status = 'assessed' AND w.enrolment_id = ANY($1::uuid[])"
        " ORDER BY w.enrolment_id, w.completed_on DESC, w.id",
        list(enrolment_ids),
    )
    found = [dict(row) for row in rows]
    return {row.pop("enrolment_id"): PlacementOutcome(**row) for row in found}


async def trainees_at(host_id: uuid.UUID, besides: uuid.UUID | None = None) -> int:
    """How many trainees are at a host now, leaving one placement out."""
    found: int = await fetchval(
        "SELECT count(*)::int FROM placement WHERE host_id = $1 AND status IN ('active', 'interrupted')"
        " AND id IS DISTINCT FROM $2",
        host_id,
        besides,
    )
    return found


def _view(row: Any) -> PlacementView:
    values = dict(row)
    return PlacementView(**{name: values[name] for name in PlacementView.__struct_fields__})
