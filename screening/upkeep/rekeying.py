"""New keys for everybody, as after a change of the matcher's tables; nobody goes unfound meanwhile."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Final

from foundation.database import execute, fetch, transaction
from registry.people.queries import identities
from screening.bans.rules import SEARCHED
from screening.matching.rules import Key, ban_keys, worker_keys
from screening.screenings.identities import banned, of_person
from screening.screenings.keys import Kind, put

Told = Callable[[int, int], None]
#: While a slice of bans is written nobody is issued a certificate: small slices, short waits.
SLICES: Final[dict[Kind, int]] = {"person": 200, "ban": 25}
_AFTER: Final[dict[Kind, str]] = {
    "person": "SELECT id FROM person WHERE ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT $2",
    "ban": "SELECT id FROM ban WHERE ($1::uuid IS NULL OR id > $1) AND status = ANY($3::text[])"
    " ORDER BY id LIMIT $2",
}


async def rekey_everybody(told: Told) -> int:
    """Add the keys that people and bans should have, then drop those they should not; how many owners.

    In this order, so that old keys meet old ones and new ones new ones until the last is written. `told`
    hears how far it is. May be broken off and begun again.
    """
    total = await owners_count()
    done = 0
    for only in (False, True):
        for kind in SLICES:
            after: uuid.UUID | None = None
            while owners := await owners_after(kind, after):
                await write_keys(kind, owners, only=only)
                after = owners[-1]
                done += len(owners)
                told(min(done, 2 * total), 2 * total)
    return total


async def owners_count() -> int:
    """How many people and bans there are to go through."""
    (row,) = await fetch(
        "SELECT (SELECT count(*) FROM person)"
        " + (SELECT count(*) FROM ban WHERE status = ANY($1::text[])) AS n",
        _searched(),
    )
    return int(row["n"])


async def owners_after(kind: Kind, after: uuid.UUID | None) -> list[uuid.UUID]:
    """The next slice of people, or of bans that are searched."""
    more = (_searched(),) if kind == "ban" else ()
    return [row["id"] for row in await fetch(_AFTER[kind], after, SLICES[kind], *more)]


async def write_keys(kind: Kind, owners: Sequence[uuid.UUID], *, only: bool) -> None:
    """Write the keys of these owners from what is on record; nobody changes it meanwhile."""
    async with transaction():
        if kind == "ban":
            await execute("SELECT pg_advisory_xact_lock(7001)")
        else:
            await execute("SELECT 1 FROM person WHERE id = ANY($1::uuid[]) ORDER BY id FOR SHARE", owners)
        await put(kind, await _keys(kind, owners), only=only)


async def _keys(kind: Kind, owners: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Key]]:
    if kind == "person":
        people = await identities(owners)
        return {one: worker_keys(of_person(people[one])) for one in people}
    bans = await banned(owners)
    return {one: ban_keys(bans[one].identity) for one in bans}


def _searched() -> list[str]:
    return [str(status) for status in SEARCHED]
