"""Takes what happened to certificates into the log, in one order, and signs how long it is now."""

from __future__ import annotations

import uuid
from typing import Final

from certificates.credentials.keys import issuer_now
from certificates.log.checkpoints import Checkpoint, is_signed, signed_note
from certificates.log.entries import Entry, Happened, Past, Subject, entries
from certificates.log.queries import read_tiles, size_of_log
from certificates.log.rules import append, leaf_hash, needed, root
from foundation.clock import now
from foundation.database import copy_rows, execute, fetch, fetchval, transaction

#: Any fixed number: there is one order, so there is one who makes it.
_LOCK: Final = 7_004
#: So many facts in one transaction; what is left is taken by the next.
CHUNK: Final = 5_000

_WAITING = "SELECT id, certificate_id, kind, at FROM certificate_event WHERE NOT taken ORDER BY id LIMIT $1"
_PAST = """
SELECT certificate_id, sum(CASE kind WHEN 'held' THEN 1 WHEN 'released' THEN -1 ELSE 0 END)::integer AS holds,
       bool_or(kind IN ('withdrawn', 'superseded')) AS ended
  FROM certificate_event WHERE taken AND certificate_id = ANY($1::uuid[]) GROUP BY certificate_id
"""
_NAMED = """
SELECT c.id, k.sha256, c.pdf_sha256 FROM certificate c LEFT JOIN credential k ON k.certificate_id = c.id
 WHERE c.id = ANY($1::uuid[])
"""
_NEWEST = "SELECT note FROM log_checkpoint WHERE size = $1 ORDER BY at DESC LIMIT 1"
_GROW = """
INSERT INTO log_tile (level, number, hashes) VALUES ($1, $2, $3)
ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes
"""


async def sequence() -> int:
    """Take everything that waits into the log; by how much it grew. A first run signs an empty log."""
    total = 0
    while True:
        async with transaction():
            await execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
            happened = [Happened(**dict(row)) for row in await fetch(_WAITING, CHUNK)]
            total += await _take(happened)
        if len(happened) < CHUNK:
            return total


async def _take(happened: list[Happened]) -> int:
    added = list(entries(happened, *await _known([fact.certificate_id for fact in happened])))
    size = await size_of_log()
    tiles = await read_tiles(needed(size))
    changed = append(tiles, size, (leaf_hash(entry.data) for entry in added))
    await _write(added, size)
    for level, number in sorted(changed):
        await execute(_GROW, level, number, tiles[level, number])
    await execute(
        "UPDATE certificate_event SET taken = true WHERE id = ANY($1::bigint[])", [f.id for f in happened]
    )
    await _sign(Checkpoint(size + len(added), root(tiles, size + len(added))))
    return len(added)


async def _known(ids: list[uuid.UUID]) -> tuple[dict[uuid.UUID, Past], dict[uuid.UUID, Subject]]:
    past = {row["certificate_id"]: Past(row["holds"], row["ended"]) for row in await fetch(_PAST, ids)}
    rows = await fetch(_NAMED, ids)
    return past, {row["id"]: Subject(row["sha256"], row["pdf_sha256"]) for row in rows}


async def _write(added: list[Entry], size: int) -> None:
    rows = [(idx, e.certificate_id, e.kind, e.data) for idx, e in enumerate(added, size)]
    await copy_rows("log_entry", ["idx", "certificate_id", "kind", "data"], rows)


async def _sign(checkpoint: Checkpoint) -> None:
    """Sign it, unless the key in use has: one that was replaced leaves its last checkpoint to the next."""
    means = await issuer_now()
    there: str | None = await fetchval(_NEWEST, checkpoint.size)
    if there is not None and is_signed(there, means.log_name, means.log.public_key):
        return
    note = signed_note(means.log_name, checkpoint, means.log)
    await execute(
        "INSERT INTO log_checkpoint (size, note, at) VALUES ($1, $2, $3)", checkpoint.size, note, now()
    )
