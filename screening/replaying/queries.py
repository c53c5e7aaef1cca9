"""Screenings on record, and the register and the matches as they stood when one was made."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from foundation.actor import Actor
from foundation.database import fetch, fetchrow, fetchval
from foundation.errors import NotFound
from foundation.jobs.queries import job_for
from registry.people.rules import mask_name
from screening.matching.rules import Identity
from screening.replaying.rules import Replay, Standing, Stood
from screening.screenings.inputs import open_input
from screening.screenings.queries import Trigger

PERMISSION = "screening.screening.replay"
#: On `person p` with `$1`, the officer's area; as matches are seen. The system itself sees everybody.
_VISIBLE = """($1 = '' OR p.area_code LIKE $1 || '%' OR EXISTS (
    SELECT 1 FROM person_organisation l JOIN organisation o ON o.id = l.organisation_id
     WHERE l.person_id = p.id AND l.until IS NULL AND o.area_code LIKE $1 || '%'))"""
_SELECT = f"""
SELECT s.id, s.person_id, p.public_id AS person, p.name AS person_name, s.trigger, s.epoch, s.listed,
       s.matcher_version, s.identity_version, p.identity_version AS identity_now, s.result, s.candidates,
       s.at, s.purpose, coalesce(a.name, '') AS account_name, coalesce(o.name, '') AS organisation_name
  FROM screening s JOIN person p ON p.id = s.person_id
  LEFT JOIN account a ON a.id = s.account_id LEFT JOIN organisation o ON o.id = s.organisation_id
 WHERE {_VISIBLE}
"""  # noqa: S608 - a constant above


class ScreeningRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A screening as it is on record; the person masked. Nobody named: the system itself."""

    id: UUID
    person_id: UUID
    person: str
    person_name: str
    trigger: Trigger
    epoch: int
    matcher_version: str
    identity_version: int
    identity_now: int
    listed: int
    result: str
    candidates: int
    at: datetime
    purpose: str
    account_name: str
    organisation_name: str


class PersonName(msgspec.Struct, frozen=True):
    """Whose screenings are looked at; the name masked."""

    id: UUID
    public_id: str
    name: str


class EntryName(msgspec.Struct, frozen=True):
    """By what officers know an entry; the public id for those in whose area it lies."""

    public_id: str | None
    authority: str
    document_no: str


async def find_person(actor: Actor, public_id: str) -> PersonName:
    """The person, if the officer's area has to do with her. Raises `NotFound`."""
    return await _person(actor, "p.public_id = $2", public_id)


async def person_of_match(actor: Actor, match_id: UUID) -> PersonName:
    """The person of a match that the officer sees; she may belong elsewhere. Raises `NotFound`."""
    return await _person(actor, "p.id = (SELECT person_id FROM match WHERE id = $2)", match_id)


async def _person(actor: Actor, condition: str, value: object) -> PersonName:
    sql = f"SELECT p.id, p.public_id, p.name FROM person p WHERE {_VISIBLE} AND {condition}"  # noqa: S608
    row = await fetchrow(sql, actor.area_prefix, value)
    if row is None:
        raise NotFound
    return PersonName(row["id"], row["public_id"], mask_name(row["name"]))


async def screenings_of(
    actor: Actor, person_id: UUID, limit: int, offset: int
) -> tuple[list[ScreeningRecord], int]:
    """The screenings of a person, the newest first, and how many there are."""
    total = await fetchval("SELECT count(*) FROM screening WHERE person_id = $1", person_id)
    rows = await fetch(
        _SELECT + " AND s.person_id = $2 ORDER BY s.at DESC, s.id DESC LIMIT $3 OFFSET $4",
        actor.area_prefix,
        person_id,
        limit,
        offset,
    )
    return [_record(row) for row in rows], total


async def find_screening(actor: Actor, screening_id: UUID) -> ScreeningRecord:
    """One screening of somebody of the officer's area. Raises `NotFound`."""
    row = await fetchrow(_SELECT + " AND s.id = $2", actor.area_prefix, screening_id)
    if row is None:
        raise NotFound
    return _record(row)


def _record(row: Any) -> ScreeningRecord:
    return ScreeningRecord(**{**dict(row), "person_name": mask_name(row["person_name"])})


async def input_of(screening_id: UUID) -> Identity:
    """What the screening has read of the person. Raises `Conflict` where it cannot be read back."""
    return open_input(bytes(await fetchval("SELECT input_sealed FROM screening WHERE id = $1", screening_id)))


_STOOD = """
SELECT ban_id FROM ban_standing
 WHERE from_epoch < $1 AND (to_epoch IS NULL OR to_epoch >= $1) AND (term_until IS NULL OR term_until >= $2)
"""


async def entries_at(epoch: int, day: date) -> list[UUID]:
    """Every entry that was searched for at this epoch and held on this day."""
    return [row["ban_id"] for row in await fetch(_STOOD + " ORDER BY ban_id", epoch, day)]


async def count_at(epoch: int, day: date) -> int:
    """How many they are."""
    found: int = await fetchval(f"SELECT count(*) FROM ({_STOOD}) AS stood", epoch, day)  # noqa: S608
    return found


_MATCHES = """
SELECT DISTINCT ON (m.id) m.public_id, m.ban_id, m.strength, s.state, s.since
  FROM match m JOIN match_standing s ON s.match_id = m.id
 WHERE m.person_id = $1 AND s.since <= $2 ORDER BY m.id, s.number DESC
"""


async def standing_at(person_id: UUID, moment: datetime) -> list[Standing]:
    """Every match of the person that had been opened by this moment, as it stood."""
    rows = await fetch(_MATCHES, person_id, moment)
    return [
        Standing(row["public_id"], row["ban_id"], row["strength"], Stood(row["state"]), row["since"])
        for row in rows
    ]


async def entry_names(actor: Actor, ban_ids: Collection[UUID]) -> dict[UUID, EntryName]:
    """What these entries are called; where they lie elsewhere, without their address."""
    rows = await fetch(
        "SELECT id, CASE WHEN area_code LIKE $1 || '%' THEN public_id END AS public_id, authority_name,"
        " document_no FROM ban WHERE id = ANY($2::uuid[])",
        actor.area_prefix,
        list(ban_ids),
    )
    return {row["id"]: EntryName(row["public_id"], row["authority_name"], row["document_no"]) for row in rows}


async def replay_of_job(actor: Actor, screening_id: UUID, job_id: UUID) -> Replay:
    """What a job of the actor's has found about this screening. Raises `NotFound` before it has ended."""
    result = (await job_for(actor, job_id)).result
    try:
        found = msgspec.convert(result, Replay)
    except msgspec.ValidationError as error:
        raise NotFound from error
    if found.screening_id != screening_id:
        raise NotFound
    return found
