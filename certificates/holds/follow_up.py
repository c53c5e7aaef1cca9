"""What the ban register's news does to holds: cleared matches and ended bans let go, once screened anew."""

from __future__ import annotations

import uuid

from foundation.actor import SYSTEM
from foundation.clock import now
from foundation.database import execute, fetch, transaction
from foundation.history import record
from screening.bans.events import BanEnded
from screening.screenings.actions import screen
from screening.screenings.events import MatchResolved

#: Certificates on hold because of this ban (by the database's own retro-screening or by a match).
_HELD = """
SELECT h.id, h.certificate_id, c.person_id
  FROM certificate_hold h JOIN certificate c ON c.id = h.certificate_id
 WHERE h.ban_id = $1 AND h.lifted_at IS NULL AND ($2::uuid IS NULL OR c.person_id = $2)
"""
_LIFT = """
UPDATE certificate_hold SET lifted_at = $2, lift_reason = $3, lift_screening_id = $4
 WHERE id = $1 AND lifted_at IS NULL
"""


async def on_match_resolved(event: MatchResolved) -> None:
    """A pair ruled out no longer holds that person's certificates; a confirmed one goes on holding."""
    if event.state in ("cleared", "ended"):
        await _let_go(event.ban_id, event.person_id, f"match {event.state}")


async def on_ban_ended(event: BanEnded) -> None:
    """What the ban held without a match on record is let go as well."""
    await _let_go(event.ban_id, None, "ban ended")


async def _let_go(ban_id: uuid.UUID, person_id: uuid.UUID | None, reason: str) -> None:
    """Lift what this ban held, for whoever is clear of all others; the database asks for the same proof."""
    async with transaction():
        for hold in await fetch(_HELD, ban_id, person_id):
            screening = await screen(SYSTEM, hold["person_id"], "ban_amended", reason)
            if screening.result != "clear":
                continue
            await execute(_LIFT, hold["id"], now(), reason, screening.id)
            await record(
                SYSTEM,
                "certificate.released",
                ("certificate", hold["certificate_id"]),
                {"held": (True, False)},
                reason=reason,
            )
