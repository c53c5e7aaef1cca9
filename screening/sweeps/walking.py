"""Going through everybody in slices: several at a time, each done once, whoever is killed in between."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, NamedTuple

import asyncpg

from foundation.clock import now
from foundation.database import ENGINE, execute, fetch, fetchrow, fetchval, transaction
from foundation.jobs.progress import JobHandle
from screening.sweeps.helping import helped
from screening.sweeps.queries import EVERYBODY

#: Whoever enters a ban waits for at most so many people, a tenth of a second or so.
SLICE: Final = 1_000
#: Slices under way at once: while the database searches for one, this process compares another.
HANDS: Final = 2
#: Seconds until it is seen whether a slice that somebody else holds was done or given up.
_PATIENCE: Final = 0.5
_PLAN = f"""
INSERT INTO sweep_slice (sweep_id, number, after, upto, people)
SELECT $1, number, lag(upto, 1, '00000000-0000-0000-0000-000000000000') OVER (ORDER BY number), upto, people
  FROM (SELECT number, (array_agg(person_id ORDER BY person_id DESC))[1] AS upto, count(*) AS people
          FROM (SELECT person_id, (row_number() OVER (ORDER BY person_id) - 1) / $2 AS number
                  FROM ({EVERYBODY}) AS everybody) AS numbered
         GROUP BY number) AS slices
"""  # noqa: S608 - a constant
_COUNTED = """
UPDATE sweep SET people = (SELECT coalesce(sum(people), 0) FROM sweep_slice WHERE sweep_id = $1) WHERE id = $1
"""
_CLAIM = """
SELECT number, after, upto, people FROM sweep_slice WHERE sweep_id = $1 AND done_at IS NULL
 ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED
"""
_PEOPLE = f"""
SELECT person_id FROM ({EVERYBODY}) AS everybody WHERE person_id > $1 AND person_id <= $2 ORDER BY person_id
"""  # noqa: S608 - a constant
_DONE = "UPDATE sweep_slice SET done_at = $3 WHERE sweep_id = $1 AND number = $2"
_ADVANCE = """
UPDATE sweep SET done = done + $2, opened = opened + $3, unscreenable = unscreenable + $4 WHERE id = $1
RETURNING done
"""


class Outcome(NamedTuple):
    """Of one slice: what was found, and how many people no key could find."""

    found: int
    unscreenable: int


Step = Callable[[Sequence[uuid.UUID]], Awaitable[Outcome]]
#: Told after each slice how many people of the sweep are done; says whether to go on.
Say = Callable[[int], Awaitable[bool]]


async def walk(handle: JobHandle, sweep_id: uuid.UUID, step: Step) -> None:
    """Take `step` with every slice that is left; killed at any moment, the next attempt takes the rest."""

    async def say(done: int) -> bool:
        await handle.advance(max(done - handle.done, 0))  # helpers' slices are counted as well
        return True

    public_id = await _begin(handle, sweep_id)
    if ENGINE.current_transaction.get() is None:
        async with helped(public_id, (handle.total or 0) - handle.done):
            await take_part(sweep_id, step, say)
    else:  # one connection cannot do two things at a time, and nobody else sees the sweep
        await _work(sweep_id, step, say)
    await execute("UPDATE sweep SET finished_at = $2 WHERE id = $1 AND finished_at IS NULL", sweep_id, now())
    await handle.finish(link=f"/screening/sweeps/{public_id}")


async def take_part(sweep_id: uuid.UUID, step: Step, say: Say) -> None:
    """Take `step` with slices that nobody else holds until none is left."""
    await _together([_work(sweep_id, step, say) for _ in range(HANDS)])


async def _begin(handle: JobHandle, sweep_id: uuid.UUID) -> str:
    async with transaction():
        await execute("SELECT 1 FROM sweep WHERE id = $1 FOR UPDATE", sweep_id)
        if not await fetchval("SELECT EXISTS (SELECT 1 FROM sweep_slice WHERE sweep_id = $1)", sweep_id):
            await execute(_PLAN, sweep_id, SLICE)
            await execute(_COUNTED, sweep_id)
        sweep = await fetchrow("SELECT people, done, public_id FROM sweep WHERE id = $1", sweep_id)
    assert sweep is not None  # made in the transaction that asked for this
    await handle.expect(sweep["people"], done=sweep["done"])
    return str(sweep["public_id"])


async def _together(hands: Sequence[Awaitable[None]]) -> None:
    tasks = [asyncio.ensure_future(hand) for hand in hands]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _work(sweep_id: uuid.UUID, step: Step, say: Say) -> None:
    while await _left(sweep_id):
        if (done := await _one_slice(sweep_id, step)) is None:
            await asyncio.sleep(_PATIENCE)
        elif not await say(done):
            return


async def _left(sweep_id: uuid.UUID) -> bool:
    found: bool = await fetchval(
        "SELECT EXISTS (SELECT 1 FROM sweep_slice WHERE sweep_id = $1 AND done_at IS NULL)", sweep_id
    )
    return found


async def _one_slice(sweep_id: uuid.UUID, step: Step) -> int | None:
    """How many people of the sweep are done now; None when others hold all that is left."""
    async with transaction():
        slice_ = await fetchrow(_CLAIM, sweep_id)
        if slice_ is None:
            return None
        outcome = await step(await _people(slice_))
        await execute(_DONE, sweep_id, slice_["number"], now())
        return int(await fetchval(_ADVANCE, sweep_id, slice_["people"], *outcome))


async def _people(slice_: asyncpg.Record) -> list[uuid.UUID]:
    return [row["person_id"] for row in await fetch(_PEOPLE, slice_["after"], slice_["upto"])]
