"""Another key behind the search keys: both are written until both find the same people; the old one goes.

Broken off at any moment it goes on from there: how far it is stands in the database. Nobody is unfound
meanwhile, for a person and a ban meet under the live key until the moment in which the other one is live.
"""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final, Literal

import msgspec

from foundation.actor import SYSTEM
from foundation.clock import now
from foundation.database import execute, fetch, fetchval, own_connection, transaction
from foundation.errors import Conflict, Refused, own_rule
from foundation.history import record
from foundation.ids import new_id
from foundation.keys import change_keys
from foundation.sealing import SearchKey, keyring, with_search_key
from foundation.settings import Settings
from foundation.text import text
from screening.screenings.keys import Kind
from screening.upkeep.rekeying import SLICES, owners_after, write_keys

Phase = Literal["fill", "compare", "drop"]
Told = Callable[[Phase, int], None]
_VERSIONS: Final = """
SELECT version, fingerprint, state, people_after, bans_after, filled_at, compared_at, dropped_at
  FROM screening_keys.search_key ORDER BY version
"""
_AFTER: Final[dict[Kind, str]] = {"person": "people_after", "ban": "bans_after"}


SAME_PEOPLE = own_rule(
    "KEY-SAME", text("A new search key takes over when it finds the same people as the old one")
)


async def rotate(settings: Settings, told: Told) -> int:
    """Change the search key, or finish changing it; the version that is live then.

    Raises `Refused`, and leaves the old key live, when the two do not find the same people.
    """
    async with _alone():
        joining = await _version("joining")
        if joining is None and not await _version("retired", dropped=False):
            joining = await _begin(settings)
        if joining is not None:
            await _fill(joining["version"], told)
            await _compare(joining["version"], told)
            await _switch(joining["version"])
        return await _finish(settings, told)


async def abandon(settings: Settings, told: Told) -> int:
    """Give up a change that has not come to its end; the old key stays, the keys of the new one go."""
    async with _alone():
        joining = await _version("joining")
        if joining is None:
            raise Conflict(text("No search key is being changed."))
        await execute("SELECT screening_keys.abandon_key($1)", joining["version"])
        return await _finish(settings, told)


@asynccontextmanager
async def _alone() -> AsyncIterator[None]:
    """One at a time changes the key: the lock goes with its connection, whatever becomes of us."""
    async with own_connection() as connection:
        if not await connection.fetchval("SELECT pg_try_advisory_lock(7003)"):
            raise Conflict(text("The search key is being changed by somebody else at this moment."))
        try:
            yield
        finally:
            await connection.execute("SELECT pg_advisory_unlock(7003)")


async def _begin(settings: Settings) -> Any:
    """The key file first: a key that is on record but in no file could never be written with."""
    live = await _version("live")
    if live is None:
        raise Conflict(text("Nobody has search keys yet."))
    known = [row["version"] for row in await fetch(_VERSIONS)]
    fresh = [search for search in keyring().searching if search.version not in known]
    if not fresh:  # else a begin that was broken off, or a key that was put there by hand
        change_keys(settings, with_search_key(keyring(), max(known) + 1))
        fresh = keyring().searching[-1:]
    await _join(fresh[0])
    return await _version("joining")


async def _join(search: SearchKey) -> None:
    async with transaction():
        await execute("SELECT screening_keys.join_key($1, $2)", search.version, search.fingerprint())
        await record(
            SYSTEM, "search_key.joined", ("search_key", new_id()), {"version": (None, search.version)}
        )


async def _fill(version: int, told: Told) -> None:
    """Keys of both versions for everybody who was there before the new one joined."""
    if (await _row(version))["filled_at"]:
        return
    done = 0
    for kind, column in _AFTER.items():
        after: uuid.UUID | None = (await _row(version))[column]
        while owners := await owners_after(kind, after):
            after = owners[-1]
            async with transaction():
                await write_keys(kind, owners, only=False)
                await execute(
                    f"UPDATE screening_keys.search_key SET {column} = $2 WHERE version = $1",  # noqa: S608
                    version,
                    after,
                )
            done += len(owners)
            told("fill", done)
    await _mark(version, "filled_at")


async def _compare(version: int, told: Told) -> None:
    """Whether everybody has as many keys of one as of the other, and every ban the same candidates."""
    live = (await _version("live"))["version"]
    differing = done = 0
    for kind in SLICES:
        after: uuid.UUID | None = None
        while owners := await owners_after(kind, after):
            after = owners[-1]
            differing += await fetchval("SELECT screening_keys.unequal($1, $2, $3)", owners, live, version)
            if kind == "ban":
                differing += await fetchval(
                    "SELECT screening_keys.disagreeing($1, $2, $3)", owners, live, version
                )
            done += len(owners)
            told("compare", done)
    if differing:
        raise Refused(
            text("The two search keys do not find the same people: {count} differences.", count=differing),
            remedy=text("The old one stays in use. Run “yuzheng rekey”, then this command again."),
            rule=SAME_PEOPLE,
        )
    await _mark(version, "compared_at")


async def _switch(version: int) -> None:
    async with transaction():
        await execute("SELECT screening_keys.switch_key($1)", version)
        await record(SYSTEM, "search_key.live", ("search_key", new_id()), {"version": (None, version)})


async def _finish(settings: Settings, told: Told) -> int:
    """Drop the keys of what is not in use any more, then the key itself; the version that is live."""
    while (gone := await _version("retired", dropped=False)) is not None:
        done = 0
        for kind in SLICES:
            after: uuid.UUID | None = None
            while owners := await owners_after(kind, after):
                after = owners[-1]
                await execute("SELECT screening_keys.drop_version($1, $2)", owners, gone["version"])
                done += len(owners)
                told("drop", done)
        kept = [search for search in keyring().searching if search.version != gone["version"]]
        if len(kept) < len(keyring().searching):
            change_keys(settings, msgspec.structs.replace(keyring(), search=kept))
        await _mark(gone["version"], "dropped_at")
    live = await _version("live")
    return int(live["version"])


async def _version(state: str, *, dropped: bool | None = None) -> Any:
    for row in await fetch(_VERSIONS):
        if row["state"] == state and (dropped is None or (row["dropped_at"] is not None) == dropped):
            return row
    return None


async def _row(version: int) -> Any:
    return next(row for row in await fetch(_VERSIONS) if row["version"] == version)


async def _mark(version: int, column: Literal["filled_at", "compared_at", "dropped_at"]) -> None:
    sql = f"UPDATE screening_keys.search_key SET {column} = $2 WHERE version = $1"  # noqa: S608 - three names
    await execute(sql, version, now())
