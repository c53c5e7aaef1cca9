"""Reads of batches: the office's list, one batch with its members, and what issuing needs."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from certificates.gate.rules import GateLine
from certificates.register.rules import standing_on
from foundation.actor import Actor
from foundation.database import fetch, fetchrow, fetchval
from foundation.errors import NotFound


class Batch(msgspec.Struct, frozen=True):
    """A batch with what its session says of it."""

    id: uuid.UUID
    public_id: str
    title: str
    session_id: uuid.UUID
    evaluator_id: uuid.UUID
    evaluator_name: str
    organisation_id: uuid.UUID
    organisation_name: str
    area_code: str
    occupation_code: str
    level: int
    standard_edition: str
    status: str
    prepared_by: uuid.UUID
    preparer_name: str
    prepared_at: datetime
    submitted_at: datetime | None
    content_sha256: bytes | None
    approved_by: uuid.UUID | None
    approver_name: str | None
    approved_at: datetime | None
    returned_reason: str | None
    job_id: uuid.UUID | None
    issued_at: datetime | None


class Member(msgspec.Struct, frozen=True):
    """One applicant of a batch, with the gate as it was last seen."""

    id: uuid.UUID
    entry_id: uuid.UUID
    person_id: uuid.UUID
    name: str
    document_masked: str
    included: bool
    excluded_reason: str
    gate: list[GateLine]
    theory: Decimal | None
    skill: Decimal | None
    review: Decimal | None
    certificate_number: str | None
    certificate_public_id: str | None
    certificate_status: str | None
    certificate_held: bool
    certificate_expires_on: date | None

    def certificate_standing(self, day: date) -> str | None:
        """What verification answers about the certificate, if there is one."""
        if self.certificate_status is None:
            return None
        held, end = self.certificate_held, self.certificate_expires_on
        return standing_on(day, self.certificate_status, held=held, expires_on=end)


class WaitingSession(msgspec.Struct, frozen=True):
    """A confirmed evaluation session from which nobody has prepared a batch yet."""

    public_id: str
    name: str
    evaluator_name: str
    occupation_code: str
    level: int
    confirmed_at: datetime
    entries: int


_BATCH = """
SELECT b.id, b.public_id, b.title, b.session_id, b.evaluator_id, e.name AS evaluator_name, b.organisation_id,
       o.name AS organisation_name, b.area_code, s.occupation_code, s.level, s.standard_edition, b.status,
       b.prepared_by, p.name AS preparer_name, b.prepared_at, b.submitted_at, b.content_sha256, b.approved_by,
       a.name AS approver_name, b.approved_at, b.returned_reason, b.job_id, b.issued_at
  FROM certificate_batch b
  JOIN evaluation_session s ON s.id = b.session_id
  JOIN organisation e ON e.id = b.evaluator_id
  JOIN organisation o ON o.id = b.organisation_id
  LEFT JOIN account p ON p.id = b.prepared_by
  LEFT JOIN account a ON a.id = b.approved_by
"""
#: The office's own batches; auditors and superior offices see those of the areas below them.
_SCOPE = " (b.organisation_id = $1 OR ($2 <> '' AND b.area_code LIKE $2 || '%'))"

_COUNTS = (
    "SELECT status, count(*) AS n FROM certificate_batch b WHERE" + _SCOPE + " GROUP BY status"  # noqa: S608 - constants
)
_MEMBERS = """
SELECT i.id, i.entry_id, i.person_id, p.name, coalesce(d.masked, '') AS document_masked, i.included,
       i.excluded_reason, i.gate, n.theory, n.skill, n.review, c.number AS certificate_number,
       c.public_id AS certificate_public_id, c.status AS certificate_status,
       c.expires_on AS certificate_expires_on,
       EXISTS (SELECT 1 FROM certificate_hold h WHERE h.certificate_id = c.id AND h.lifted_at IS NULL)
         AS certificate_held
  FROM batch_item i
  JOIN person p ON p.id = i.person_id
  JOIN evaluation_entry n ON n.id = i.entry_id
  LEFT JOIN person_document d ON d.person_id = p.id AND d.is_primary
  LEFT JOIN LATERAL (SELECT * FROM certificate w
                      WHERE w.entry_id = i.entry_id AND w.batch_id = i.batch_id
                        AND w.status NOT IN ('voided', 'superseded')
                      ORDER BY w.status IN ('issued', 'withdrawn') DESC, w.version DESC LIMIT 1) c ON true
 WHERE i.batch_id = $1 AND ($2::uuid[] IS NULL OR i.entry_id = ANY($2))
 ORDER BY i.included, p.name, i.id
