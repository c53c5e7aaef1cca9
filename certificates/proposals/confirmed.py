"""A confirmed match with the ban register: withdrawal is proposed, employer and health commission are told.

The system proposes, an officer decides: with the two who confirmed the match, three people stand behind it.
"""

from __future__ import annotations

import uuid

from asyncpg import Record

from certificates.proposals.informing import tell_of_confirmed
from certificates.watching.telling import put_notice
from foundation.actor import SYSTEM
from foundation.clock import now
from foundation.database import fetch, fetchval
from foundation.history import record
from foundation.ids import new_id, new_public_id
from foundation.text import text
from screening.screenings.events import MatchResolved

_PROPOSE = """
INSERT INTO certificate_proposal (id, public_id, certificate_id, kind, reason_code, reason, document_no,
                                  proposed_by, proposed_at)
VALUES ($1, $2, $3, 'withdraw', 'banned', $4, $5, $6, $7)
ON CONFLICT (certificate_id, kind) WHERE decided_by IS NULL DO NOTHING RETURNING certificate_id
"""
_REASON = "禁入名单命中已由两人研判确认"


async def on_match_confirmed(event: MatchResolved) -> None:
    """Start what follows from it, in the transaction of the second opinion."""
    if event.state != "confirmed":
        return
    document_no = await fetchval("SELECT document_no FROM ban WHERE id = $1", event.ban_id)
    rows = await fetch(
        "SELECT id, public_id, number, organisation_id FROM certificate"
        " WHERE person_id = $1 AND status = 'issued' ORDER BY id",
        event.person_id,
    )
    for row in rows:
        await _propose(row, document_no)
    await tell_of_confirmed(event)


async def _propose(certificate: Record, document_no: str) -> None:
    made = await fetchval(
        _PROPOSE,
        new_id(),
        new_public_id(),
        certificate["id"],
        _REASON,
        document_no,
        SYSTEM.account_id,
        now(),
    )
    if made is None:
        return
    subject = ("certificate", certificate["id"])
    await record(SYSTEM, "certificate.withdraw_proposed", subject, reason=_REASON)
    waits = text("Certificate {number}: a proposal waits for a decision.", number=certificate["number"])
    href = f"/certificates/{certificate['public_id']}"
    await put_notice(certificate["organisation_id"], "certificate.proposed", subject, waits, href)


async def still_confirmed(certificate_id: uuid.UUID) -> bool:
    """Whether the match behind a proposal of the system was not disputed or ruled out since."""
    found = await fetchval(
        "SELECT EXISTS (SELECT 1 FROM match m JOIN certificate c ON c.person_id = m.person_id"
        " WHERE c.id = $1 AND m.state = 'confirmed')",
        certificate_id,
    )
    return bool(found)
