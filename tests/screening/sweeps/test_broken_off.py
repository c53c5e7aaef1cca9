"""A sweep whose work was given up is seen, and goes on: by the province, or by itself in January."""

from __future__ import annotations

import pytest

from foundation.actor import Actor
from foundation.database import execute
from foundation.errors import Conflict, Forbidden
from foundation.jobs.tables import pack
from foundation.jobs.worker import drain
from foundation.text import text
from screening.sweeps import actions, jobs
from screening.sweeps.queries import find_sweep
from tests.screening.conftest import SignIn
from tests.screening.entries import screened_before

_GIVEN_UP = "UPDATE job SET state = 'failed', message = $2, finished = clock_timestamp() WHERE id = $1"


@pytest.fixture
async def broken(first: Actor, above: Actor) -> str:
    """A yearly sweep through two people that was given up before it began."""
    await screened_before(first, 2)
    sweep = await actions.start(above, "yearly")
    await execute(_GIVEN_UP, (await find_sweep(sweep)).job_id, pack(text("Given up.")))
    return sweep


async def test_the_province_lets_it_go_on(broken: str, first: Actor, above: Actor, signed_in: SignIn) -> None:
    with pytest.raises(Conflict):
        await actions.start(above, "yearly")  # there is never more than one
    with pytest.raises(Forbidden):
        await actions.go_on(first, broken)
    here, mine = f"/screening/sweeps/{broken}", await signed_in(above)
    city = (await (await signed_in(first)).get(here)).text
    assert "The sweep has broken off" in city
    assert "0 of 2 people were compared" in city
    assert "Go on with it" not in city
    assert "Broke off" in (await mine.get("/screening/sweeps")).text
    page = (await mine.get(here)).text
    assert "Given up." in page
    assert "Go on with it" in page
    assert (await mine.post(f"{here}/go-on")).headers["location"] == here
    assert "hx-get" in (await mine.get(here)).text  # its progress
    await mine.post(f"{here}/go-on")  # a second click
    assert "has not broken off" in (await mine.get(here)).text
    await drain()
    shown = await find_sweep(broken)
    assert (shown.done, shown.broken, shown.finished_at is not None) == (2, False, True)
    assert "Finished on" in (await mine.get(here)).text


async def test_in_january_it_goes_on_by_itself(broken: str) -> None:
    class Handle:
        async def finish(self, **_: object) -> None:
            raise AssertionError("it was left as it was")

    await jobs.begin_year(Handle())  # type: ignore[arg-type]
    await drain()
    assert (await find_sweep(broken)).finished_at is not None
