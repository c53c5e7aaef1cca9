"""Reads of the certificate register: lists within scope, and one certificate with its holds and proposals."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from certificates.register.rules import standing_on
from foundation.actor import Actor
from foundation.clock import today
from foundation.database import fetch, fetchrow, fetchval
from foundation.errors import NotFound
from foundation.text import text


class CertificateRow(msgspec.Struct, frozen=True):
    """A certificate as lists show it. `standing` says in one word what verification answers."""

    id: uuid.UUID
    public_id: str
    number: str
    version: int
    holder_name: str
    person_id: uuid.UUID
    occupation_code: str
    level: int
    evaluator_name: str
    evaluator_id: uuid.UUID
    organisation_id: uuid.UUID
    batch_id: uuid.UUID
    entry_id: uuid.UUID
    issued_on: date
    expires_on: date | None
    status: str
    held: bool
    pdf_sha256: bytes | None
    issued_at: datetime | None
    ended_at: datetime | None

    def standing(self, day: date) -> str:
        """What verification answers, or the state itself of one that was never issued."""
        return standing_on(day, self.status, held=self.held, expires_on=self.expires_on)


class Hold(msgspec.Struct, frozen=True):
    """What suspends, or once suspended, a certificate."""

    id: uuid.UUID
    kind: str
    reason: str
    opened_by: uuid.UUID | None
    opened_at: datetime
    lifted_at: datetime | None
    lift_reason: str | None
    match_id: uuid.UUID | None


class Proposal(msgspec.Struct, frozen=True):
    """A proposal to withdraw or reissue."""

    id: uuid.UUID
    public_id: str
    kind: str
    reason_code: str
    reason: str
    document_no: str
    proposed_by: uuid.UUID
    proposer_name: str
    proposed_at: datetime
    verdict: str | None
    decided_at: datetime | None
    #: The reissue of many of which it is a part; it is decided there.
    reissue: str | None = None


_ROW = """
SELECT c.id, c.public_id, c.number, c.version, c.holder_name, c.person_id, c.occupation_code, c.level,
       e.name AS evaluator_name, c.evaluator_id, c.organisation_id, c.batch_id, c.entry_id, c.issued_on,
       c.expires_on, c.status, c.pdf_sha256, c.issued_at, c.ended_at,
       EXISTS (SELECT 1 FROM certificate_hold h WHERE h.certificate_id = c.id AND h.lifted_at IS NULL) AS held
  FROM certificate c JOIN organisation e ON e.id = c.evaluator_id
"""
_NEXT = """
 WHERE c.status IN ('reserved', 'prepared')
   AND EXISTS (SELECT 1 FROM certificate f WHERE f.id = $1 AND f.number = c.number AND f.version < c.version)
"""
#: Offices see their area, evaluators what they evaluated; nobody else lists certificates.
_SCOPE = "(($1 <> '' AND c.area_code LIKE $1 || '%') OR c.organisation_id = $2 OR c.evaluator_id = $2)"
#: The same words as `certificates.verification.rules.standing`; a test compares the two.
_STANDING = """
CASE WHEN c.status <> 'issued' THEN c.status
     WHEN EXISTS (SELECT 1 FROM certificate_hold h WHERE h.certificate_id = c.id AND h.lifted_at IS NULL)
     THEN 'suspended' WHEN c.expires_on < $5 THEN 'expired' ELSE 'valid' END
"""
_FOUND = (
    f" WHERE {_SCOPE} AND ($3 = '' OR c.number = upper($3) OR c.holder_name LIKE $3 || '%')"
    f" AND ($4::text IS NULL OR $4 = {_STANDING})"
)
_COUNT = "SELECT count(*) FROM certificate c" + _FOUND  # noqa: S608 - constants only


def _scope(actor: Actor) -> tuple[str, uuid.UUID]:
    overseen = actor.area_prefix if actor.organisation_kind in ("hrss", "auditor") else ""
    return overseen, actor.organisation_id


async def find_certificate(actor: Actor, public_id: str) -> CertificateRow:
    """One certificate in scope. Raises `NotFound`."""
    row = await fetchrow(_ROW + " WHERE c.public_id = $3 AND " + _SCOPE, *_scope(actor), public_id)
    if row is None:
        raise NotFound()
    return _row(row)


async def by_number(number: str) -> CertificateRow:
    """The newest version under a number that was ever issued, else the newest. Raises `NotFound`."""
    newest = " WHERE c.number = $1 ORDER BY c.issued_at IS NOT NULL DESC, c.version DESC LIMIT 1"
    row = await fetchrow(_ROW + newest, number)
    if row is None:
        raise NotFound(
            text("There is no certificate with the number {number}.", number=number),
            remedy=text("Compare it with the certificate: 22 characters, beginning with a letter."),
        )
    return _row(row)


async def by_ids(certificate_ids: Sequence[uuid.UUID]) -> list[CertificateRow]:
    """These certificates by their numbers, for the system's own work."""
    rows = await fetch(_ROW + " WHERE c.id = ANY($1::uuid[]) ORDER BY c.number", list(certificate_ids))
    return [_row(row) for row in rows]


async def in_making(certificate_id: uuid.UUID) -> CertificateRow | None:
    """The next version of this certificate, while it is being made."""
    row = await fetchrow(_ROW + _NEXT, certificate_id)
    return _row(row) if row is not None else None


async def list_certificates(
    actor: Actor, *, search: str, standing: str | None, order_by: str, limit: int, offset: int
) -> tuple[list[CertificateRow], int]:
    """Certificates in scope by name or number; `order_by` comes from a whitelist of the page."""
    args = (*_scope(actor), search.strip(), standing, today())
    total = await fetchval(_COUNT, *args)
    rows = await fetch(f"{_ROW}{_FOUND} ORDER BY {order_by} LIMIT $6 OFFSET $7", *args, limit, offset)
    return [_row(row) for row in rows], total


async def holds_of(certificate_id: uuid.UUID) -> list[Hold]:
    """Every hold the certificate has or had, newest first."""
    rows = await fetch(
        "SELECT id, kind, reason, opened_by, opened_at, lifted_at, lift_reason, match_id"
        " FROM certificate_hold WHERE certificate_id = $1 ORDER BY opened_at DESC",
        certificate_id,
    )
    return [Hold(**dict(row)) for row in rows]


async def proposals_of(certificate_id: uuid.UUID) -> list[Proposal]:
    """Every proposal about the certificate, newest first."""
    rows = await fetch(
        "SELECT p.id, p.public_id, p.kind, p.reason_code, p.reason, p.document_no, p.proposed_by,"
        " coalesce(a.name, '') AS proposer_name, p.proposed_at, p.verdict, p.decided_at,"
        " r.public_id AS reissue"
        " FROM certificate_proposal p LEFT JOIN account a ON a.id = p.proposed_by"
        " LEFT JOIN reissue r ON r.id = p.reissue_id"
        " WHERE p.certificate_id = $1 ORDER BY p.proposed_at DESC",
        certificate_id,
    )
    return [Proposal(**dict(row)) for row in rows]


def _row(row: Any) -> CertificateRow:
    return CertificateRow(**dict(row))
