"""Another matcher goes live though a yearly sweep waits; whom the one before compared is compared again."""

from __future__ import annotations

import pytest

from foundation.actor import Actor
from foundation.database import execute, fetch, fetchval
from foundation.errors import Conflict
from foundation.jobs.tables import pack
from foundation.jobs.worker import drain
from foundation.text import text
from screening.screenings.actions import screen
from screening.sweeps import actions, jobs
from screening.sweeps.queries import find_sweep, live_version
from screening.upkeep.actions import refresh_list
from tests.people import persona
from tests.screening.entries import screened_before

_GIVEN_UP = "UPDATE job SET state = 'failed', message = $2, finished = clock_timestamp() WHERE id = $1"


async def test_a_sweep_that_waits_does_not_keep_a_matcher_from_going_live(
    first: Actor, above: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    (person,) = await screened_before(first, 1)
    assert await refresh_list() == []
    waiting = await actions.start(above, "yearly")
    await execute(_GIVEN_UP, (await find_sweep(waiting)).job_id, pack(text("Given up.")))
    for place in ("screenings.actions", "sweeps.actions", "sweeps.jobs", "upkeep.actions"):
        monkeypatch.setattr(f"screening.{place}.MATCHER_VERSION", "99/next")
    trial = await actions.start(above, "shadow")
    await drain()
    await actions.accept(await persona("supervision_officer", "360000"), trial, "")
    await drain()
    assert await live_version() == "99/next"
    done = await fetch(
        "SELECT matcher_version, finished_at IS NOT NULL AS ended FROM sweep"
        " WHERE kind = 'yearly' ORDER BY id"
    )
    assert [tuple(row) for row in done][1:] == [("99/next", True)]
    assert done[0]["ended"]
    assert (await screen(first, person, "issue", "issuing")).result == "clear"


async def test_what_was_accepted_and_given_up_is_taken_into_use_later(
    first: Actor, above: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await screened_before(first, 1)
    assert await refresh_list() == []
    for place in ("screenings.actions", "sweeps.actions", "sweeps.jobs", "upkeep.actions"):
        monkeypatch.setattr(f"screening.{place}.MATCHER_VERSION", "99/next")
    trial = await actions.start(above, "shadow")
    await drain()
    await jobs.adopt_left(Handle())  # type: ignore[arg-type]
    assert await live_version() != "99/next"  # nobody has accepted it
    await actions.accept(await persona("supervision_officer", "360000"), trial, "")
    job = await fetchval("SELECT id FROM job WHERE kind = 'screening.sweeps.adopt'")
    await jobs.adopt_left(Handle())  # type: ignore[arg-type]
    assert await live_version() != "99/next"  # its work is waiting, and not done twice
    await execute(_GIVEN_UP, job, pack(text("Given up.")))
    await jobs.adopt_left(Handle())  # type: ignore[arg-type]
    assert await live_version() == "99/next"


class Handle:
    """Takes what a job says of its progress."""

    async def _take(self, *_: object, **__: object) -> None:
        pass

    expect = advance = finish = _take


async def test_nobody_is_swept_by_a_matcher_that_is_not_in_use(
    first: Actor, above: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await screened_before(first, 1)
    assert await refresh_list() == []
    monkeypatch.setattr("screening.sweeps.actions.MATCHER_VERSION", "99/next")
    with pytest.raises(Conflict, match="not in use yet"):
        await actions.start(above, "yearly")
