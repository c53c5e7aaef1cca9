"""The first look at people: which version of them is on record, and which bans share a key with them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec

from foundation.database import fetch
from foundation.sealing import keyring

#: In one statement, hence of one moment. As before: whom the last screening read just the same, by the same
#: matcher, and sealed with the keys in use.
_LOOK: Final = """
SELECT p.id AS person_id, p.identity_version, k.person IS NOT NULL AS keyed, coalesce(c.bans, '{}') AS bans,
       coalesce(s.identity_version = p.identity_version AND s.matcher_version = $3
                AND s.key_version = $4, false) AS as_before
  FROM person p
  LEFT JOIN screening_keys.keyed($1) AS k (person) ON k.person = p.id
  LEFT JOIN (SELECT person_id, array_agg(ban_id) AS bans
               FROM screening_keys.candidates($1, $2) GROUP BY person_id) AS c ON c.person_id = p.id
  LEFT JOIN LATERAL (
       SELECT identity_version, matcher_version, get_byte(input_sealed, 0) AS key_version
         FROM screening WHERE person_id = p.id ORDER BY at DESC LIMIT 1) AS s ON true
 WHERE p.id = ANY($1::uuid[])
"""


class Look(msgspec.Struct, frozen=True):
    """A person before the comparison."""

    person_id: uuid.UUID
    identity_version: int
    #: Whether anybody could find the person by a key at all.
    keyed: bool
    #: Everybody on the register who shares a key; none is ever left out.
    bans: list[uuid.UUID]
    #: Whether the last screening read the person just the same.
    as_before: bool


async def look(person_ids: Sequence[uuid.UUID], day: date, matcher: str) -> dict[uuid.UUID, Look]:
    """Look at these people. Raises `Unavailable` without keys."""
    rows = await fetch(_LOOK, person_ids, day, matcher, keyring().current)
    return {row["person_id"]: Look(**dict(row)) for row in rows}
