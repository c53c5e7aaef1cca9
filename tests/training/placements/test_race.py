"""Two trainees begin at one host at the same moment, and there is one place: never both."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from foundation.clock import use
from foundation.database import execute, fetchval
from tests.people import persona
from tests.training.placed import coordinator, host, prepared
from tests.training.taught import enrolments, later, small_cohort
from training.placements.actions import start
from training.placements.readiness import NotReady

ROUNDS = 12


@pytest.mark.usefixtures("own_database")
async def test_the_last_place_is_taken_once() -> None:
    clock = later()
    with use(clock):
        await execute(
            "UPDATE ban_list SET refreshed_at = $1, max_age_hours = 9999", clock.now() + timedelta()
        )
        registrar = await persona("registrar")
        staff, manager = await coordinator(registrar), await host(staff=10, carers=10)
        names = tuple("王小" + chr(0x82B1 + at) for at in range(4))
        trainees = await enrolments(await small_cohort(registrar, names=names))
        ready = [await prepared(staff, manager, trainee) for trainee in trainees]
        for _ in range(ROUNDS):
            outcomes = await asyncio.gather(*(start(staff, one) for one in ready), return_exceptions=True)
            assert sum(one is None for one in outcomes) == 1, outcomes
            assert sum(isinstance(one, NotReady) for one in outcomes) == len(ready) - 1, outcomes
            assert await fetchval("SELECT count(*) FROM placement WHERE status = 'active'") == 1
            await execute("UPDATE placement SET status = 'accepted', started_at = NULL")
