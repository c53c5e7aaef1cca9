"""Reads of the log: checkpoint, tiles, entries, and the proof that a certificate is in it."""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from datetime import datetime
from typing import Any

import msgspec

from certificates.credentials.signing import issuer
from certificates.log.checkpoints import Checkpoint, read_note, verifier_key
from certificates.log.rules import WIDTH, Tiles, inclusion, needed
from foundation.database import fetch, fetchrow, fetchval

_EVER = "SELECT public_key FROM issuer_key WHERE purpose = 'log' ORDER BY since, public_key"
_AFFECTED = """
SELECT c.number, c.version, c.status, e.idx AS index
  FROM credential k JOIN certificate c ON c.id = k.certificate_id
  LEFT JOIN log_entry e ON e.certificate_id = c.id AND e.kind = 'issue'
 WHERE k.signed_with = $1 ORDER BY c.number, c.version
"""
#: By the digest as entries write it, not by what the register knows.
_FIND = """
SELECT e.idx AS index, e.kind, (SELECT min(p.at) FROM log_checkpoint p WHERE p.size > e.idx) AS covered_at
  FROM log_entry e WHERE position($1::bytea IN e.data) > 0 ORDER BY e.idx
"""


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
    note: str | None = await fetchval("SELECT note FROM log_checkpoint ORDER BY size DESC, at DESC LIMIT 1")
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
    """Every checkpoint by its size, oldest first; nothing in place of one that no key of ours ever signed.

    A key that was struck off does not undo what was seen before it: the entries say whether it fits.
    """
    name = issuer().log_name
    keys = [bytes(row["public_key"]) for row in await fetch(_EVER)]
    found: list[tuple[int, Checkpoint | None]] = []
    for row in await fetch("SELECT size, note FROM log_checkpoint ORDER BY size, at"):
        try:
            found.append((row["size"], read_note(row["note"], name, keys)))
        except ValueError:
            found.append((row["size"], None))
    return found


class Affected(msgspec.Struct, frozen=True):
    """A certificate that a key signed, and where the log says so."""

    number: str
    version: int
    status: str
    index: int | None


async def affected_by(public_key: bytes) -> list[Affected]:
    """Everything this key signed, as register and log know it: what is not here, somebody else made."""
    return [Affected(**dict(row)) for row in await fetch(_AFFECTED, public_key)]


class Found(msgspec.Struct, frozen=True):
    """Where a credential stands in the log, and since when a signed checkpoint covers it."""

    index: int
    kind: str
    covered_at: datetime | None


async def find_in_log(body: bytes) -> list[Found]:
    """Everything the log says about exactly these bytes of a credential."""
    return [Found(**dict(row)) for row in await fetch(_FIND, hashlib.sha256(body).hexdigest().encode())]
