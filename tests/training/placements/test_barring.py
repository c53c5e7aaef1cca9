"""A confirmed match ends what has not been completed, and nobody reads why."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from foundation.database import fetchval
from foundation.errors import Refused
from foundation.history import of
from foundation.ids import new_id
from registry.people.queries import identity
from screening.screenings.events import MatchOpened, MatchResolved
from tests.people import persona
from tests.screening.entries import banned
from tests.training.placements.test_actions import College, _in_september, college  # noqa: F401 - fixtures
from training.placements.actions import start
from training.placements.barring import on_match_confirmed, on_match_opened
from training.placements.hosting import resume
from training.placements.queries import find_placement

pytestmark = pytest.mark.usefixtures("database")


async def test_a_placement_ends_with_a_confirmed_match_only(college: College) -> None:  # noqa: F811
    public_id = await college.prepared()
    await start(college.staff, public_id)
    placement = await find_placement(college.staff, public_id)
    for state in ("cleared", "ended"):
        await on_match_confirmed(MatchResolved(new_id(), placement.person_id, new_id(), state))
        assert await college.status(public_id) == "active"
    await on_match_confirmed(MatchResolved(new_id(), placement.person_id, new_id(), "confirmed"))
    assert await college.status(public_id) == "cancelled"
    told = (await of("placement", placement.id))[0]
    assert told.kind == "placement.cancelled"
    assert "禁入" not in (told.reason or "")


async def test_the_placements_of_others_go_on(college: College) -> None:  # noqa: F811
    public_id = await college.prepared()
    await on_match_confirmed(MatchResolved(new_id(), new_id(), new_id(), "confirmed"))
    assert await college.status(public_id) == "accepted"


async def test_a_strong_match_lets_a_placement_rest_until_it_is_ruled_out(college: College) -> None:  # noqa: F811
    public_id = await college.prepared()
    await start(college.staff, public_id)
    placement = await find_placement(college.staff, public_id)
    await on_match_opened(MatchOpened(new_id(), placement.person_id, new_id(), "possible"))
    assert await college.status(public_id) == "active"
    supervisor = await persona("supervision_officer", "360100")
    before = dict.fromkeys(("decision_on", "served_on", "effective_on"), date(2026, 8, 3))
    await banned(supervisor, await _number(placement.person_id), **before)
    await on_match_opened(MatchOpened(new_id(), placement.person_id, new_id(), "strong"))
    assert await college.status(public_id) == "interrupted"
    assert "禁入" not in ((await of("placement", placement.id))[0].reason or "")
    for side in (college.staff, college.manager):
        with pytest.raises(Refused):
            await resume(side, public_id)
    assert await fetchval("SELECT count(*) FROM match WHERE strength = 'strong'") == 1


async def _number(person_id: UUID) -> str:
    return (await identity(person_id)).documents[0][1]
