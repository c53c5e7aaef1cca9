"""New keys for everybody, as after a change of the matcher's tables; nobody goes unfound meanwhile."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Final

from foundation.database import execute, fetch, transaction
from foundation.sealing import key_hash64, keyring
from registry.people.queries import identities
from screening.bans.rules import SEARCHED
from screening.matching.rules import Key, ban_keys, worker_keys
from screening.screenings.identities import banned, of_person

Told = Callable[[int, int], None]
_SLICE: Final = 200
_ADD: Final = {
    "person": """
INSERT INTO person_key (k, key_version, person_id, strong)
SELECT k, $3, $1, strong FROM unnest($2::bigint[], $4::boolean[]) AS t (k, strong) ON CONFLICT DO NOTHING
""",
    "ban": """
INSERT INTO ban_key (k, key_version, ban_id, strong)
SELECT k, $3, $1, strong FROM unnest($2::bigint[], $4::boolean[]) AS t (k, strong) ON CONFLICT DO NOTHING
""",
}
_DROP: Final = {
    "person": "DELETE FROM person_key WHERE person_id = $1 AND k <> ALL($2::bigint[])",
    "ban": "DELETE FROM ban_key WHERE ban_id = $1 AND k <> ALL($2::bigint[])",
}
Owner = tuple[str, uuid.UUID]


async def rekey_everybody(told: Told) -> int:
    """Add the keys that people and bans should have, then drop those they should not; how many owners.

    In this order, so that old keys meet old ones and new ones new ones until the last is written. `told`
    hears how far it is. May be broken off and begun again.
    """
    people = [("person", row["id"]) for row in await fetch("SELECT id FROM person ORDER BY id")]
    searched = [str(status) for status in SEARCHED]
    rows = await fetch("SELECT id FROM ban WHERE status = ANY($1::text[]) ORDER BY id", searched)
    owners: list[Owner] = [*people, *(("ban", row["id"]) for row in rows)]
    for done, drops in enumerate((False, True)):
        for at in range(0, len(owners), _SLICE):
            await _rekey(owners[at : at + _SLICE], drops)
            told(done * len(owners) + min(at + _SLICE, len(owners)), 2 * len(owners))
    return len(owners)


async def _rekey(owners: list[Owner], drops: bool) -> None:
    async with transaction():
        for (kind, owner), keys in (await _keys(owners)).items():
            hashed = {key_hash64(key.kind, key.value): key.strong for key in keys}
            if drops:
                await execute(_DROP[kind], owner, list(hashed))
            else:
                await execute(_ADD[kind], owner, list(hashed), keyring().current, list(hashed.values()))


async def _keys(owners: list[Owner]) -> dict[Owner, list[Key]]:
    people = await identities([owner for kind, owner in owners if kind == "person"])
    bans = await banned([owner for kind, owner in owners if kind == "ban"])
    found: dict[Owner, list[Key]] = {("person", one): worker_keys(of_person(people[one])) for one in people}
    return found | {("ban", one): ban_keys(bans[one].identity) for one in bans}
