"""Search keys of people and bans: written in the same transaction as what they are made from.

They lie in a schema of their own that this process cannot read: it asks who shares a key with whom.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal

from foundation.database import execute, fetch, fetchval
from foundation.errors import Unavailable
from foundation.keys import read_keys_again
from foundation.sealing import key_hash64, search_keys
from foundation.text import text
from registry.people.queries import identity
from screening.matching.rules import Identity, Key, ban_keys, worker_keys
from screening.screenings.identities import of_person

Kind = Literal["person", "ban"]
_PUT: dict[Kind, str] = {
    "person": "SELECT screening_keys.put_people($1, $2, $3, $4, $5, $6, $7, $8)",
    "ban": "SELECT screening_keys.put_bans($1, $2, $3, $4, $5, $6, $7, $8)",
}


async def rekey(person_id: uuid.UUID) -> None:
    """Write the keys of a person anew."""
    await put("person", {person_id: worker_keys(of_person(await identity(person_id)))})


async def write_ban_keys(ban_id: uuid.UUID, banned: Identity) -> None:
    """Write the keys of a ban; the database holds strong hits, moves the epoch and locks out issuing."""
    await put("ban", {ban_id: ban_keys(banned)})


async def drop_ban_keys(ban_id: uuid.UUID) -> None:
    """An annulled or lifted ban is found no more."""
    await execute("SELECT screening_keys.drop_ban($1)", ban_id)


async def put(kind: Kind, owners: Mapping[uuid.UUID, Sequence[Key]], *, only: bool = True) -> None:
    """Write the keys of these owners under every version in use; with `only`, what they had besides goes.

    While the search key is being changed, a process that was started before learns the new one from the key
    file. Raises `Unavailable` when it is not there: nothing is written that somebody else could not find.
    """
    unknown = await _try(kind, owners, only)
    if unknown:
        await read_keys_again()
        unknown = await _try(kind, owners, only)
    if unknown:
        raise Unavailable(
            text("Search key version {version} is missing, or is another one.", version=unknown[0]),
            remedy=text("Put the key file that holds it in place and restart the service."),
        )


async def _try(kind: Kind, owners: Mapping[uuid.UUID, Sequence[Key]], only: bool) -> list[int]:
    ring = search_keys()
    rows = {
        (owner, key_hash64(key.kind, key.value, search)): (search.version, key.strong)
        for owner, keys in owners.items()
        for search in ring
        for key in keys
    }
    unknown: list[int] = await fetchval(
        _PUT[kind],
        list(owners),
        [owner for owner, _ in rows],
        [hashed for _, hashed in rows],
        [version for version, _ in rows.values()],
        [strong for _, strong in rows.values()],
        [search.version for search in ring],
        [search.fingerprint() for search in ring],
        only,
    )
    return unknown


async def sharing(person_ids: Sequence[uuid.UUID], day: date) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Pairs of a person and a ban in force that share a key; no pair is ever left out."""
    rows = await fetch("SELECT person_id, ban_id FROM screening_keys.candidates($1, $2)", person_ids, day)
    return [(row["person_id"], row["ban_id"]) for row in rows]


async def people_sharing(ban_id: uuid.UUID) -> list[uuid.UUID]:
    """Everybody who shares a key with this ban."""
    return [row["p"] for row in await fetch("SELECT p FROM screening_keys.people_of($1) AS p", ban_id)]


async def keyed(person_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these people who can be found by the version that is live."""
    rows = await fetch("SELECT p FROM screening_keys.keyed($1) AS p", list(person_ids))
    return {row["p"] for row in rows}
