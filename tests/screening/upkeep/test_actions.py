"""The register that checks itself: whole and finding people, it is fresh; else it grows stale."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from foundation import sealing
from foundation.actor import Actor
from foundation.clock import FixedClock, now, use
from foundation.database import fetchval
from foundation.errors import Unavailable
from foundation.sealing import Keyring, new_keyring
from screening.bans import actions as bans
from screening.screenings.actions import screen
from screening.screenings.queries import epoch
from screening.upkeep import canary
from screening.upkeep.actions import refresh_list
from tests.by_hand import by_hand
from tests.people import citizen_number
from tests.screening.entries import BIRTH, banned, registered


async def refreshed() -> datetime:
    found: datetime = await fetchval("SELECT refreshed_at FROM ban_list")
    return found


async def counts() -> list[int]:
    return [
        await fetchval(f"SELECT count(*) FROM {table}")
        for table in ("ban", "person", "match", "organisation")
    ]


async def test_a_whole_register_is_fresh_again_and_nothing_of_the_trial_stays(first: Actor) -> None:
    clean = await registered(citizen_number(BIRTH))
    await banned(first, citizen_number(BIRTH))
    await refresh_list()  # the first good check of an installation names its matcher
    before = (await counts(), await epoch())
    with use(FixedClock(now() + timedelta(hours=100))):
        with pytest.raises(Unavailable):
            await screen(first, clean, "enrol", "enrolment")
        assert await refresh_list() == []
        assert (await counts(), await epoch()) == before
        assert await refreshed() == now()
        assert (await screen(first, clean, "enrol", "enrolment")).result == "possible"


async def stays_stale() -> str:
    """What is wrong, while the time of the last good check stays."""
    before = await refreshed()
    with use(FixedClock(now() + timedelta(hours=1))):
        (wrong,) = await refresh_list()
    assert await refreshed() == before
    return wrong.english()


async def test_a_ban_without_its_keys_is_noticed(first: Actor) -> None:
    await banned(first, citizen_number(BIRTH))
    await by_hand("DELETE FROM screening_keys.ban_key WHERE NOT strong")
    assert await stays_stale() == "1 entries of the register cannot be found by their keys."


async def test_keys_left_behind_by_a_refused_entry_are_noticed(first: Actor, second: Actor) -> None:
    receipt = await banned(first, citizen_number(BIRTH))
    await bans.reject(second, receipt.public_id, "号码录错")
    assert await refresh_list() == []
    await by_hand(
        "INSERT INTO screening_keys.ban_key (k, key_version, ban_id, strong) SELECT 1, 1, id, false FROM ban"
    )
    assert "entries of the register" in await stays_stale()


async def test_a_person_without_keys_is_noticed(first: Actor) -> None:
    someone = await registered(citizen_number(BIRTH))
    await by_hand("DELETE FROM screening_keys.person_key WHERE person_id = $1", someone)
    assert await stays_stale() == "1 people cannot be found by their keys."


async def test_another_index_key_is_noticed(first: Actor) -> None:
    """Under a wrong key every search finds nothing, which must not look like a clean sheet."""
    await banned(first, citizen_number(BIRTH))
    ring = sealing.keyring()
    (key,) = ring.keys
    (other,) = new_keyring().keys
    sealing.use_keyring(Keyring(1, [type(key)(1, key.seal, other.index)]))
    try:
        assert await stays_stale() == "Search key version 1 is missing, or is another one."
    finally:
        sealing.use_keyring(ring)


async def test_without_any_key_the_list_stays_stale(first: Actor) -> None:
    ring = sealing.keyring()
    sealing.use_keyring(None)
    try:
        assert await stays_stale() == "The sealing keys are not loaded."
    finally:
        sealing.use_keyring(ring)


async def test_a_search_that_finds_nobody_is_noticed(first: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nobody(*_: object) -> list[object]:
        return []

    monkeypatch.setattr(canary, "retro_screen", nobody)
    assert await stays_stale() == "A made-up banned person was not found by the screening."
