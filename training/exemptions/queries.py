"""Reads of exemptions, within the reader's scope."""

from __future__ import annotations

import base64
import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import msgspec

from foundation.actor import Actor
from foundation.database import fetch, fetchrow, fetchval
from foundation.errors import NotFound
from foundation.sealing import unseal
from foundation.text import Text, text
from training.cohorts.queries import scope

#: What the sealed files are bound to.
FILE_PLACE = "exemption.file_sealed"
REVOCATION_PLACE = "exemption_revocation.file_sealed"
#: Of one scan.
FILE_BYTES = 5_000_000
MEDIA = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
#: As readers see it: `revoking` counts, until a second person agrees that it is taken back.
State = Literal["proposed", "approved", "revoking", "rejected", "revoked"]
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
    state: State


class RevocationView(msgspec.Struct, frozen=True, kw_only=True):
    """A proposal to take an exemption back, and what the second person said."""

    id: uuid.UUID
    public_id: str
    reason: str
    document: str
    file_name: str | None
    proposed_by: uuid.UUID
    proposer: str | None
    proposed_at: datetime
    verdict: str | None
    decider: str | None
    decided_at: datetime | None
    decision_note: str


_STATE = """
CASE WHEN x.status = 'approved' AND EXISTS (
       SELECT 1 FROM exemption_revocation r WHERE r.exemption_id = x.id AND r.verdict IS NULL)
     THEN 'revoking' ELSE x.status END"""
_SELECT = f"""
SELECT x.id, x.public_id, x.enrolment_id, e.public_id AS enrolment_public_id, e.college_id,
       o.name AS college_name, c.name AS cohort_name, p.name, e.student_no, x.kind, x.module_code,
       coalesce(m.title, '') AS module_title, coalesce(m.hours, 0) AS module_hours, x.hours, x.score,
       x.learnt_at, x.learnt_on, x.evidence, x.file_name, x.note, x.status, x.proposed_by, a.name AS proposer,
       x.proposed_at, d.name AS decider, x.decided_at, x.decision_note, {_STATE} AS state
  FROM exemption x
  JOIN enrolment e ON e.id = x.enrolment_id JOIN person p ON p.id = e.person_id
  JOIN cohort c ON c.id = e.cohort_id JOIN organisation o ON o.id = e.college_id
  LEFT JOIN course_module m ON m.course_version_id = c.course_version_id AND m.code = x.module_code
  LEFT JOIN account a ON a.id = x.proposed_by LEFT JOIN account d ON d.id = x.decided_by
"""  # noqa: S608 - a constant
_REVOCATIONS = """
SELECT r.id, r.public_id, r.reason, r.document, r.file_name, r.proposed_by, a.name AS proposer, r.proposed_at,
       r.verdict, d.name AS decider, r.decided_at, r.decision_note
  FROM exemption_revocation r
  LEFT JOIN account a ON a.id = r.proposed_by LEFT JOIN account d ON d.id = r.decided_by
 WHERE r.exemption_id = $1 ORDER BY r.proposed_at DESC, r.id DESC
"""
_SCOPE = " (e.college_id = $1 OR ($2 <> '' AND o.area_code LIKE $2 || '%'))"


async def find_exemption(actor: Actor, public_id: str) -> ExemptionView:
    """One in scope. Raises `NotFound`."""
    row = await fetchrow(f"{_SELECT} WHERE{_SCOPE} AND x.public_id = $3", *scope(actor), public_id)
    if row is None:
        raise NotFound()
    return ExemptionView(**dict(row))


async def list_exemptions(
    actor: Actor, state: str = "", *, limit: int = 200, offset: int = 0
) -> tuple[list[ExemptionView], int]:
    """Those in scope, what waits for a decision first, then the newest; and how many there are in all."""
    found = f"SELECT * FROM ({_SELECT} WHERE{_SCOPE}) f WHERE ($3 = '' OR f.state = $3)"  # noqa: S608
    rows = await fetch(
        f"{found} ORDER BY f.state NOT IN ('proposed', 'revoking'), f.proposed_at DESC, f.id"
        " LIMIT $4 OFFSET $5",
        *scope(actor),
        state,
        limit,
        offset,
    )
    total = await fetchval(f"SELECT count(*) FROM ({found}) n", *scope(actor), state)  # noqa: S608
    return [ExemptionView(**dict(row)) for row in rows], total


async def exemption_counts(actor: Actor) -> dict[str, int]:
    """How many in scope are in each state."""
    rows = await fetch(
        f"SELECT f.state, count(*)::int AS n FROM ({_SELECT} WHERE{_SCOPE}) f GROUP BY 1",  # noqa: S608
        *scope(actor),
    )
    return {row["state"]: row["n"] for row in rows}


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


async def revocations_of(exemption_id: uuid.UUID) -> list[RevocationView]:
    """Every proposal to take it back, newest first."""
    return [RevocationView(**dict(row)) for row in await fetch(_REVOCATIONS, exemption_id)]


async def open_revocation(exemption_id: uuid.UUID) -> RevocationView | None:
    """The proposal that waits for a second person."""
    return next((one for one in await revocations_of(exemption_id) if one.verdict is None), None)


async def revocation_file(shown: RevocationView) -> bytes:
    """The scan of the document. Raises `NotFound` where none was sent."""
    sealed = await fetchval("SELECT file_sealed FROM exemption_revocation WHERE id = $1", shown.id)
    if sealed is None:
        raise NotFound()
    return base64.b64decode(unseal(bytes(sealed), REVOCATION_PLACE))
