"""Tells the institutions that watch a certificate, in the transaction in which its answer changes."""

from __future__ import annotations

import uuid

import msgspec

from foundation.clock import now
from foundation.database import execute, fetch
from foundation.ids import new_id
from foundation.text import Text, text
from screening.screenings.events import MatchOpened

_WATCHED = """
SELECT w.organisation_id, c.id AS certificate_id, c.public_id, c.number, c.holder_name
  FROM certificate c JOIN certificate_watch w ON w.certificate_id = c.id AND w.ended_on IS NULL
 WHERE c.person_id = $1 AND c.status = 'issued'
"""
_NOTICE = """
INSERT INTO notice (id, organisation_id, kind, subject_kind, subject_id, message, href, at)
VALUES ($1, $2, $3, 'certificate', $4, $5, $6, $7)
"""


async def on_match_opened(event: MatchOpened) -> None:
    """Say that a certificate is on hold and whom to ask: minimum disclosure, never a word about a ban."""
    for row in await fetch(_WATCHED, event.person_id):
        message = text(
            "No valid certificate can be shown for {name} at present ({number}). Please contact the county"
            " health commission.",
            name=row["holder_name"],
            number=row["number"],
        )
        await tell(row["organisation_id"], "certificate.on_hold", row["certificate_id"], message, "/watching")


async def tell(
    organisation_id: uuid.UUID, kind: str, certificate_id: uuid.UUID, message: Text, href: str
) -> None:
    """Put a notice on an organisation's desk."""
    stored = msgspec.json.encode(message).decode()
    await execute(_NOTICE, new_id(), organisation_id, kind, certificate_id, stored, href, now())
