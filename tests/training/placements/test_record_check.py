"""The host's own record check lets a placement begin; what the school declares does not suffice."""

from __future__ import annotations

import pytest

from foundation.database import execute
from screening.checks.queries import standing_at
from screening.checks.rules import SEALED
from tests.parameters import confirm
from tests.training.placed import checked, prepared
from tests.training.placements.test_actions import (  # noqa: F401 - fixtures
    College,
    _codes,
    _in_september,
    college,
)
from training.placements.actions import start
from training.placements.queries import find_placement

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize(
    ("outcome", "begins"),
    [("CLEAR", True), ("SEALED_NA", False), ("HIT", False), ("PENDING", False), ("", False)],
)
async def test_the_hosts_own_record_check_decides_and_not_what_the_school_declares(
    college: College,  # noqa: F811
    outcome: str,
    begins: bool,
) -> None:
    public_id = await prepared(college.staff, college.manager, college.trainees[0], outcome=outcome)
    if begins:
        await start(college.staff, public_id)
    else:
        assert await _codes(college, public_id) == ["CH-02"]


async def test_a_sealed_record_permits_once_the_office_has_confirmed_that_it_does(college: College) -> None:  # noqa: F811
    public_id = await prepared(college.staff, college.manager, college.trainees[0], outcome="SEALED_NA")
    await confirm(SEALED.id)
    await start(college.staff, public_id)


async def test_the_newest_answer_counts_and_another_question_does_not_undo_it(college: College) -> None:  # noqa: F811
    public_id = await college.prepared()
    await checked(college.manager, public_id, "PENDING")
    placement = await find_placement(college.staff, public_id)
    assert (await standing_at(placement.host_id, placement.person_id)).state == "clear"
    await execute(
        "UPDATE record_check SET outcome = 'HIT', answered_on = '2026-08-21' WHERE outcome = 'PENDING'"
    )
    assert await _codes(college, public_id) == ["CH-02"]
