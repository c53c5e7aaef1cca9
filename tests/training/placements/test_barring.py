"""A confirmed match ends what has not been completed, and nobody reads why."""

from __future__ import annotations

import pytest

from foundation.history import of
from foundation.ids import new_id
from screening.screenings.events import MatchResolved
from tests.training.placements.test_actions import College, _in_september, college  # noqa: F401 - fixtures
from training.placements.actions import start
from training.placements.barring import on_match_confirmed
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
