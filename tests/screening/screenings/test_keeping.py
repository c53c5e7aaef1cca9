"""Who was read before is not read again; entries are opened once for each state of the register."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import asyncpg
import msgspec
import pytest

from foundation import sealing
from foundation.actor import SYSTEM, Actor
from foundation.database import execute, fetch, fetchval
from foundation.sealing import keyring, unseal, use_keyring
from registry.people.actions import IdentityChanges, amend_identity
from screening.matching.rules import MATCHER_VERSION, Identity
from screening.screenings import actions, known
from screening.screenings.actions import screen, screen_many
from screening.screenings.identities import replace_identity
from screening.screenings.queries import epoch
from tests.people import citizen_number
from tests.screening.entries import BIRTH, NAME, banned, registered

_KEPT = (
    "SELECT input_sealed, person_fp, candidates, result FROM screening WHERE person_id = $1 ORDER BY at, id"
)


async def _kept(person: UUID) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await fetch(_KEPT, person)]


async def test_the_same_reading_is_kept_as_it_was_sealed(first: Actor) -> None:
    clean = await registered(citizen_number(BIRTH))
    for _ in range(2):
        await screen(first, clean, "enrol", "enrolment")
    one, other = await _kept(clean)
    assert one == other


async def test_another_identity_matcher_or_key_is_read_and_sealed_anew(
    first: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    someone = await registered(citizen_number(BIRTH), "李四")
    await screen(first, someone, "enrol", "enrolment")
    await amend_identity(SYSTEM, someone, IdentityChanges(name="李五"), "改名")  # screens again
    with monkeypatch.context() as another:
        another.setattr(actions, "MATCHER_VERSION", "other")
        await screen(first, someone, "enrol", "enrolment")
    ring = keyring()
    key = msgspec.structs.replace(sealing.new_keyring().keys[0], version=2)
    use_keyring(msgspec.structs.replace(ring, current=2, keys=[*ring.keys, key]))
    try:
        await screen(first, someone, "enrol", "enrolment")
        rows = await _kept(someone)
        assert len({row[0] for row in rows}) == 4
        assert len({row[1] for row in rows}) == 3  # the matcher alone changes nothing that it reads
        assert {"李四" in unseal(bytes(row[0]), "screening.input") for row in rows} == {True, False}  # type: ignore[call-overload]
    finally:
        use_keyring(ring)


async def test_a_group_gets_each_its_own_answer(first: Actor) -> None:
    number = citizen_number(BIRTH)
    hit, clean = await registered(number), await registered(citizen_number(date(1980, 1, 2)), "李四")
    await screen(first, clean, "enrol", "enrolment")
    await banned(first, number)
    found = await screen_many(first, [clean, hit], "issue", "issuing")
    assert (found[clean].result, found[hit].result) == ("clear", "strong")
    assert [row[2] for row in await _kept(hit)] == [1]


async def test_an_entry_is_opened_once_until_the_register_changes(
    first: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = citizen_number(BIRTH)
    hit = await registered(number)
    await banned(first, number)
    opened: list[int] = []
    plain = known.banned

    async def counted(ban_ids: list[UUID]) -> object:
        opened.append(len(ban_ids))
        return await plain(ban_ids)

    monkeypatch.setattr(known, "banned", counted)
    for _ in range(2):
        await screen(first, hit, "issue", "issuing")
    assert opened == [1]
    await banned(first, citizen_number(date(1970, 2, 3)))
    opened.clear()
    await screen(first, hit, "issue", "issuing")
    assert len(opened) == 1


async def test_what_was_undone_is_not_remembered(first: Actor, database: asyncpg.Connection) -> None:
    """After a rollback the same epoch comes again, with other contents."""
    await banned(first, citizen_number(BIRTH))
    ban_id = await fetchval("SELECT id FROM ban")

    async def name() -> str:
        found = await known.known(await known.register_now(MATCHER_VERSION), [ban_id])
        return found[ban_id].ban.identity.names[0]

    assert await name() == NAME
    inner = database.transaction()
    await inner.start()
    await replace_identity(ban_id, Identity(("赵六",), (), (BIRTH,), "male"), "360100")
    assert await name() == "赵六"
    undone = await epoch()
    await inner.rollback()
    while await epoch() < undone:
        await execute("UPDATE ban SET area_code = area_code WHERE id = $1", ban_id)
        assert await name() == NAME
