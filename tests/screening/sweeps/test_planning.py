"""The plan of a sweep saves looking up, and is believed only where nothing it rests on has changed."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from foundation.actor import Actor
from foundation.clock import today
from foundation.database import fetch, fetchval, transaction
from screening.sweeps.planning import drop_plan, make_plan
from tests.by_hand import by_hand
from tests.people import citizen_number
from tests.screening.entries import BIRTH, banned, registered

_THEIR_KEYS = "SELECT k, 1::smallint, $1::uuid, true FROM screening_keys.ban_key ORDER BY k LIMIT 1"


async def _partners(source: str, person: UUID) -> set[UUID]:
    found = await fetchval(f"SELECT bans FROM screening_keys.{source}($1, $2)", [person], today())
    return set(found or [])


async def _agree(person: UUID) -> set[UUID]:
    by_plan = await _partners("looked_up", person)
    assert by_plan == await _partners("looked", person)
    return by_plan


async def _holds() -> bool:
    return bool(await fetchval("SELECT screening_keys.plan_holds($1)", today()))


@pytest.fixture
async def meant(first: Actor) -> UUID:
    """Somebody whom a ban means."""
    number = citizen_number(BIRTH)
    person = await registered(number)
    await banned(first, number)
    return person


@pytest.fixture
async def clean(meant: UUID) -> UUID:
    """Somebody else, whom no key leads to a ban."""
    return await registered(
        citizen_number(BIRTH.replace(year=1971, month=2)), "欧阳建国", BIRTH.replace(year=1971, month=2)
    )


async def test_it_says_what_looking_up_says(meant: UUID, clean: UUID) -> None:
    await make_plan()
    assert await _holds()
    assert len(await _agree(meant)) == 1
    assert await _agree(clean) == set()


async def test_it_is_read_and_not_only_made(meant: UUID, clean: UUID) -> None:
    await make_plan()
    await by_hand("UPDATE screening_keys.planned SET bans = (SELECT array_agg(id) FROM ban)")
    assert len(await _partners("looked_up", clean)) == 1


async def test_an_entry_made_since_is_found(first: Actor, clean: UUID) -> None:
    await make_plan()
    number = citizen_number(BIRTH.replace(year=1980))
    late = await registered(number, birth=BIRTH.replace(year=1980))
    await banned(first, number, document_no="洪卫罚〔2026〕13号")
    assert not await _holds()
    assert len(await _agree(late)) >= 1


async def test_whoever_came_since_is_looked_up(meant: UUID) -> None:
    await make_plan()
    number = citizen_number(BIRTH)
    assert await _holds()
    assert len(await _agree(await registered(number))) == 1


async def test_keys_written_since_are_looked_up(meant: UUID, clean: UUID) -> None:
    await make_plan()
    await by_hand(f"INSERT INTO screening_keys.person_key {_THEIR_KEYS}", clean)
    assert await _holds()
    assert len(await _agree(clean)) == 1


async def test_one_key_in_the_place_of_another_is_noticed(meant: UUID, clean: UUID) -> None:
    await make_plan()
    await by_hand(
        "DELETE FROM screening_keys.person_key WHERE (k, person_id) IN"
        " (SELECT k, person_id FROM screening_keys.person_key WHERE person_id = $1 LIMIT 1)",
        clean,
    )
    await by_hand(f"INSERT INTO screening_keys.person_key {_THEIR_KEYS}", clean)
    assert len(await _agree(clean)) == 1


async def test_the_same_epoch_by_another_writer_is_another_register(meant: UUID) -> None:
    await make_plan()
    async with transaction():
        await by_hand("UPDATE ban_epoch SET epoch = epoch")
    assert not await _holds()
    assert len(await _agree(meant)) == 1


async def test_it_is_made_for_a_day_because_bans_run_out(meant: UUID) -> None:
    await make_plan()
    tomorrow = today() + timedelta(days=1)
    assert not await fetchval("SELECT screening_keys.plan_holds($1)", tomorrow)


async def test_a_plan_that_holds_is_not_made_again(meant: UUID) -> None:
    await make_plan()
    (made,) = await by_hand("SELECT xmin::text FROM screening_keys.plan")
    await make_plan()
    assert await by_hand("SELECT xmin::text FROM screening_keys.plan") == [made]
    await drop_plan()
    assert not await _holds()
    assert len(await _agree(meant)) == 1


@pytest.mark.parametrize("table", ["plan", "planned"])
async def test_the_application_cannot_read_it(database: asyncpg.Connection, table: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction():
            await fetch(f"SELECT * FROM screening_keys.{table}")
