"""Another search key, with real commits: broken off, met by others, refused; everybody is found meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from foundation import sealing
from foundation.actor import Actor
from foundation.clock import today
from foundation.database import execute, fetch, fetchval
from foundation.errors import Refused, Unavailable
from foundation.keys import open_keys
from foundation.sealing import read_keyring, replace_keyring
from foundation.settings import Settings
from screening.screenings.actions import screen
from screening.screenings.keys import sharing
from screening.upkeep import rekeying, rotation
from screening.upkeep.actions import refresh_list
from screening.upkeep.rekeying import rekey_everybody
from tests.by_hand import by_hand, value_by_hand
from tests.people import citizen_number, persona
from tests.screening.entries import banned, registered

PEOPLE = 9


class Office:
    """An installation whose people are all banned, each by a ban of their own."""

    def __init__(self, settings: Settings, actor: Actor) -> None:
        self.settings, self.actor = settings, actor
        self.hits: list[UUID] = []

    async def hit(self, ban_first: bool = False) -> None:
        """One person more, and the ban of exactly this person."""
        birth = date(1950 + 5 * len(self.hits), 1 + len(self.hits), 3)
        number, name = citizen_number(birth), "赵钱孙李周吴郑冯陈褚卫蒋沈韩"[len(self.hits)] + "建国"
        if ban_first:
            await banned(self.actor, number)
            self.hits.append(await registered(number, name, birth))
        else:
            self.hits.append(await registered(number, name, birth))
            await banned(self.actor, number)

    async def everybody_is_found(self) -> None:
        """Each shares a key with a ban, and a screening sees it."""
        assert {person for person, _ in await sharing(self.hits, today())} == set(self.hits)
        assert (await screen(self.actor, self.hits[0], "yearly", "test")).result == "strong"

    @property
    def versions_in_file(self) -> list[int]:
        return [search.version for search in read_keyring(self.settings.keys_file.read_bytes()).searching]


@pytest.fixture
async def office(own_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    ring = sealing.keyring()
    settings = Settings(data_dir=tmp_path)
    await open_keys(settings)
    monkeypatch.setattr(rekeying, "SLICES", {"person": 2, "ban": 2})
    monkeypatch.setattr(rotation, "SLICES", {"person": 2, "ban": 2})
    made = Office(settings, await persona("supervision_officer", "360100"))
    for _ in range(PEOPLE):
        await made.hit()
    yield made
    sealing.use_keyring(ring)


def silent(phase: str, done: int) -> None: ...


async def test_broken_off_and_taken_up_again_everybody_is_found_at_any_moment(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sealing.keyring()
    looked, filled, after = [0], list[int](), rotation.owners_after

    async def looking(*args: object) -> list[UUID]:
        await office.everybody_is_found()
        looked[0] += 1
        return await after(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(rotation, "owners_after", looking)

    def dies(phase: str, done: int) -> None:
        if done == 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await rotation.rotate(office.settings, dies)
    assert office.versions_in_file == [1, 2]

    # A process that was started before, and knows the old key only: it learns the new one from the file.
    sealing.use_keyring(before)
    await office.hit()
    sealing.use_keyring(before)
    await office.hit(ban_first=True)
    await office.everybody_is_found()

    def hears(phase: str, done: int) -> None:
        if phase == "fill":
            filled.append(done)

    assert await rotation.rotate(office.settings, hears) == 2
    assert filled[-1] == 2 * (PEOPLE + 2) - 6, "it went on from where it was"
    assert looked[0] > 30
    assert office.versions_in_file == [2]
    rows = await by_hand(
        "SELECT DISTINCT key_version FROM screening_keys.person_key"
        " UNION SELECT key_version FROM screening_keys.ban_key"
    )
    assert [row["key_version"] for row in rows] == [2]
    sealing.use_keyring(before)  # and that process after the change
    await office.hit()
    await office.everybody_is_found()
    assert await refresh_list() == []
    states = await fetch("SELECT version, state FROM screening_keys.search_key ORDER BY version")
    assert [tuple(row) for row in states] == [(1, "retired"), (2, "live")]


async def test_keys_that_do_not_find_the_same_people_do_not_take_over(office: Office) -> None:
    def spoils(phase: str, done: int) -> None:
        if phase == "fill" and done == 2 * PEOPLE:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await rotation.rotate(office.settings, spoils)
    await by_hand(
        "DELETE FROM screening_keys.person_key WHERE key_version = 2 AND person_id = $1", office.hits[3]
    )
    with pytest.raises(Refused) as refused:
        await rotation.rotate(office.settings, silent)
    assert "2 differences" in refused.value.message.english()  # the person's keys, and the ban's candidates
    assert await fetchval("SELECT state FROM screening_keys.search_key WHERE version = 1") == "live"
    await office.everybody_is_found()
    await rekey_everybody(lambda done, total: None)
    assert await rotation.rotate(office.settings, silent) == 2
    await office.everybody_is_found()


async def test_a_key_file_without_the_new_key_writes_nothing_and_the_change_can_be_given_up(
    office: Office,
) -> None:
    old = sealing.keyring()

    def dies(phase: str, done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await rotation.rotate(office.settings, dies)
    replace_keyring(office.settings.keys_file, old)  # an old copy was put back
    sealing.use_keyring(old)
    people = await fetchval("SELECT count(*) FROM person")
    with pytest.raises(Unavailable) as refused:
        await office.hit()
    assert "version 2" in refused.value.message.english()
    assert await fetchval("SELECT count(*) FROM person") == people
    await office.everybody_is_found()
    assert await rotation.abandon(office.settings, silent) == 1
    await office.hit()
    await office.everybody_is_found()
    assert await refresh_list() == []
    assert await rotation.rotate(office.settings, silent) == 3  # no version is used twice


async def test_the_database_guards_the_keys_and_the_order_of_a_change(
    office: Office,
) -> None:
    for statement in (
        "SELECT screening_keys.switch_key(2)",
        "SELECT screening_keys.drop_version(ARRAY[gen_random_uuid()], 1)",
    ):
        with pytest.raises(Exception, match=r"same people|in use"):
            await execute(statement)
    with pytest.raises(Exception, match="permission denied"):
        await execute("SELECT k FROM screening_keys.person_key")
    with pytest.raises(Exception, match="permission denied"):
        await execute("UPDATE screening_keys.search_key SET state = 'retired'")
    assert await value_by_hand("SELECT count(*) FROM screening_keys.person_key") > 0
    ring = sealing.keyring()
    spoiled = msgspec.structs.replace(ring.searching[0], key=ring.keys[0].seal)
    sealing.use_keyring(msgspec.structs.replace(ring, search=[spoiled]))
    replace_keyring(office.settings.keys_file, sealing.keyring())
    with pytest.raises(Unavailable):
        await office.hit()
