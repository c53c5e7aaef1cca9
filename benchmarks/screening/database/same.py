"""Whether the rows that are copied in are those that the actions write."""

from __future__ import annotations

from typing import Any, Final

import asyncpg

from benchmarks.screening.database.filling import (
    IDENTITY_COLUMNS,
    key_rows,
    known_as,
    person_values,
    screening_row,
)
from benchmarks.screening.database.people import draft, new_person
from benchmarks.screening.population import Person
from foundation.actor import Actor
from foundation.clock import today
from foundation.sealing import unseal
from registry.people.actions import register_many
from registry.people.rules import read_person
from screening.bans.actions import record
from screening.matching.rules import Profile, ban_keys, worker_keys
from screening.screenings.actions import screen_many
from screening.screenings.identities import SEALED_IN as VALUE
from screening.screenings.identities import sealed_values
from screening.screenings.inputs import SEALED_IN as INPUT

#: Drawn anew for every row, or its moment; and what the register has become meanwhile.
_OWN: Final = {
    "id",
    "public_id",
    "at",
    "created_at",
    "epoch",
    "listed",
    "candidates",
    "result",
    "person_id",
    "ban_id",
}


async def compare_with_actions(url: str, actor: Actor, people: list[Person], bans: list[Person]) -> None:
    """Register, screen and ban these by the actions; every row must be the one that filling would copy in."""
    connection = await asyncpg.connect(url)
    try:
        await _people(connection, actor, people)
        await _bans(connection, actor, bans)
    finally:
        await connection.close()


async def _people(connection: asyncpg.Connection, actor: Actor, people: list[Person]) -> None:
    ids = await register_many(actor, [new_person(one) for one in people])
    await screen_many(actor, ids, "enrol", "enrolment")
    for person_id, one in zip(ids, people, strict=True):
        new = new_person(one)
        reading = read_person(new, today())
        identity = known_as(reading)
        row = await connection.fetchrow("SELECT * FROM person WHERE id = $1", person_id)
        _equal(row, person_values(actor, person_id, new, reading))
        row = await connection.fetchrow("SELECT * FROM screening WHERE person_id = $1", person_id)
        _equal(row, screening_row(actor, person_id, Profile(identity)))
        sql = "SELECT k, key_version, person_id, strong FROM screening_keys.person_key WHERE person_id = $1"
        rows = await connection.fetch(sql, person_id)
        assert {tuple(row) for row in rows} == set(key_rows({person_id: worker_keys(identity)}))


async def _bans(connection: asyncpg.Connection, actor: Actor, bans: list[Person]) -> None:
    for one in bans:
        public_id = (await record(actor, draft(one))).public_id
        ban_id = await connection.fetchval("SELECT id FROM ban WHERE public_id = $1", public_id)
        identity = draft(one).identity
        rows = await connection.fetch(
            "SELECT kind, document_kind, value_sealed FROM ban_identity WHERE ban_id = $1", ban_id
        )
        names = IDENTITY_COLUMNS[:4]
        made = [
            dict(zip(names, value, strict=True)) for value in sealed_values(identity, draft(one).area_code)
        ]
        assert sorted(map(_opened, rows)) == sorted(map(_opened, made))
        sql = "SELECT k, key_version, ban_id, strong FROM screening_keys.ban_key WHERE ban_id = $1"
        rows = await connection.fetch(sql, ban_id)
        assert {tuple(row) for row in rows} == set(key_rows({ban_id: ban_keys(identity)}))


def _opened(row: Any) -> tuple[str, str, str]:
    return row["kind"], row["document_kind"] or "", unseal(row["value_sealed"], VALUE)


def _equal(stored: Any, made: dict[str, Any]) -> None:
    for name, value in made.items():
        if name == "input_sealed":
            assert unseal(stored[name], INPUT) == unseal(value, INPUT)
        elif name not in _OWN:
            assert stored[name] == value, (name, stored[name], value)
