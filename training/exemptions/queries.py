"""Reads of exemptions, within the reader's scope."""

from __future__ import annotations

import base64
import uuid
from datetime import date, datetime
from decimal import Decimal

import msgspec

from foundation.actor import Actor
from foundation.database import fetch, fetchrow, fetchval
from foundation.errors import NotFound
from foundation.sealing import unseal
from foundation.text import Text, text
from training.cohorts.queries import scope

#: What the sealed file is bound to.
FILE_PLACE = "exemption.file_sealed"
KINDS: dict[str, Text] = {"exemption": text("Exemption"), "transfer": text("Credit transfer")}


class ExemptionView(msgspec.Struct, frozen=True, kw_only=True):
    """An exemption with whose it is and who proposed and decided it."""

    id: uuid.UUID
    public_id: str
    enrolment_id: uuid.UUID
    enrolment_public_id: str
    college_id: uuid.UUID
    college_name: str
    cohort_name: str
    name: str
    student_no: str
    kind: str
    module_code: str
    module_title: str
    module_hours: Decimal
    hours: Decimal
    score: Decimal | None
    learnt_at: str
    learnt_on: date
    evidence: str
    file_name: str | None
    note: str
    status: str
    proposed_by: uuid.UUID
    proposer: str | None
    proposed_at: datetime
    decider: str | None
    decided_at: datetime | None
    decision_note: str | None


_SELECT = """
SELECT x.id, x.public_id, x.enrolment_id, e.public_id AS enrolment_public_id, e.college_id,
       o.name AS college_name, c.name AS cohort_name, p.name, e.student_no, x.kind, x.module_code,
       coalesce(m.title, '') AS module_title, coalesce(m.hours, 0) AS module_hours, x.hours, x.score,
       x.learnt_at, x.learnt_on, x.evidence, x.file_name, x.note, x.status, x.proposed_by, a.name AS proposer,
       x.proposed_at, d.name AS decider, x.decided_at, x.decision_note
  FROM exemption x
  JOIN enrolment e ON e.id = x.enrolment_id JOIN person p ON p.id = e.person_id
  JOIN cohort c ON c.id = e.cohort_id JOIN organisation o ON o.id = e.college_id
  LEFT JOIN course_module m ON m.course_version_id = c.course_version_id AND m.code = x.module_code
  LEFT JOIN account a ON a.id = x.proposed_by LEFT JOIN account d ON d.id = x.decided_by
"""
_SCOPE = " (e.college_id = $1 OR ($2 <> '' AND o.area_code LIKE $2 || '%'))"


async def find_exemption(actor: Actor, public_id: str) -> ExemptionView:
    """One in scope. Raises `NotFound`."""
    row = await fetchrow(f"{_SELECT} WHERE{_SCOPE} AND x.public_id = $3", *scope(actor), public_id)
    if row is None:
        raise NotFound()
    return ExemptionView(**dict(row))


async def list_exemptions(actor: Actor, status: str = "", limit: int = 200) -> list[ExemptionView]:
    """Those in scope, the undecided first, then the newest."""
    rows = await fetch(
        f"{_SELECT} WHERE{_SCOPE} AND ($3 = '' OR x.status = $3)"
        " ORDER BY x.status <> 'proposed', x.proposed_at DESC LIMIT $4",
        *scope(actor),
        status,
        limit,
    )
    return [ExemptionView(**dict(row)) for row in rows]


async def exemptions_of(enrolment_id: uuid.UUID) -> list[ExemptionView]:
    """Those of one trainee, newest first."""
    rows = await fetch(f"{_SELECT} WHERE x.enrolment_id = $1 ORDER BY x.proposed_at DESC", enrolment_id)
    return [ExemptionView(**dict(row)) for row in rows]


async def evidence_file(shown: ExemptionView) -> bytes:
    """The file of the evidence. Raises `NotFound` where none was sent."""
    sealed = await fetchval("SELECT file_sealed FROM exemption WHERE id = $1", shown.id)
    if sealed is None:
        raise NotFound()
    return base64.b64decode(unseal(bytes(sealed), FILE_PLACE))
