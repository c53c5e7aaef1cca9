"""The host finds its trainees among its people while a placement lasts, and no longer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from foundation.clock import today
from foundation.database import execute
from foundation.errors import NotFound
from foundation.ids import new_id
from registry.people.queries import list_people, person, public_id_of
from screening.screenings.events import MatchResolved
from tests.training.placements.test_actions import College, _in_september, college  # noqa: F401 - fixtures
from training.placements.barring import on_match_confirmed
from training.placements.hosting import Because, cancel
from training.placements.queries import find_placement

pytestmark = pytest.mark.usefixtures("database")


async def _sees(college: College, public_id: str) -> bool:  # noqa: F811
    try:
        await person(college.manager, public_id)
    except NotFound:
        assert public_id not in {row.public_id for row in (await list_people(college.manager))[0]}
        return False
    return True


async def _day_after() -> None:
    await execute("UPDATE person_organisation SET since = least(since, $1), until = $1 WHERE until = $2",
                  today() - timedelta(days=1), today())  # fmt: skip


async def test_from_the_proposal_to_its_end(college: College) -> None:  # noqa: F811
    public_id = await college.prepared()
    who = (await find_placement(college.staff, public_id)).person_id
    trainee = await public_id_of(who)
    assert await _sees(college, trainee)
    await cancel(college.staff, public_id, Because(reason="改派"))
    assert await _sees(college, trainee), "the last day still counts"
    await _day_after()
    assert not await _sees(college, trainee)
    assert (await person(college.registrar, trainee)).public_id == trainee  # the college keeps its trainees


async def test_a_confirmed_match_ends_it_too(college: College) -> None:  # noqa: F811
    public_id = await college.prepared()
    who = (await find_placement(college.staff, public_id)).person_id
    await on_match_confirmed(MatchResolved(new_id(), who, new_id(), "confirmed"))
    await _day_after()
    assert not await _sees(college, await public_id_of(who))