"""


def _overseen(actor: Actor) -> str:
    return actor.area_prefix if actor.organisation_kind in ("hrss", "auditor") else ""


def _batch(row: Any) -> Batch:
    return msgspec.convert({**dict(row), "preparer_name": row["preparer_name"] or ""}, Batch)


async def find_batch(actor: Actor, public_id: str) -> Batch:
    """One batch within the actor's scope. Raises `NotFound`."""
    row = await fetchrow(
        _BATCH + " WHERE b.public_id = $3 AND" + _SCOPE, actor.organisation_id, _overseen(actor), public_id
    )
    if row is None:
        raise NotFound()
    return _batch(row)


async def batch_by_id(batch_id: uuid.UUID) -> Batch:
    """One batch, for the system's own work. Raises `NotFound`."""
    row = await fetchrow(_BATCH + " WHERE b.id = $1", batch_id)
    if row is None:
        raise NotFound()
    return _batch(row)


async def list_batches(
    actor: Actor, *, status: str | None, limit: int, offset: int
) -> tuple[list[Batch], int]:
    """The batches in scope, newest first, and how many there are."""
    where = " WHERE" + _SCOPE + " AND ($3::text IS NULL OR b.status = $3)"
    args = (actor.organisation_id, _overseen(actor), status)
    counted = "SELECT count(*) FROM certificate_batch b" + where  # noqa: S608 - constants only
    total = await fetchval(counted, *args)
    rows = await fetch(
        _BATCH + where + " ORDER BY b.prepared_at DESC, b.id LIMIT $4 OFFSET $5", *args, limit, offset
    )
    return [_batch(row) for row in rows], total


async def status_counts(actor: Actor) -> dict[str, int]:
    """How many batches in scope are in each status."""
    rows = await fetch(
        _COUNTS,
        actor.organisation_id,
        _overseen(actor),
    )
    return {row["status"]: row["n"] for row in rows}


async def members(batch_id: uuid.UUID, entry_ids: Sequence[uuid.UUID] | None = None) -> list[Member]:
    """Every applicant of the batch, or these: those who need attention first, then by name."""
    rows = await fetch(_MEMBERS, batch_id, None if entry_ids is None else list(entry_ids))
    return [Member(**{**dict(row), "gate": _gate(row["gate"])}) for row in rows]


async def included_members(batch_id: uuid.UUID) -> list[Member]:
    """The applicants that are to receive a certificate, in a fixed order."""
    return [member for member in await members(batch_id) if member.included]


def _gate(stored: str) -> list[GateLine]:
    return msgspec.json.decode(stored, type=list[GateLine])


async def sessions_waiting(actor: Actor) -> list[WaitingSession]:
    """Confirmed sessions of evaluators in the office's area with results in no living batch."""
    rows = await fetch(
        """
        SELECT s.public_id, s.name, o.name AS evaluator_name, s.occupation_code, s.level, s.confirmed_at,
               count(n.id) AS entries
          FROM evaluation_session s
          JOIN organisation o ON o.id = s.evaluator_id
          JOIN evaluation_entry n ON n.session_id = s.id AND n.status = 'confirmed'
         WHERE s.status = 'confirmed' AND o.area_code LIKE $1 || '%'
           AND NOT EXISTS (SELECT 1 FROM batch_item i JOIN certificate_batch b ON b.id = i.batch_id
                            WHERE i.entry_id = n.id AND b.status <> 'cancelled'
                              AND (i.included OR b.status <> 'issued'))
         GROUP BY s.id, o.name ORDER BY s.confirmed_at
        """,
        actor.area_prefix,
    )
    return [WaitingSession(**dict(row)) for row in rows]
