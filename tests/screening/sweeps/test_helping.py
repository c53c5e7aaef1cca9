"""Processes that help with a sweep: they take what nobody holds, and nobody depends on them."""

from __future__ import annotations

import asyncio
import sys
from uuid import UUID

import msgspec
import pytest
from structlog.testing import capture_logs

from foundation.actor import Actor
from foundation.database import fetch, fetchval
from foundation.errors import Conflict, NotFound
from foundation.jobs.worker import drain
from foundation.sealing import keyring
from registry.areas.actions import load as load_areas
from screening.sweeps import actions, helping, jobs, walking
from screening.sweeps.queries import find_sweep
from tests.people import persona
from tests.screening.entries import screened_before


@pytest.fixture
async def ten(own_database: str, monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """People for whom help is worth its while."""
    await load_areas()
    monkeypatch.setattr(walking, "SLICE", 2)
    monkeypatch.setattr(helping, "WORTH", 10)
    monkeypatch.setattr(helping, "_command", ())
    monkeypatch.setattr(helping, "_processes", 0)
    return await screened_before(await persona("supervision_officer"), 10)


async def _swept(ten: list[UUID]) -> str:
    sweep = await actions.start(await persona("supervision_officer", "360000"), "yearly")
    await drain()
    shown = await find_sweep(sweep)
    assert (shown.people, shown.done, shown.finished_at is not None) == (10, 10, True)
    rows = await fetch("SELECT person_id FROM screening WHERE trigger = 'yearly'")
    assert sorted(row["person_id"] for row in rows) == sorted(ten)
    return sweep


async def test_another_process_takes_what_this_one_has_no_time_for(
    own_database: str, ten: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    screened = jobs.screen_planned
    mine: list[UUID] = []

    async def slow(actor: Actor, some: list[UUID], *rest: object) -> object:
        mine.extend(some)
        async with asyncio.timeout(30):
            while not await fetchval("SELECT done >= 6 FROM sweep"):  # noqa: ASYNC110 - another process does it
                await asyncio.sleep(0.05)
        return await screened(actor, some, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(jobs, "screen_planned", slow)
    keys = msgspec.json.encode(keyring()).decode()
    command = (sys.executable, "-m", "tests.screening.sweeps.lending", own_database, keys)
    helping.use_helpers(command, 1)
    sweep = await _swept(ten)
    assert len(mine) == 4, "each of two hands held a slice until the helper had done the rest"
    with pytest.raises(Conflict):
        await jobs.help_with(sweep, lambda: True)
    with pytest.raises(NotFound):
        await jobs.help_with("nothing", lambda: True)


async def test_a_helper_that_fails_is_reported_and_not_missed(
    ten: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    screened = jobs.screen_planned

    async def late(*words: object) -> object:
        await asyncio.sleep(0.3)  # until the helper has failed
        return await screened(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(jobs, "screen_planned", late)
    helping.use_helpers((sys.executable, "-c", "raise SystemExit(3)"), 1)
    with capture_logs() as said:
        await _swept(ten)
    assert {"event": "sweep.helper_failed", "code": 3, "log_level": "warning"} in said


async def test_a_helper_that_cannot_be_started_is_not_missed(ten: list[UUID]) -> None:
    helping.use_helpers(("/no/such/program",), 1)
    with capture_logs() as said:
        await _swept(ten)
    assert [one["event"] for one in said if one["log_level"] == "warning"] == ["sweep.helper_failed"]


async def test_a_helper_that_does_not_end_is_ended(ten: list[UUID], monkeypatch: pytest.MonkeyPatch) -> None:
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
    monkeypatch.setattr(helping, "_GRACE", 0.2)
    helping.use_helpers((sys.executable, "-c", deaf), 2)
    async with asyncio.timeout(20):
        await _swept(ten)


async def test_for_few_people_nobody_is_called(ten: list[UUID], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(helping, "WORTH", 11)
    helping.use_helpers(("/no/such/program",), 1)
    with capture_logs() as said:
        await _swept(ten)
    assert not [one for one in said if one["log_level"] == "warning"]


async def test_a_helper_nobody_wants_any_more_stops_after_the_slice_at_hand(
    ten: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopped(Exception):
        pass

    async def never(*_: object) -> object:
        raise Stopped

    sweep = await actions.start(await persona("supervision_officer", "360000"), "yearly")
    screened = jobs.screen_planned
    monkeypatch.setattr(jobs, "screen_planned", never)
    await drain()  # it begins, and breaks off at the first slice
    monkeypatch.setattr(jobs, "screen_planned", screened)
    await jobs.help_with(sweep, lambda: False)
    assert (await find_sweep(sweep)).done == 2 * walking.HANDS
