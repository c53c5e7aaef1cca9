"""Which certificates people hold, for a higher level, and which were made from a training."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

from certificates.register.rules import LABELS, State
from foundation.database import fetch
from foundation.text import Text, text
from training.candidacy.rules import OwnCertificate

_HELD = """
SELECT c.person_id, c.number, c.occupation_code, c.level, c.issued_on FROM certificate c
 WHERE c.person_id = ANY($1::uuid[]) AND c.status = 'issued' AND c.issued_on <= $2
   AND (c.expires_on IS NULL OR c.expires_on >= $2)
   AND NOT EXISTS (SELECT 1 FROM certificate_hold h WHERE h.certificate_id = c.id AND h.lifted_at IS NULL)
 ORDER BY c.issued_on, c.number
"""
_MADE = """
SELECT c.number, c.status FROM certificate c JOIN evaluation_entry n ON n.id = c.entry_id
 WHERE n.enrolment_id = $1 AND c.status <> 'voided' ORDER BY c.number
"""


async def valid_certificates(
    person_ids: Sequence[uuid.UUID], day: date
) -> dict[uuid.UUID, list[OwnCertificate]]:
    """Issued, not withdrawn, on no hold and not expired; whoever holds none is left out."""
    found: dict[uuid.UUID, list[OwnCertificate]] = {}
    for row in await fetch(_HELD, list(person_ids), day):
        one = OwnCertificate(row["number"], row["occupation_code"], row["level"], row["issued_on"])
        found.setdefault(row["person_id"], []).append(one)
    return found


async def certificates_made(enrolment_id: uuid.UUID) -> list[Text]:
    """What was made from a training, each with its number and its state."""
    return [
        text("{number}: {state}", number=row["number"], state=LABELS[State(row["status"])])
        for row in await fetch(_MADE, enrolment_id)
    ]
