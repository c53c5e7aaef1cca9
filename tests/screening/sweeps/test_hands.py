"""Several hands share a sweep: each slice is done once, whoever is killed in between."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest

from foundation.actor import Actor
from foundation.database import fetch
from foundation.jobs.worker import drain
from registry.areas.actions import load as load_areas
from screening.sweeps import actions, jobs, walking
from screening.sweeps.queries import find_sweep
from tests.people import persona
from tests.screening.entries import screened_before


async def test_several_hands_do_every_slice_once_and_a_killed_one_is_made_up_for(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await load_areas()
    officer, above = await persona("supervision_officer"), await persona("supervision_officer", "360000")
    people = await screened_before(officer, 10)
    monkeypatch.setattr(walking, "SLICE", 2)
    screened = jobs.screen_planned
    together: list[int] = []
    met, broken = asyncio.Event(), asyncio.Event()

    async def slow(actor: Actor, some: list[UUID], *rest: object) -> object:
        if broken.is_set():
            await asyncio.sleep(30)  # until the other hand's fault has ended this one too
        mine = len(together)
        together.append(mine)
        if mine == 1:
            met.set()  # the other hand is at work as well
        await asyncio.wait_for(met.wait(), 5)
        if mine == 3:
            broken.set()
            raise OSError
        return await screened(actor, some, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(jobs, "screen_planned", slow)
    sweep = await actions.start(above, "yearly")
    await drain()
    broken_off = await find_sweep(sweep)
    assert 0 < broken_off.done < 10
    assert broken_off.finished_at is None
    broken.clear()
    await fetch("UPDATE job SET run_after = clock_timestamp() RETURNING id")
    await drain()
    shown = await find_sweep(sweep)
    assert (shown.people, shown.done, shown.finished_at is not None) == (10, 10, True)
    rows = await fetch("SELECT person_id FROM screening WHERE trigger = 'yearly'")
    assert sorted(row["person_id"] for row in rows) == sorted(people)
