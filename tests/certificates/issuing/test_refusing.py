"""What cannot be checked is not issued, and an alarm says so: keys, indexes, age, time, canary, matcher."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta

import asyncpg
import msgspec
import pytest

from certificates.batches.queries import Batch
from certificates.issuing import actions
from certificates.issuing.actions import issue_batch
from certificates.issuing.means import Press
from certificates.issuing.steps import Reserved
from foundation import sealing
from foundation.clock import FixedClock, now, use
from foundation.database import execute, fetch, fetchval
from foundation.sealing import Keyring, new_keyring
from screening.alarms.queries import board
from screening.screenings import actions as screenings
from screening.screenings import patience
from screening.upkeep import actions as upkeep
from screening.upkeep import canary
from screening.upkeep.actions import refresh_list
from tests.certificates.issuing.test_race import Race, race  # noqa: F401 - a fixture

Trouble = Callable[[pytest.MonkeyPatch, str], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def no_keys(patch: pytest.MonkeyPatch, url: str) -> AsyncIterator[None]:
    """The process has lost its keys."""
    ring = sealing.keyring()
    sealing.use_keyring(None)
    yield
    sealing.use_keyring(ring)


@asynccontextmanager
async def other_key(patch: pytest.MonkeyPatch, url: str) -> AsyncIterator[None]:
    """A search key of the right version that is another one."""
    ring = sealing.keyring()
    sealing.use_keyring(msgspec.structs.replace(ring, search=new_keyring().search))
    yield
    sealing.use_keyring(ring)


@asynccontextmanager
async def later_version(patch: pytest.MonkeyPatch, url: str) -> AsyncIterator[None]:
    """A key file that holds another version only."""
    ring = sealing.keyring()
    (key,), (search,) = ring.keys, ring.searching
    sealing.use_keyring(Keyring(2, [msgspec.structs.replace(key, version=2)], [type(search)(2, search.key)]))
    yield
    sealing.use_keyring(ring)


@asynccontextmanager
async def dead_index(patch: pytest.MonkeyPatch, url: str) -> AsyncIterator[None]:
    """The index by which people are found is gone."""
    await _as_owner(url, "ALTER TABLE screening_keys.person_key DROP CONSTRAINT person_key_pkey")
    yield
    await _as_owner(url, "ALTER TABLE screening_keys.person_key ADD PRIMARY KEY (k, person_id)")


@asynccontextmanager
async def stale(patch: pytest.MonkeyPatch, url: str) -> AsyncIterator[None]:
    """Nobody has run the checks for four days."""
    with use(FixedClock(now() + timedelta(hours=97))):
        yield


@asynccontextmanager
async def slow(patch: pytest.MonkeyPatch, url: str) -> AsyncIterator[None]:
    """The database does not answer in time: the search keys are locked."""
    patch.setattr(patience, "_seconds", 0.1)
    owner = await asyncpg.connect(url)
    await owner.execute("SET ROLE yuzheng_keys")
    await owner.execute("BEGIN; LOCK TABLE screening_keys.ban_key IN ACCESS EXCLUSIVE MODE")
    yield
    await owner.close()
    patch.undo()


@asynccontextmanager
async def unheld_canary(patch: pytest.MonkeyPatch, url: str) -> AsyncIterator[None]:
    """A made-up banned person is not found."""
    patch.setattr(canary, "retro_screen", _nobody)
    yield
    patch.undo()


@asynccontextmanager
async def other_matcher(patch: pytest.MonkeyPatch, url: str) -> AsyncIterator[None]:
    """A matcher is installed that nobody has accepted."""
    for place in (screenings, upkeep):
        patch.setattr(place, "MATCHER_VERSION", "99/next")
    patch.setattr("screening.alarms.queries.MATCHER_VERSION", "99/next")
    yield
    patch.undo()


async def _as_owner(url: str, sql: str) -> None:
    owner = await asyncpg.connect(url)
    try:
        await owner.execute(sql)
    finally:
        await owner.close()


async def _nobody(*_: object) -> list[object]:
    return []


#: What goes wrong, the check that says so, and the word of the database for it while it lasts.
TROUBLES: dict[str, tuple[Trouble, str]] = {
    "no keys": (no_keys, "keys"),
    "another key": (other_key, "keys"),
    "another version": (later_version, "keys"),
    "dead index": (dead_index, "index"),
    "stale": (stale, "list"),
    "query timeout": (slow, "time"),
    "canary not held": (unheld_canary, "canary"),
    "matcher not accepted": (other_matcher, "matcher"),
}
#: Noticed without a run of the checks.
UNASKED = {"time", "list"}


async def test_nothing_is_issued_and_an_alarm_is_seen(
    race: Race,  # noqa: F811
    own_database: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One batch, met by every trouble in turn; mended, it is issued."""
    certificate = await race.prepared()
    issue = _issuing(race, certificate, monkeypatch)
    assert await refresh_list() == []
    for name, (trouble, kind) in TROUBLES.items():
        with pytest.MonkeyPatch.context() as patch:
            async with trouble(patch, own_database):
                if kind not in UNASKED:
                    await refresh_list()
                assert await issue() == "prepared", name
                failed = [line for line in (await board()).lines if line.state == "failed"]
                assert [line.kind.name for line in failed] == [kind], name
                assert failed[0].said, name
                assert (await board()).paused or kind == "time", name
        assert await refresh_list() == [], name
        assert (await board()).in_order, name
    assert await issue() == "issued"
    kept = {row["kind"] for row in await fetch("SELECT kind FROM screening_alarm WHERE ended_at IS NOT NULL")}
    assert kept == {kind for _, kind in TROUBLES.values()} - {"list"}


async def test_the_database_keeps_no_screening_that_it_would_not_allow(race: Race, own_database: str) -> None:  # noqa: F811
    """Whoever forgets to ask is refused all the same."""
    certificate = await race.prepared()
    insert = (
        "INSERT INTO screening SELECT gen_random_uuid(), $1, 'issue', epoch, $2, 1, '', '', 'clear', 0,"
        " $3, 'p', gen_random_uuid(), gen_random_uuid(), 0 FROM ban_epoch"
    )
    await refresh_list()
    version = screenings.MATCHER_VERSION
    await execute(insert, certificate.person_id, version, now())
    for matcher, moment in (("99/next", now()), (version, now() + timedelta(days=4))):
        with pytest.raises(asyncpg.PostgresError) as refused:
            await execute(insert, certificate.person_id, matcher, moment)
        assert refused.value.sqlstate == "P0B09"
    await _as_owner(own_database, "DROP INDEX screening_keys.ban_key_ban")
    with pytest.raises(asyncpg.PostgresError) as refused:
        await execute(insert, certificate.person_id, version, now())
    assert "index" in str(refused.value)


def _issuing(
    race: Race,  # noqa: F811
    certificate: Reserved,
    patch: pytest.MonkeyPatch,
) -> Callable[[], Awaitable[str]]:
    """Issues the batch; the state of its certificate afterwards."""

    async def nothing_to_reserve(*_: object) -> None: ...

    async def closed(actor: object, batch: Batch) -> None: ...

    patch.setattr(actions, "_reserve_all", nothing_to_reserve)
    patch.setattr(actions, "_close", closed)

    async def issue() -> str:
        report = await asyncio.wait_for(issue_batch(race.officer, race.batch_id, Press("", None)), 30)  # type: ignore[arg-type]
        state: str = await fetchval("SELECT status FROM certificate WHERE id = $1", certificate.id)
        assert (report.issued == 1) == (state == "issued")
        return state

    return issue
