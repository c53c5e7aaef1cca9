"""What the database does not answer in time refuses: nobody is passed, and no ban goes in uncompared."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from foundation.database import fetchval, transaction
from foundation.errors import Unavailable
from registry.areas.actions import load as load_areas
from screening.screenings import patience
from screening.screenings.actions import screen
from screening.upkeep.actions import refresh_list
from tests.people import citizen_number, persona
from tests.screening.entries import BIRTH, banned, registered

_TIMEOUT = "SELECT current_setting('statement_timeout')"


@asynccontextmanager
async def _nobody_may_search(url: str) -> AsyncIterator[None]:
    """The search keys are locked, as by a maintenance that should not run by day."""
    other = await asyncpg.connect(url)
    try:
        await other.execute("SET ROLE yuzheng_keys")
        async with other.transaction():
            await other.execute("LOCK TABLE screening_keys.ban_key IN ACCESS EXCLUSIVE MODE")
            yield
    finally:
        await other.close()


@pytest.fixture
def impatient() -> Iterator[None]:
    """Two tenths of a second."""
    patience.use_patience(0.2)
    yield
    patience.use_patience(patience.USUAL)


@pytest.mark.usefixtures("impatient")
async def test_a_search_that_takes_too_long_refuses(own_database: str) -> None:
    await load_areas()
    officer = await persona("supervision_officer", "360100")
    person = await registered(citizen_number(BIRTH))
    assert await refresh_list() == []
    async with _nobody_may_search(own_database):
        for work in (screen(officer, person, "issue", "issuing"), banned(officer, citizen_number(BIRTH))):
            with pytest.raises(Unavailable) as refused:
                await work
            assert isinstance(refused.value.__cause__, asyncpg.QueryCanceledError)
    assert await fetchval("SELECT (SELECT count(*) FROM screening) + (SELECT count(*) FROM ban)") == 0
    assert await fetchval("SELECT count(*) FROM screening_alarm WHERE kind = 'time'") == 1
    assert (await screen(officer, person, "issue", "issuing")).result == "clear"
    assert await fetchval(_TIMEOUT) == "0"


async def test_whoever_goes_on_afterwards_has_the_patience_of_before(first: object) -> None:
    async with transaction():
        await fetchval("SELECT set_config('statement_timeout', '7s', true)")
        async with patience.patient_transaction():
            assert await fetchval(_TIMEOUT) == "10s"
        assert await fetchval(_TIMEOUT) == "7s"
