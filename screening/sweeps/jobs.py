"""The work of sweeps, and of taking another matcher into use."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from foundation.actor import SYSTEM, Actor
from foundation.clock import now
from foundation.database import execute, fetch, fetchval, transaction
from foundation.errors import Conflict
from foundation.jobs.kinds import job, periodic
from foundation.jobs.progress import JobHandle
from foundation.jobs.queries import asked_by
from foundation.text import text
from screening.bans.rules import SEARCHED
from screening.matching.rules import MATCHER_VERSION
from screening.screenings.actions import screen_planned
from screening.screenings.identities import banned
from screening.screenings.keys import keyed, rekey, write_ban_keys
from screening.sweeps import shadow
from screening.sweeps.actions import go_on, start
from screening.sweeps.planning import drop_plan, make_plan
from screening.sweeps.queries import find_sweep, unfinished
from screening.sweeps.walking import Outcome, Step, take_part, walk

#: People who get new keys in one transaction.
SLICE: Final = 100
#: The trial whose matcher was accepted since the one before went live, and that nobody is taking into use.
_LEFT = """
SELECT s.id FROM sweep s, matcher_live l
 WHERE s.kind = 'shadow' AND s.matcher_version = $1 AND l.version <> $1 AND s.accepted_at > l.since
   AND NOT EXISTS (SELECT 1 FROM job j WHERE j.kind = 'screening.sweeps.adopt'
                      AND j.state IN ('queued', 'running', 'cancelling'))
 ORDER BY s.accepted_at DESC LIMIT 1
"""
_LIVING = "SELECT count(*) FROM match WHERE person_id = ANY($1::uuid[]) AND state IN ('open', 'proposed')"


@periodic("screening.sweeps.begin_year", "41 2 5 1 *", title=text("Begin the yearly comparison of everybody"))
async def begin_year(handle: JobHandle) -> None:
    """Every January everybody is compared anew; one that is running, or has broken off, goes on."""
    try:
        await start(SYSTEM, "yearly")
    except Conflict as error:
        known = await unfinished("yearly")
        if known and known.broken:
            await go_on(SYSTEM, known.public_id)
        else:
            await handle.finish(message=error.message)


@periodic("screening.sweeps.adopt_left", "17 * * * *", title=text("Take an accepted matcher into use"))
async def adopt_left(handle: JobHandle) -> None:
    """Where that work was given up it is taken up again: nobody is screened until then."""
    if (sweep_id := await fetchval(_LEFT, MATCHER_VERSION)) is not None:
        await adopt(handle, sweep_id)


async def _compare_everybody() -> None:
    """Begin a sweep; one that waited until the matcher was live, or has broken off, goes on."""
    known = await unfinished("yearly")
    if known is None:
        await start(SYSTEM, "yearly")
    elif known.broken:
        await go_on(SYSTEM, known.public_id)


@job("screening.sweeps.yearly", cancellable=False)
async def yearly(handle: JobHandle, sweep_id: uuid.UUID) -> None:
    """Screen everybody against the list of today; what is found opens matches and holds.

    Where another matcher went live meanwhile, the first were compared by the one before: all once more.
    """
    await make_plan()
    await walk(handle, sweep_id, _screening(handle.actor, sweep_id))
    await drop_plan()
    if await fetchval("SELECT matcher_version FROM sweep WHERE id = $1", sweep_id) != MATCHER_VERSION:
        await _compare_everybody()


def _screening(actor: Actor, sweep_id: uuid.UUID) -> Step:
    async def screen_slice(people: Sequence[uuid.UUID]) -> Outcome:
        before = await fetchval(_LIVING, people)
        answered = await screen_planned(actor, people, "yearly", "yearly sweep")
        found = int(await fetchval(_LIVING, people)) - int(before)
        return Outcome(found, len(people) - answered)

    return screen_slice


@job("screening.sweeps.shadow", cancellable=False)
async def shadow_run(handle: JobHandle, sweep_id: uuid.UUID) -> None:
    """Compare everybody by the installed matcher and write down what differs; nothing else changes."""
    await shadow.write_ban_keys(sweep_id)
    await walk(handle, sweep_id, _comparing(handle.actor, sweep_id))
    await shadow.forget_ban_keys(sweep_id)


def _comparing(actor: Actor, sweep_id: uuid.UUID) -> Step:
    async def compare_slice(people: Sequence[uuid.UUID]) -> Outcome:
        able = await keyed(people)
        found = await shadow.compare(sweep_id, [one for one in people if one in able])
        return Outcome(found, len(people) - len(able))

    return compare_slice


_STEPS: Final[Mapping[str, Callable[[Actor, uuid.UUID], Step]]] = {
    "yearly": _screening,
    "shadow": _comparing,
}


async def help_with(public_id: str, wanted: Callable[[], bool]) -> None:
    """Take slices of a sweep that is running, in the name of whoever started it, while it is wanted.

    Raises `NotFound`, and `Conflict` where nothing is running.
    """
    sweep = await find_sweep(public_id)
    if sweep.finished_at is not None or sweep.job_id is None:
        raise Conflict(text("This sweep is not running."))

    async def still(_: int) -> bool:
        return wanted()

    await take_part(sweep.id, _STEPS[sweep.kind](await asked_by(sweep.job_id), sweep.id), still)


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
        await _compare_everybody()
    await handle.finish(message=text("The matcher is live; everybody is compared by it now."))


async def _rekey_ban(ban_id: uuid.UUID) -> None:
    async with transaction():
        await write_ban_keys(ban_id, (await banned([ban_id]))[ban_id].identity)
