"""What the installed matcher would find, beside what stands on record; it opens no match and holds nobody."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence

from foundation.clock import today
from foundation.database import execute, fetch
from foundation.sealing import blind_index
from registry.people.queries import identities
from screening.bans.rules import SEARCHED
from screening.matching.keys import ban_keys, worker_keys
from screening.matching.rules import Key, judge
from screening.screenings.identities import banned, of_person
from screening.screenings.queries import list_length

Pair = tuple[uuid.UUID, uuid.UUID]

_SEARCHED_BANS = """
SELECT id FROM ban WHERE status = ANY($1::text[]) AND (term_until IS NULL OR term_until >= $2) ORDER BY id
"""
_ON_RECORD = """
SELECT m.person_id, m.ban_id, max(m.strength) AS strength FROM match m JOIN ban b ON b.id = m.ban_id
 WHERE m.person_id = ANY($1::uuid[]) AND m.state <> 'ended' AND b.status = ANY($2::text[])
   AND (b.term_until IS NULL OR b.term_until >= $3)
 GROUP BY m.person_id, m.ban_id
"""
_DIFFERS = """
INSERT INTO sweep_difference (sweep_id, person_id, ban_id, found_before, found_now)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (sweep_id, person_id, ban_id) DO UPDATE SET found_before = $4, found_now = $5
"""
_SLICE = 200


async def write_ban_keys(sweep_id: uuid.UUID) -> None:
    """The keys that the installed matcher gives every ban, apart from those in use."""
    await forget_ban_keys(sweep_id)
    rows = await fetch(_SEARCHED_BANS, _searched(), today())
    for at in range(0, len(rows), _SLICE):
        known = await banned([row["id"] for row in rows[at : at + _SLICE]])
        keys = {
            (hashed, ban_id) for ban_id, one in known.items() for hashed in _hashes(ban_keys(one.identity))
        }
        hashes, bans = [hashed for hashed, _ in keys], [ban_id for _, ban_id in keys]
        await execute("SELECT screening_keys.put_shadow($1, $2, $3)", sweep_id, hashes, bans)


async def forget_ban_keys(sweep_id: uuid.UUID) -> None:
    """The trial is over, or begins anew."""
    await execute("SELECT screening_keys.drop_shadow($1)", sweep_id)


async def compare(sweep_id: uuid.UUID, person_ids: Sequence[uuid.UUID]) -> int:
    """Write down where these people's pairs are judged otherwise than they stand on record; how many."""
    before = await _on_record(person_ids)
    now_found = await _found(sweep_id, person_ids)
    different = 0
    for person_id, ban_id in sorted(before.keys() | now_found.keys()):
        old, new = before.get((person_id, ban_id), "clear"), now_found.get((person_id, ban_id), "clear")
        if old != new:
            different += 1
            await execute(_DIFFERS, sweep_id, person_id, ban_id, old, new)
    return different


async def _on_record(person_ids: Sequence[uuid.UUID]) -> dict[Pair, str]:
    rows = await fetch(_ON_RECORD, list(person_ids), _searched(), today())
    return {(row["person_id"], row["ban_id"]): row["strength"] for row in rows}


async def _found(sweep_id: uuid.UUID, person_ids: Sequence[uuid.UUID]) -> dict[Pair, str]:
    people = {person_id: of_person(one) for person_id, one in (await identities(person_ids)).items()}
    owners: dict[int, list[uuid.UUID]] = defaultdict(list)
    for person_id, one in people.items():
        for hashed in _hashes(worker_keys(one)):
            owners[hashed].append(person_id)
    rows = await fetch("SELECT k, ban_id FROM screening_keys.shadow_bans($1, $2)", sweep_id, list(owners))
    pairs = {(person_id, row["ban_id"]) for row in rows for person_id in owners[row["k"]]}
    bans = await banned({ban_id for _, ban_id in pairs})
    listed = await list_length()
    judged = {pair: judge(people[pair[0]], bans[pair[1]].identity, listed).state for pair in pairs}
    return {pair: str(state) for pair, state in judged.items() if state != "clear"}


def _hashes(keys: Iterable[Key]) -> set[int]:
    # Not under the search key: that may change while the trial lasts.
    digests = (blind_index(f"shadow {key.kind}", key.value) for key in keys)
    return {int.from_bytes(digest[:8], "big", signed=True) for digest in digests}


def _searched() -> list[str]:
    return [str(status) for status in SEARCHED]
