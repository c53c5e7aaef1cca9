"""Filling the register: what the actions would write, row for row, made in several processes and copied in.

Left out are history and links to organisations, which no screening reads (`same.py` compares the rest).
"""

from __future__ import annotations

import asyncio
import os
import uuid
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from itertools import pairwise
from multiprocessing import get_context
from typing import Any, Final

import asyncpg
import msgspec

from benchmarks.screening.database.people import PART, bans, draft, new_person, part_of_people
from benchmarks.screening.population import Person
from foundation.actor import SYSTEM, Actor
from foundation.clock import now, today
from foundation.database import Connection, close_pool, open_pool, transaction
from foundation.errors import Conflict
from foundation.ids import new_id
from foundation.sealing import key_hash64, keyring, read_keyring, search_keys, use_keyring
from registry.documents import actions as documents
from registry.documents.rules import Sex
from registry.people.actions import _COLUMNS as PERSON_COLUMNS
from registry.people.actions import _row as person_row
from registry.people.queries import by_document
from registry.people.registration import Registration
from registry.people.rules import NewPerson, PersonReading, read_person
from screening.bans.actions import _row as ban_row
from screening.bans.rules import Status
from screening.bans.tables import Ban
from screening.matching.rules import (
    MATCHER_VERSION,
    Document,
    Identity,
    Key,
    Profile,
    ban_keys,
    worker_keys,
)
from screening.screenings.identities import fingerprint_of, sealed_values
from screening.screenings.inputs import seal_input
from screening.screenings.tables import Screening

_BAN_COLUMNS: Final = [column._meta.name for column in Ban._meta.columns]
_SCREENING_COLUMNS: Final = [column._meta.name for column in Screening._meta.columns]
IDENTITY_COLUMNS: Final = ["id", "kind", "document_kind", "value_sealed", "ban_id", "valid_from_epoch"]
_SEXES: Final[dict[str, Sex]] = {"F": "female", "M": "male"}


class Task(msgspec.Struct, frozen=True):
    """What one process makes: people or bans of these numbers."""

    url: str
    keys: bytes
    actor: Actor
    seed: int
    first: int
    last: int


