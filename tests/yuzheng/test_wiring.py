"""What one floor tells reaches the other, once, however often the floors are connected."""

from __future__ import annotations

from collections import Counter, defaultdict

import asyncpg
import pytest

from foundation import events
from foundation.jobs.queue import JobEnded
from registry.people.actions import NewDocument
from registry.people.events import IdentityRecorded
from screening.alarms.events import AlarmOpened
from screening.bans.events import BanEnded
from screening.screenings.events import MatchOpened, MatchResolved
from tests.by_hand import value_by_hand
from tests.people import citizen_number, person, persona
from tests.screening.entries import banned
from yuzheng.wiring import wire

TOLD = (IdentityRecorded, MatchOpened, MatchResolved, BanEnded, JobEnded, AlarmOpened)


@pytest.fixture(autouse=True)
def _unconnected(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test connects the floors itself."""
    monkeypatch.setattr(events, "_handlers", defaultdict(list))


def test_everything_told_has_a_listener_and_none_listens_twice() -> None:
    wire()
    wire()
    for kind in TOLD:
        heard = Counter(events._handlers[kind])
        assert heard, f"nobody listens to {kind.__name__}"
        assert set(heard.values()) == {1}


async def test_whoever_is_registered_can_be_found_by_a_screening(database: asyncpg.Connection) -> None:
    keys = "SELECT count(*) FROM screening_keys.person_key WHERE person_id = $1"
    assert await value_by_hand(keys, await person(name="未接通")) == 0
    wire()
    assert await value_by_hand(keys, await person(name="已接通")) > 0


async def test_a_ban_of_somebody_on_record_opens_a_match(database: asyncpg.Connection) -> None:
    wire()
    number = citizen_number()
    known = await person(name="王小花", documents=[NewDocument("01", number)])
    await banned(await persona("supervision_officer", "360100"), number)
    assert await database.fetchval("SELECT count(*) FROM match WHERE person_id = $1", known) == 1
