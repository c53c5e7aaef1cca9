"""A confirmed match with the ban register: withdrawal is proposed, employer and health commission are told.

The system proposes, an officer decides: with the two who confirmed the match, three people stand behind it.
"""

from __future__ import annotations

import uuid

from certificates.watching.telling import put_notice
from foundation.actor import SYSTEM
from foundation.clock import now
from foundation.database import fetch, fetchrow, fetchval
from foundation.history import record
from foundation.ids import new_id, new_public_id
from foundation.text import text
from registry.people.rules import mask_name
from screening.screenings.events import MatchResolved

_PROPOSE = """
INSERT INTO certificate_proposal (id, public_id, certificate_id, kind, reason_code, reason, document_no,
                                  proposed_by, proposed_at)
VALUES ($1, $2, $3, 'withdraw', 'banned', $4, $5, $6, $7)
ON CONFLICT (certificate_id) WHERE decided_by IS NULL DO NOTHING RETURNING certificate_id
"""
_REASON = "禁入名单命中已由两人研判确认"
_EMPLOYERS = """
SELECT o.id, o.name, o.area_code FROM person_organisation l JOIN organisation o ON o.id = l.organisation_id
 WHERE l.person_id = $1 AND l.kind = 'worker' AND l.until IS NULL ORDER BY o.name, o.id
"""
#: The commission of the county; where none is on record, of its city, then of the province.
_COMMISSION = """
SELECT id FROM organisation WHERE kind = 'health_commission'
   AND area_code IN ($1, left($1, 4) || '00', left($1, 2) || '0000') ORDER BY area_code DESC, id LIMIT 1
"""


async def on_match_confirmed(event: MatchResolved) -> None:
    """Start what follows from it, in the transaction of the second opinion."""
    if event.state != "confirmed":
        return
    document_no = await fetchval("SELECT document_no FROM ban WHERE id = $1", event.ban_id)
    rows = await fetch(
        "SELECT id FROM certificate WHERE person_id = $1 AND status = 'issued' ORDER BY id", event.person_id
    )
    for row in rows:
        await _propose(row["id"], document_no)
    await _tell(event)


async def _propose(certificate_id: uuid.UUID, document_no: str) -> None:
    made = await fetchval(
        _PROPOSE,
        new_id(),
        new_public_id(),
        certificate_id,
        _REASON,
        document_no,
        SYSTEM.account_id,
        now(),
    )
    if made is not None:
        await record(SYSTEM, "certificate.withdraw_proposed", ("certificate", certificate_id), reason=_REASON)


async def _tell(event: MatchResolved) -> None:
    """The employer hears what to do, never why; the commission hears where the person works."""
    match = await fetchrow(
        "SELECT m.public_id, p.name, p.area_code FROM match m JOIN person p ON p.id = m.person_id"
        " WHERE m.id = $1",
        event.match_id,
    )
    assert match is not None  # it was decided just now
    employers = await fetch(_EMPLOYERS, event.person_id)
    subject = ("match", event.match_id)
    for employer in employers:
        said = text(
            "Please take {name} off all work with children at once and contact the county health commission.",
            name=mask_name(match["name"]),
        )
        await put_notice(employer["id"], "person.stopped", ("person", event.person_id), said, "/roster")
    areas = {employer["area_code"] for employer in employers} or {match["area_code"]}
    for commission in {await fetchval(_COMMISSION, area) for area in areas if area} - {None}:
        said = text(
            "A match is confirmed: {name}, working at: {institutions}. See to it that the work ends.",
            name=mask_name(match["name"]),
            institutions="、".join(employer["name"] for employer in employers) or "—",
        )
        await put_notice(commission, "match.confirmed", subject, said, f"/matches/{match['public_id']}")


async def still_confirmed(certificate_id: uuid.UUID) -> bool:
    """Whether the match behind a proposal of the system was not disputed or ruled out since."""
    found = await fetchval(
        "SELECT EXISTS (SELECT 1 FROM match m JOIN certificate c ON c.person_id = m.person_id"
        " WHERE c.id = $1 AND m.state = 'confirmed')",
        certificate_id,
    )
    return bool(found)
