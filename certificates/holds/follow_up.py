"""What the ban register's news does to holds: cleared matches and ended bans let go, once screened anew."""

from __future__ import annotations

import uuid

from certificates.watching.telling import tell_watchers
from foundation.actor import SYSTEM
from foundation.clock import now
from foundation.database import fetch, transaction
from foundation.history import record
from screening.bans.events import BanEnded
from screening.screenings.actions import screen
from screening.screenings.events import MatchResolved

_HELD_BY = """
SELECT DISTINCT c.person_id FROM certificate_hold h JOIN certificate c ON c.id = h.certificate_id
 WHERE h.ban_id = $1 AND h.lifted_at IS NULL
"""
#: Whoever is clear of every ban is held by none: also what an earlier clearing had to leave, since another
#: match was still open then, is let go.
_LIFT = """
UPDATE certificate_hold h SET lifted_at = $2, lift_reason = $3, lift_screening_id = $4
  FROM certificate c
 WHERE c.id = h.certificate_id AND c.person_id = $1 AND h.ban_id IS NOT NULL AND h.lifted_at IS NULL
RETURNING h.certificate_id
"""


async def on_match_resolved(event: MatchResolved) -> None:
    """A pair ruled out no longer holds that person's certificates; a confirmed one goes on holding."""
    if event.state in ("cleared", "ended"):
        await _let_go([event.person_id], f"match {event.state}")


async def on_ban_ended(event: BanEnded) -> None:
    """What the ban held without a match on record is let go as well."""
    await _let_go([row["person_id"] for row in await fetch(_HELD_BY, event.ban_id)], "ban ended")


async def _let_go(people: list[uuid.UUID], reason: str) -> None:
    """Lift what bans hold, for whoever is clear of all of them; the database asks for the same proof."""
    async with transaction():
        for person_id in people:
            screening = await screen(SYSTEM, person_id, "ban_amended", reason)
            if screening.result != "clear":
                continue
            lifted = await fetch(_LIFT, person_id, now(), reason, screening.id)
            for certificate_id in {row["certificate_id"] for row in lifted}:
                subject = ("certificate", certificate_id)
                await record(SYSTEM, "certificate.released", subject, {"held": (True, False)}, reason=reason)
                await tell_watchers(certificate_id)