async def fill_people(url: str, actor: Actor, count: int, seed: int) -> None:
    """Register and screen so many people, in whole parts."""
    async with _without_indexes(url, "person_key"):
        await _in_processes(_people_process, _tasks(url, actor, seed, 0, count // PART))


async def fill_bans(url: str, actor: Actor, first: int, last: int, seed: int) -> None:
    """Enter and confirm the bans from `first` to `last` of the list of `last`."""
    async with _without_indexes(url, "ban_key"):
        await _in_processes(_bans_process, _tasks(url, actor, seed, first, last))


def _tasks(url: str, actor: Actor, seed: int, first: int, last: int) -> list[Task]:
    parts = min(8 * (os.cpu_count() or 1), last - first)
    edges = [first + (last - first) * at // parts for at in range(parts + 1)]
    ring = msgspec.json.encode(keyring())
    return [Task(url, ring, actor, seed, a, b) for a, b in pairwise(edges)]


async def _in_processes(work: Callable[[Task], None], tasks: Sequence[Task]) -> None:
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as processes:
        loop = asyncio.get_running_loop()
        await asyncio.gather(*(loop.run_in_executor(processes, work, task) for task in tasks))


def _people_process(task: Task) -> None:
    asyncio.run(_with_pool(task, _make_people))


def _bans_process(task: Task) -> None:
    asyncio.run(_with_pool(task, _make_bans))


async def _with_pool(task: Task, work: Callable[[Task], Any]) -> None:
    use_keyring(read_keyring(task.keys))
    await open_pool(task.url, size=2)
    try:
        await work(task)
    finally:
        await close_pool()


@asynccontextmanager
async def _bare() -> AsyncIterator[Connection]:
    """Without triggers and references, which are there for what somebody types."""
    async with transaction() as connection:
        await connection.execute("SET LOCAL session_replication_role = replica")
        yield connection


async def _make_people(task: Task) -> None:
    for number in range(task.first, task.last):
        if await by_document("01", part_of_people(number, task.seed, 1)[0].no):
            continue  # done before this was broken off
        made = part_of_people(number, task.seed)
        try:
            await _part(task.actor, made)
        except asyncpg.UniqueViolationError:  # another process has drawn one of the numbers just now
            await _part(task.actor, made)


async def _part(actor: Actor, made: Sequence[Person]) -> None:
    async with _bare() as connection:
        await _register(connection, actor, made)


async def _register(connection: Connection, actor: Actor, made: Sequence[Person]) -> None:
    drafts = [(new, read_person(new, today())) for new in map(new_person, made)]
    registration = await Registration.among(reading for _, reading in drafts)
    for new, reading in drafts:
        assert not reading.problems, reading.problems
        try:
            registration.take(new, reading)
        except Conflict:  # a number drawn twice
            continue
    fresh = registration.fresh.items()
    rows = [person_values(actor, person_id, *one) for person_id, one in fresh]
    await _copy(connection, "person", PERSON_COLUMNS, rows)
    await documents.store(registration.documents)
    known = {person_id: known_as(reading) for person_id, (_, reading) in fresh}
    await _copy_keys(connection, "person", {one: worker_keys(identity) for one, identity in known.items()})
    screenings = [screening_row(actor, person_id, Profile(one)) for person_id, one in known.items()]
    await _copy(connection, "screening", _SCREENING_COLUMNS, screenings)


def person_values(
    actor: Actor, person_id: uuid.UUID, new: NewPerson, reading: PersonReading
) -> dict[str, Any]:
    """The document is added after the person, which counts as a change of the identity."""
    return person_row(actor, person_id, new, reading) | {"identity_version": 2}


def known_as(reading: PersonReading) -> Identity:
    """The identity under which the person is searched."""
    return Identity(
        (reading.name, *reading.former_names),
        tuple(Document(one.kind, one.number) for one in reading.documents),
        (reading.birth_date,) if reading.birth_date else (),
        _SEXES.get(reading.sex),
    )


def screening_row(actor: Actor, person_id: uuid.UUID, profile: Profile) -> dict[str, Any]:
    """As on enrolment, when the register was empty."""
    return {
        "id": new_id(),
        "person_id": person_id,
        "trigger": "enrol",
        "epoch": 1,
        "matcher_version": MATCHER_VERSION,
        "identity_version": 2,
        "person_fp": fingerprint_of(profile),
        "input_sealed": seal_input(profile.identity),
        "result": "clear",
        "candidates": 0,
        "at": now(),
        "purpose": "enrolment",
        "account_id": actor.account_id,
        "organisation_id": actor.organisation_id,
        "listed": 0,
    }


async def _make_bans(task: Task) -> None:
    made = bans(task.last, task.seed)[task.first :]
    for at in range(0, len(made), PART):
        async with _bare() as connection:
            await _enter(connection, task.actor, made[at : at + PART])


async def _enter(connection: Connection, actor: Actor, made: Iterable[Person]) -> None:
    entries = [(ban_row(actor, one, Status.ACTIVE, {}), one) for one in map(draft, made)]
    rows = [{name: getattr(ban, name) for name in _BAN_COLUMNS} for ban, _ in entries]
    for row in rows:
        row |= {"confirmed_by": SYSTEM.account_id, "confirmed_at": now()}
    await _copy(connection, "ban", _BAN_COLUMNS, rows)
    values = [
        dict(zip(IDENTITY_COLUMNS, (*value, ban.id, 1), strict=True))
        for ban, one in entries
        for value in sealed_values(one.identity, one.area_code)
    ]
    await _copy(connection, "ban_identity", IDENTITY_COLUMNS, values)
    standing = [
        {"ban_id": ban.id, "from_epoch": 1, "to_epoch": None, "term_until": ban.term_until}
        for ban, _ in entries
    ]
    await _copy(connection, "ban_standing", list(standing[0]), standing)
    await _copy_keys(connection, "ban", {ban.id: ban_keys(one.identity) for ban, one in entries})


async def _copy_keys(connection: Connection, kind: str, owners: dict[uuid.UUID, list[Key]]) -> None:
    await connection.copy_records_to_table(
        f"{kind}_key",
        schema_name="screening_keys",
        columns=["k", "key_version", f"{kind}_id", "strong"],
        records=key_rows(owners),
    )


def key_rows(owners: dict[uuid.UUID, list[Key]]) -> list[tuple[int, int, uuid.UUID, bool]]:
    search = search_keys()[-1]
    rows = {
        (owner, key_hash64(key.kind, key.value, search)): key.strong
        for owner, keys in owners.items()
        for key in keys
    }
    return [(hashed, search.version, owner, strong) for (owner, hashed), strong in rows.items()]


async def _copy(
    connection: Connection, table: str, columns: Sequence[str], rows: Iterable[dict[str, Any]]
) -> None:
    records = [[row[name] for name in columns] for row in rows]
    await connection.copy_records_to_table(table, columns=list(columns), records=records)


_DEFINED: Final = """
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::regclass, c.conname) AS off,
       format('ALTER TABLE %s ADD CONSTRAINT %I %s', c.conrelid::regclass, c.conname,
              pg_get_constraintdef(c.oid)) AS back
  FROM pg_constraint c WHERE c.conrelid = $1::regclass AND c.contype IN ('p', 'u')
UNION ALL
SELECT format('DROP INDEX %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
  FROM pg_index i WHERE i.indrelid = $1::regclass
   AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
"""


_READ: Final = {"person_key": "person, person_document, screening", "ban_key": "ban, ban_identity"}


@asynccontextmanager
async def _without_indexes(url: str, table: str) -> AsyncIterator[None]:
    """Indexes are made once all rows are there, as when a dump is read in."""
    connection = await asyncpg.connect(url, command_timeout=3600)
    try:
        found = await connection.fetch(_DEFINED, f"screening_keys.{table}")
        for one in found:
            await connection.execute(one["off"])
        yield
        await connection.execute("SET maintenance_work_mem = '1GB'")
        for one in found:
            await connection.execute(one["back"])
        await connection.execute(f"VACUUM (ANALYZE) screening_keys.{table}, {_READ[table]}")
    finally:
        await connection.close()
