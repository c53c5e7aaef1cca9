"""Recomputes the whole log from its entries, and compares it with certificates, tiles and checkpoints."""

from __future__ import annotations

import msgspec

from certificates.credentials.signing import issuer
from certificates.log.checkpoints import is_signed
from certificates.log.queries import latest_note, log_keys, read_checkpoints, read_tiles, size_of_log
from certificates.log.rules import Tiles, append, leaf_hash, root
from foundation.database import fetch, fetchval
from foundation.text import Text, text

_CHUNK = 10_000

#: What is in force or was once, and is neither in the log nor waiting to be taken into it.
_LEFT_OUT = """
SELECT c.number FROM certificate c
 WHERE c.status IN ('issued', 'withdrawn', 'superseded')
   AND NOT EXISTS (SELECT 1 FROM log_entry e WHERE e.certificate_id = c.id AND e.kind = 'issue')
   AND NOT EXISTS (SELECT 1 FROM certificate_event v
                    WHERE v.certificate_id = c.id AND v.kind = 'issued' AND NOT v.taken)
 ORDER BY c.number LIMIT 20
"""
_OTHER_CREDENTIAL = """
SELECT c.number FROM log_entry e JOIN certificate c ON c.id = e.certificate_id
  JOIN credential k ON k.certificate_id = c.id
 WHERE convert_from(e.data, 'UTF8')::jsonb ->> 'h' IS DISTINCT FROM encode(sha256(k.body), 'hex')
 ORDER BY c.number LIMIT 20
"""
#: The last word of the log about a certificate, against what is so; only where nothing waits.
_OTHER_STATE = """
SELECT c.number FROM certificate c
  JOIN LATERAL (SELECT kind FROM log_entry e WHERE e.certificate_id = c.id
                 ORDER BY idx DESC LIMIT 1) last ON true
 WHERE NOT EXISTS (SELECT 1 FROM certificate_event v WHERE v.certificate_id = c.id AND NOT v.taken)
   AND CASE WHEN c.status = 'withdrawn' THEN last.kind <> 'withdraw'
            WHEN c.status = 'superseded' THEN last.kind <> 'supersede'
            WHEN EXISTS (SELECT 1 FROM certificate_hold h
                          WHERE h.certificate_id = c.id AND h.lifted_at IS NULL)
            THEN last.kind <> 'suspend' ELSE last.kind NOT IN ('issue', 'reinstate') END
 ORDER BY c.number LIMIT 20
"""


class LogReport(msgspec.Struct, frozen=True):
    """How long the log is, what waits for it, and everything that is wrong with it."""

    size: int
    checkpoints: int
    waiting: int
    problems: list[Text]


async def check_log() -> LogReport:
    """Everything the log promises, from its first entry on."""
    problems: list[Text] = []
    size, tiles = await size_of_log(), Tiles()
    checkpoints = await read_checkpoints()
    claimed = dict(checkpoints)
    problems += [
        text("Checkpoint {size} is not signed by this log.", size=n) for n, c in checkpoints if c is None
    ]
    at = 0
    for end in sorted({*claimed, size}):
        at = await _grow(tiles, at, min(end, size), problems)
        said = claimed.get(end)
        if said is not None and (at != end or said.root != root(tiles, at)):
            problems.append(text("Checkpoint {size} does not fit the entries.", size=end))
    problems += await _tiles(tiles)
    if size not in claimed and size:
        problems.append(text("The newest entries are in no checkpoint."))
    note = await latest_note()
    counting = await log_keys()
    if note is not None and not any(is_signed(note, issuer().log_name, key) for key in counting):
        problems.append(text("The newest checkpoint is not signed by a key that counts."))
    problems += await _register()
    waiting = await fetchval("SELECT count(*) FROM certificate_event WHERE NOT taken")
    return LogReport(size, len(checkpoints), waiting, problems)


async def _grow(tiles: Tiles, at: int, end: int, problems: list[Text]) -> int:
    while at < end:
        rows = await fetch(
            "SELECT idx, data FROM log_entry WHERE idx >= $1 AND idx < $2 ORDER BY idx",
            at,
            min(at + _CHUNK, end),
        )
        if [row["idx"] for row in rows] != list(range(at, at + len(rows))) or not rows:
            problems.append(text("Entry {index} of the log is missing.", index=at))
            return at
        append(tiles, at, (leaf_hash(bytes(row["data"])) for row in rows))
        at += len(rows)
    return at


async def _tiles(computed: Tiles) -> list[Text]:
    kept = await fetchval("SELECT count(*) FROM log_tile")
    stored = await read_tiles(set(computed))
    wrong = [place for place, hashes in sorted(computed.items()) if stored.get(place) != hashes]
    problems = [
        text("Tile {number} of level {level} does not fit the entries.", number=number, level=level)
        for level, number in wrong
    ]
    if kept > len(computed):
        problems.append(text("There are tiles without entries."))
    return problems


async def _register() -> list[Text]:
    return [
        *[
            text("Certificate {number} is not in the log.", number=row["number"])
            for row in await fetch(_LEFT_OUT)
        ],
        *[
            text("The log names another credential for certificate {number}.", number=row["number"])
            for row in await fetch(_OTHER_CREDENTIAL)
        ],
        *[
            text(
                "The log says something else of certificate {number} than the register.", number=row["number"]
            )
            for row in await fetch(_OTHER_STATE)
        ],
    ]
