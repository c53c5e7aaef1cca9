"""What follows when new versions have taken the place of former ones, in the transaction that issued them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from certificates.watching.telling import tell_watchers
from foundation.actor import Actor
from foundation.database import execute, fetch
from foundation.history import record_many

#: The database ended the former version in the moment of the issue (certificates_0012).
_REPLACED = """
SELECT o.id AS former, n.id AS new,
       EXISTS (SELECT 1 FROM certificate_hold h WHERE h.certificate_id = o.id AND h.lifted_at IS NULL) AS held
  FROM certificate n JOIN certificate o ON o.number = n.number AND o.version < n.version
   AND o.status = 'superseded' AND o.ended_at = n.issued_at
 WHERE n.id = ANY($1::uuid[]) AND n.version > 1 ORDER BY n.number
"""
_WATCH_ON = """
UPDATE certificate_watch w SET certificate_id = x.new
  FROM unnest($1::uuid[], $2::uuid[]) AS x (former, new)
 WHERE w.certificate_id = x.former AND w.ended_on IS NULL
"""


async def follow(actor: Actor, issued: Sequence[uuid.UUID]) -> None:
    """History of the former versions; whoever watches one watches the new one from now on.

    Watchers are told where the answer changes only: a valid certificate that was replaced is a valid one.
    """
    rows = await fetch(_REPLACED, list(issued))
    if not rows:
        return
    changes = {"status": ("issued", "superseded")}
    await record_many(
        actor, "certificate.superseded", "certificate", {row["former"]: changes for row in rows}
    )
    await execute(_WATCH_ON, [row["former"] for row in rows], [row["new"] for row in rows])
    for row in rows:
        if row["held"]:
            await tell_watchers(row["new"])
