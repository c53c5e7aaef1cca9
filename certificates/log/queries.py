"""Reads of the log: checkpoint, tiles, entries, and the proof that a certificate is in it."""

from __future__ import annotations

import base64
import json
import uuid
from typing import Any

from certificates.credentials.signing import issuer
from certificates.log.checkpoints import Checkpoint, read_note, verifier_key
from certificates.log.rules import WIDTH, Tiles, inclusion, needed
from foundation.database import fetch, fetchrow, fetchval


async def size_of_log() -> int:
    """How many entries there are."""
    return int(await fetchval("SELECT coalesce(max(idx) + 1, 0) FROM log_entry"))


async def read_tiles(wanted: set[tuple[int, int]]) -> Tiles:
    """These tiles, as far as they exist."""
    levels, numbers = [level for level, _ in wanted], [number for _, number in wanted]
    rows = await fetch(
        "SELECT t.level, t.number, t.hashes FROM log_tile t"
        " JOIN unnest($1::smallint[], $2::bigint[]) AS w (level, number) USING (level, number)",
        levels,
        numbers,
    )
    return {(row["level"], row["number"]): bytes(row["hashes"]) for row in rows}


async def latest_note() -> str | None:
    """The newest signed checkpoint."""
    note: str | None = await fetchval("SELECT note FROM log_checkpoint ORDER BY size DESC LIMIT 1")
    return note


async def log_keys() -> list[bytes]:
    """Keys whose checkpoints count, the one in use first."""
    rows = await fetch(
        "SELECT public_key FROM issuer_key WHERE purpose = 'log' AND state <> 'compromised'"
        " ORDER BY state = 'active' DESC, since DESC, public_key"
    )
    return [bytes(row["public_key"]) for row in rows]


async def verifier_keys() -> list[str]:
    """The same as verifiers of signed notes take them."""
    return [verifier_key(issuer().log_name, key) for key in await log_keys()]


async def entry_bundle(number: int, width: int) -> bytes | None:
    """Entries of one tile, each behind its length; nothing where there are not so many."""
    first = number * WIDTH
    rows = await fetch(
        "SELECT data FROM log_entry WHERE idx >= $1 AND idx < $2 ORDER BY idx", first, first + width
    )
    if len(rows) != width:
        return None
    return b"".join(len(row["data"]).to_bytes(2, "big") + bytes(row["data"]) for row in rows)


async def inclusion_of(certificate_id: uuid.UUID) -> tuple[str, dict[str, Any]] | None:
    """The newest checkpoint, and the proof that the issue of this certificate is in it; or not in it yet."""
    note = await latest_note()
    row = await fetchrow(
        "SELECT idx, data FROM log_entry WHERE certificate_id = $1 AND kind = 'issue'", certificate_id
    )
    if note is None or row is None:
        return None
    said = checkpoint_of(note)
    path = inclusion(await read_tiles(needed(said.size, row["idx"])), row["idx"], said.size)
    return note, {
        "log": issuer().log_name,
        "index": row["idx"],
        "size": said.size,
        "entry": json.loads(row["data"]),
        "hashes": [base64.b64encode(step).decode() for step in path],
    }


def checkpoint_of(note: str) -> Checkpoint:
    """What one of our own checkpoints says, without asking who signed it."""
    _, size, root = note.split("\n")[:3]
    return Checkpoint(int(size), base64.b64decode(root))


async def read_checkpoints() -> list[tuple[int, Checkpoint | None]]:
    """Every checkpoint by its size, oldest first; nothing in place of one that no key of ours signed."""
    name, keys = issuer().log_name, await log_keys()
    found: list[tuple[int, Checkpoint | None]] = []
    for row in await fetch("SELECT size, note FROM log_checkpoint ORDER BY size"):
        try:
            found.append((row["size"], read_note(row["note"], name, keys)))
        except ValueError:
            found.append((row["size"], None))
    return found
