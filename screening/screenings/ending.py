"""When a match ends: with its ban, or because a newer one of the same pair takes its place."""

from __future__ import annotations

import uuid

from foundation.database import execute, fetch
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


async def replace_older(person_id: uuid.UUID, ban_id: uuid.UUID, newest: uuid.UUID) -> None:
    """What was judged, or is being judged, on older data of the pair is judged with the newest match instead.

    Nobody is let go by it: the newest match holds, so the floors above are told nothing.
    """
    await execute(
        "UPDATE match SET state = 'ended' WHERE person_id = $1 AND ban_id = $2 AND id <> $3"
        " AND state IN ('open', 'proposed', 'confirmed')",
        person_id,
        ban_id,
        newest,
    )
