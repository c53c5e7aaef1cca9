"""Two trainees begin at one host at the same moment, and there is one place: never both."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest

from foundation.clock import use
from foundation.database import execute, fetchval
from foundation.events import subscribe
from registry.people.events import IdentityRecorded
from registry.people.queries import identity
from screening.bans.actions import BanReceipt
from screening.screenings.events import MatchOpened
from screening.screenings.following import on_identity_recorded
from tests.people import persona
from tests.screening.entries import banned
from tests.training.placed import coordinator, host, prepared
from tests.training.taught import enrolments, later, small_cohort
from training.placements.actions import start
from training.placements.barring import on_match_opened
from training.placements.queries import find_placement
from training.placements.readiness import NotReady

ROUNDS = 12
#: Of a ban against a beginning.
MEETINGS = 6


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


@pytest.mark.usefixtures("own_database")
async def test_who_is_banned_while_a_placement_begins_is_not_on_it_afterwards() -> None:
    """Whichever comes first: the placement does not begin, or it rests. Neither of the two is turned away."""
    subscribe(IdentityRecorded, on_identity_recorded)
    subscribe(MatchOpened, on_match_opened)
    clock = later()
    with use(clock):
        await execute("UPDATE ban_list SET refreshed_at = $1, max_age_hours = 9999", clock.now())
        registrar, supervisor = await persona("registrar"), await persona("supervision_officer", "360100")
        staff, manager = await coordinator(registrar), await host(staff=400, carers=400)
        names = tuple("李小" + chr(0x82B1 + at) for at in range(MEETINGS))
        trainees = await enrolments(await small_cohort(registrar, names=names))
        before = dict.fromkeys(("decision_on", "served_on", "effective_on"), date(2026, 8, 3))
        for at, trainee in enumerate(trainees):
            placement = await prepared(staff, manager, trainee)
            number = (await identity((await find_placement(staff, placement)).person_id)).documents[0][1]
            begun, entered = await asyncio.gather(
                start(staff, placement),
                banned(supervisor, number, document_no=f"{at}号", **before),
                return_exceptions=True,
            )
            assert begun is None or isinstance(begun, NotReady), begun
            assert isinstance(entered, BanReceipt), entered
            assert (await find_placement(staff, placement)).status in ("blocked", "interrupted")
