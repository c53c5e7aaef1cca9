"""Search keys of people and bans: written in the same transaction as what they are made from."""

from __future__ import annotations

import uuid

from foundation.database import execute
from foundation.sealing import key_hash64, keyring
from registry.people.queries import identity
from screening.matching.rules import Identity, Key, ban_keys, worker_keys
from screening.screenings.identities import of_person

_INSERT_PERSON = """
INSERT INTO person_key (k, key_version, person_id, strong)
SELECT k, $3, $1, strong FROM unnest($2::bigint[], $4::boolean[]) AS t (k, strong)
"""
_INSERT_BAN = """
INSERT INTO ban_key (k, key_version, ban_id, strong)
SELECT k, $3, $1, strong FROM unnest($2::bigint[], $4::boolean[]) AS t (k, strong)
"""


async def rekey(person_id: uuid.UUID) -> None:
    """Write the keys of a person anew."""
    await execute("DELETE FROM person_key WHERE person_id = $1", person_id)
    await _write(_INSERT_PERSON, person_id, worker_keys(of_person(await identity(person_id))))


async def write_ban_keys(ban_id: uuid.UUID, banned: Identity) -> None:
    """Write the keys of a ban; the database holds strong hits, moves the epoch and locks out issuing."""
    await _write(_INSERT_BAN, ban_id, ban_keys(banned))


async def drop_ban_keys(ban_id: uuid.UUID) -> None:
    """An annulled or lifted ban is found no more."""
    await execute("DELETE FROM ban_key WHERE ban_id = $1", ban_id)


async def _write(statement: str, owner: uuid.UUID, keys: list[Key]) -> None:
    hashed = {key_hash64(key.kind, key.value): key.strong for key in keys}
    await execute(statement, owner, list(hashed), keyring().current, list(hashed.values()))
