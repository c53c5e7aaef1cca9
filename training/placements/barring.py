"""Whoever is confirmed to be banned is taken off every placement at once."""

from __future__ import annotations

from foundation.actor import SYSTEM
from foundation.database import fetch
from foundation.history import record
from screening.screenings.events import MatchResolved
from training.placements.hosted import hide_from_host

_CANCEL = """
UPDATE placement p SET status = 'cancelled'
  FROM enrolment e, placement before
 WHERE e.id = p.enrolment_id AND before.id = p.id AND e.person_id = $1
   AND p.status IN ('proposed', 'accepted', 'blocked', 'active', 'interrupted')
RETURNING p.id, p.host_id, before.status
"""


async def on_match_confirmed(event: MatchResolved) -> None:
    """Cancel what has not been completed; school and host read that it was stopped, never why."""
    if event.state != "confirmed":
        return
    for row in await fetch(_CANCEL, event.person_id):
        changes = {"status": (row["status"], "cancelled")}
        await record(
            SYSTEM, "placement.cancelled", ("placement", row["id"]), changes, reason="卫生健康部门要求停止"
        )
        await hide_from_host(SYSTEM, event.person_id, row["host_id"])
