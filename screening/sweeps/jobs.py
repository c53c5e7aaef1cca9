"""The work of a sweep: slice after slice; killed at any moment it goes on after the last one."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from foundation.actor import SYSTEM
from foundation.clock import now
from foundation.database import execute, fetch, fetchrow, fetchval, transaction
from foundation.errors import Conflict
from foundation.jobs.kinds import job, periodic
from foundation.jobs.progress import JobHandle
from foundation.text import text
from screening.bans.rules import SEARCHED
from screening.matching.rules import MATCHER_VERSION
from screening.screenings.actions import screen_many
from screening.screenings.identities import banned
from screening.screenings.keys import keyed, rekey, write_ban_keys
from screening.sweeps import shadow
from screening.sweeps.actions import start
from screening.sweeps.queries import EVERYBODY

SLICE: Final = 100
_NEXT = f"""
SELECT s.person_id FROM ({EVERYBODY}) AS s
 WHERE $1::uuid IS NULL OR s.person_id > $1 ORDER BY s.person_id LIMIT $2
"""  # noqa: S608 - a constant
_ADVANCE = """
UPDATE sweep SET after = $2, done = done + $3, opened = opened + $4,
  unscreenable = unscreenable + $5 WHERE id = $1
"""
_LIVING = "SELECT count(*) FROM match WHERE person_id = ANY($1::uuid[]) AND state IN ('open', 'proposed')"
Step = Callable[[Sequence[uuid.UUID]], Awaitable[int]]


@periodic("screening.sweeps.begin_year", "41 2 5 1 *", title=text("Begin the yearly comparison of everybody"))
async def begin_year(handle: JobHandle) -> None:
    """Every January everybody is compared anew; one that is running goes on."""
    try:
        await start(SYSTEM, "yearly")
    except Conflict:
        await handle.finish(message=text("Such a sweep is running already."))


@job("screening.sweeps.yearly", cancellable=False)
async def yearly(handle: JobHandle, sweep_id: uuid.UUID) -> None:
    """Screen everybody against the list of today; what is found opens matches and holds."""

    async def screen_slice(people: Sequence[uuid.UUID]) -> int:
        before = await fetchval(_LIVING, people)
        await screen_many(handle.actor, people, "yearly", "yearly sweep")
        return int(await fetchval(_LIVING, people)) - int(before)

    await _walk(handle, sweep_id, screen_slice)


@job("screening.sweeps.shadow", cancellable=False)
async def shadow_run(handle: JobHandle, sweep_id: uuid.UUID) -> None:
    """Compare everybody by the installed matcher and write down what differs; nothing else changes."""
    await shadow.write_ban_keys(sweep_id)

    async def compare_slice(people: Sequence[uuid.UUID]) -> int:
        return await shadow.compare(sweep_id, people)

    await _walk(handle, sweep_id, compare_slice)
    await shadow.forget_ban_keys(sweep_id)


async def _walk(handle: JobHandle, sweep_id: uuid.UUID, step: Step) -> None:
    sweep = await fetchrow("SELECT people, done, after, public_id FROM sweep WHERE id = $1", sweep_id)
    assert sweep is not None  # made in the transaction that asked for this
    await handle.expect(max(sweep["people"], sweep["done"]), done=sweep["done"])
    after: uuid.UUID | None = sweep["after"]
    while rows := await fetch(_NEXT, after, SLICE):
        after = rows[-1]["person_id"]
        found_by = await keyed([row["person_id"] for row in rows])
        people = [row["person_id"] for row in rows if row["person_id"] in found_by]
        async with transaction():
            found = await step(people) if people else 0
            await execute(_ADVANCE, sweep_id, after, len(rows), found, len(rows) - len(people))
        await handle.advance(len(rows))
    await execute("UPDATE sweep SET finished_at = $2 WHERE id = $1 AND finished_at IS NULL", sweep_id, now())
    await handle.finish(link=f"/screening/sweeps/{sweep['public_id']}")


@job("screening.sweeps.adopt", cancellable=False)
async def adopt(handle: JobHandle, sweep_id: uuid.UUID) -> None:
    """Give everybody and every ban the keys of the accepted matcher; then it is live, and a sweep begins.

    Until that moment nobody is screened: the matcher installed is not the one that is live.
    """
    people = await fetch("SELECT id FROM person ORDER BY id")
    bans = await fetch("SELECT id FROM ban WHERE status = ANY($1::text[])", [str(one) for one in SEARCHED])
    await handle.expect(len(people) + len(bans))
    for at in range(0, len(people), SLICE):
        async with transaction():
            for row in people[at : at + SLICE]:
                await rekey(row["id"])
        await handle.advance(len(people[at : at + SLICE]))
    for row in bans:
        await _rekey_ban(row["id"])
        await handle.advance()
    async with transaction():
        await execute(
            "UPDATE matcher_live SET version = $1, since = $2, sweep_id = $3",
            MATCHER_VERSION,
            now(),
            sweep_id,
        )
        await start(SYSTEM, "yearly")
    await handle.finish(message=text("The matcher is live; everybody is compared by it now."))


async def _rekey_ban(ban_id: uuid.UUID) -> None:
    async with transaction():
        await write_ban_keys(ban_id, (await banned([ban_id]))[ban_id].identity)
