"""Whether the keys on record are those that the identities on record give under the key in use."""

from __future__ import annotations

import asyncio
import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from foundation.database import fetch
from foundation.sealing import key_hash64
from registry.people.queries import identities
from screening.bans.rules import SEARCHED
from screening.matching.rules import Key, ban_keys, worker_keys
from screening.screenings.identities import banned, of_person

_SLICE: Final = 200
#: All bans are compared every time; of the people, as many as there may be bans to one day.
_PEOPLE: Final = 200


async def bans_keyed_wrongly() -> int:
    """How many bans that must be found lack a key, or have keys although they must not be found."""
    searched = [str(status) for status in SEARCHED]
    stray = await fetch(
        "SELECT DISTINCT k.ban_id FROM ban_key k JOIN ban ON ban.id = k.ban_id"
        " WHERE ban.status <> ALL($1::text[])",
        searched,
    )
    rows = await fetch("SELECT id FROM ban WHERE status = ANY($1::text[]) ORDER BY id", searched)
    wrong = len(stray)
    for first in range(0, len(rows), _SLICE):
        wrong += await _wrong_bans([row["id"] for row in rows[first : first + _SLICE]])
        await asyncio.sleep(0)  # the pages of the same process go on
    return wrong


async def _wrong_bans(ban_ids: list[uuid.UUID]) -> int:
    known = await banned(ban_ids)
    stored = await _stored("SELECT ban_id AS owner, k FROM ban_key WHERE ban_id = ANY($1::uuid[])", ban_ids)
    return sum(
        1
        for ban_id in ban_ids
        if ban_id not in known or not _complete(ban_keys(known[ban_id].identity), stored[ban_id])
    )


async def people_keyed_wrongly() -> int:
    """How many of the people who were registered last lack a key that they should have."""
    rows = await fetch("SELECT id FROM person ORDER BY id DESC LIMIT $1", _PEOPLE)
    known = await identities([row["id"] for row in rows])
    stored = await _stored(
        "SELECT person_id AS owner, k FROM person_key WHERE person_id = ANY($1::uuid[])", list(known)
    )
    expected = {person_id: worker_keys(of_person(recorded)) for person_id, recorded in known.items()}
    return sum(1 for person_id, keys in expected.items() if keys and not _complete(keys, stored[person_id]))


async def _stored(sql: str, owners: list[uuid.UUID]) -> defaultdict[uuid.UUID, set[int]]:
    keys: defaultdict[uuid.UUID, set[int]] = defaultdict(set)
    for row in await fetch(sql, owners):
        keys[row["owner"]].add(row["k"])
    return keys


def _complete(keys: Iterable[Key], stored: set[int]) -> bool:
    wanted = {key_hash64(key.kind, key.value) for key in keys}
    return bool(wanted) and wanted <= stored
