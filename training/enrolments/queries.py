"""Reads of enrolments, within the reader's scope; whether one rests is derived from its deferrals."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from foundation.actor import Actor
from foundation.clock import today
from foundation.database import fetch, fetchrow, fetchval
from foundation.errors import NotFound
from training.cohorts.queries import scope
from training.enrolments.rules import EnrolmentState, Period


class EnrolmentView(msgspec.Struct, frozen=True, kw_only=True):
    """An enrolment with whose it is; `status` is what is stored, `state` what holds today."""

    id: uuid.UUID
    public_id: str
    person_id: uuid.UUID
    person_public_id: str
    name: str
    document: str | None
    student_no: str
    status: str
    state: str
    resting_until: date | None
    enrolled_on: date
    completed_on: date | None
    ended_on: date | None
    withdrawal_trigger: str | None
    withdrawal_reason: str | None
    cohort_id: uuid.UUID
    cohort_public_id: str
    cohort_name: str
    cohort_ends_on: date
    course_version_id: uuid.UUID
    college_id: uuid.UUID
    college_name: str


class Deferral(msgspec.Struct, frozen=True):
    """A period for which an enrolment rests or rested."""

    id: uuid.UUID
    period: Period
    reason: str


_FROM = """
  FROM enrolment e
  JOIN person p ON p.id = e.person_id
  JOIN cohort c ON c.id = e.cohort_id
  JOIN organisation o ON o.id = e.college_id
  LEFT JOIN LATERAL (
    SELECT max(d.until_on) AS until_on FROM enrolment_deferral d
     WHERE d.enrolment_id = e.id AND d.from_on <= $3 AND d.until_on >= $3
       AND (d.returned_on IS NULL OR d.returned_on > $3)) r ON true
"""
_STATE = "CASE WHEN e.status = 'active' AND r.until_on IS NOT NULL THEN 'deferred' ELSE e.status END"
_SELECT = f"""
SELECT e.id, e.public_id, e.person_id, p.public_id AS person_public_id, p.name,
       (SELECT d.masked FROM person_document d WHERE d.person_id = p.id AND d.is_primary) AS document,
       e.student_no, e.status, {_STATE} AS state, r.until_on AS resting_until, e.enrolled_on, e.completed_on,
       e.ended_on, e.withdrawal_trigger, e.withdrawal_reason, e.cohort_id, c.public_id AS cohort_public_id,
       c.name AS cohort_name, c.ends_on AS cohort_ends_on, c.course_version_id, e.college_id,
       o.name AS college_name
{_FROM}
"""  # noqa: S608 - constants above
_SCOPE = " (e.college_id = $1 OR ($2 <> '' AND o.area_code LIKE $2 || '%'))"
_FOUND = " AND ($5 = '' OR p.name LIKE '%' || $5 || '%' OR e.student_no LIKE '%' || $5 || '%')"
_DEFERRALS = """
SELECT id, enrolment_id, from_on, until_on, returned_on, reason FROM enrolment_deferral
 WHERE enrolment_id = ANY($1::uuid[]) ORDER BY from_on DESC, id
"""
SORTS = {"name": "p.name", "number": "e.student_no", "status": _STATE, "enrolled": "e.enrolled_on"}


async def find_enrolment(actor: Actor, public_id: str) -> EnrolmentView:
    """One enrolment in scope. Raises `NotFound`."""
    sql = f"{_SELECT} WHERE{_SCOPE} AND e.public_id = $4"
    row = await fetchrow(sql, *scope(actor), today(), public_id)
    if row is None:
        raise NotFound()
    return EnrolmentView(**dict(row))


async def list_enrolments(
    actor: Actor,
    cohort_id: uuid.UUID,
    *,
    search: str = "",
    state: str = "",
    order_by: str = "e.student_no",
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[EnrolmentView], int]:
    """The trainees of a cohort by name or student number; `order_by` comes from `SORTS`."""
    where = f" WHERE{_SCOPE} AND e.cohort_id = $4{_FOUND} AND ($6 = '' OR {_STATE} = $6)"
    args = (*scope(actor), today(), cohort_id, search.strip(), state)
    total = await fetchval(f"SELECT count(*) {_FROM}{where}", *args)
    rows = await fetch(f"{_SELECT}{where} ORDER BY {order_by} LIMIT $7 OFFSET $8", *args, limit, offset)
    return [EnrolmentView(**dict(row)) for row in rows], total


async def state_counts(actor: Actor, cohort_id: uuid.UUID, search: str = "") -> dict[str, int]:
    """How many trainees of a cohort are in each state today."""
    rows = await fetch(
        f"SELECT {_STATE} AS state, count(*)::int AS count {_FROM}"
        f" WHERE{_SCOPE} AND e.cohort_id = $4{_FOUND} GROUP BY 1",
        *scope(actor),
        today(),
        cohort_id,
        search.strip(),
    )
    return {row["state"]: row["count"] for row in rows}


async def deferrals(enrolment_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Deferral]]:
    """The periods of rest of each of these enrolments, newest first."""
    ids = list(enrolment_ids)
    found: dict[uuid.UUID, list[Deferral]] = {key: [] for key in ids}
    for row in await fetch(_DEFERRALS, ids):
        found[row["enrolment_id"]].append(_deferral(row))
    return found


def _deferral(row: Any) -> Deferral:
    return Deferral(row["id"], Period(row["from_on"], row["until_on"], row["returned_on"]), row["reason"])


def state_of(enrolment: EnrolmentView) -> EnrolmentState:
    """What holds today, for the table of steps."""
    return EnrolmentState(enrolment.state)
