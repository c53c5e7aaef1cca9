"""When a ban ends, its matches end with it."""

from __future__ import annotations

import uuid

from foundation.database import fetch
from foundation.events import publish
from screening.screenings.events import MatchResolved


async def end_matches(ban_id: uuid.UUID) -> None:
    """End every living match of the ban and tell the floors above."""
    rows = await fetch(
        "UPDATE match SET state = 'ended' WHERE ban_id = $1 AND state <> 'ended' RETURNING id, person_id",
        ban_id,
    )
    for row in rows:
        await publish(MatchResolved(row["id"], row["person_id"], ban_id, "ended"))
