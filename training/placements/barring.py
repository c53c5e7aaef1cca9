"""Whoever may be banned rests, and whoever is confirmed to be is taken off every placement at once."""

from __future__ import annotations

from typing import Final

from foundation.actor import SYSTEM
from foundation.database import fetch
from foundation.history import record
from screening.screenings.events import MatchOpened, MatchResolved
from training.placements.hosted import hide_from_host

_CANCEL = """
UPDATE placement p SET status = 'cancelled'
  FROM enrolment e, placement before
 WHERE e.id = p.enrolment_id AND before.id = p.id AND e.person_id = $1
   AND p.status IN ('proposed', 'accepted', 'blocked', 'active', 'interrupted')
RETURNING p.id, p.host_id, before.status
"""


_REST = """
UPDATE placement p SET status = 'interrupted' FROM enrolment e
 WHERE e.id = p.enrolment_id AND e.person_id = $1 AND p.status = 'active'
RETURNING p.id
"""
#: What school and host read; never more.
_REASON: Final = "卫生健康部门要求停止"


async def on_match_opened(event: MatchOpened) -> None:
    """Whoever carries the document of somebody banned is not among children while that is looked into."""
    if event.strength != "strong":
        return
    for row in await fetch(_REST, event.person_id):
        changes = {"status": ("active", "interrupted")}
        await record(SYSTEM, "placement.interrupted", ("placement", row["id"]), changes, reason=_REASON)


async def on_match_confirmed(event: MatchResolved) -> None:
    """Cancel what has not been completed; school and host read that it was stopped, never why."""
    if event.state != "confirmed":
        return
    for row in await fetch(_CANCEL, event.person_id):
        changes = {"status": (row["status"], "cancelled")}
        await record(SYSTEM, "placement.cancelled", ("placement", row["id"]), changes, reason=_REASON)
        await hide_from_host(SYSTEM, event.person_id, row["host_id"])
