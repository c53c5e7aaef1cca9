"""The first look at people: which version of them is on record, and which bans share a key with them.

Whoever shares a key with nobody, and was read before just the same, is kept as clear in the very statement
that found it so: nothing of such a person leaves the database.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, Literal

import msgspec

from foundation.actor import Actor
from foundation.database import fetch
from foundation.ids import new_id
from foundation.sealing import keyring
from screening.screenings.queries import Trigger

#: Where it is looked up who shares a key: in the indexes, or in the plan of a sweep where that still holds.
Source = Literal["looked", "looked_up"]
#: One statement, hence one moment. As before: whom the last screening read just the same, by the same
#: matcher, and sealed with the keys in use.
_LOOK: Final = """
WITH looked AS MATERIALIZED (
SELECT p.id AS person_id, p.identity_version, coalesce(k.live, false) AS keyed,
       coalesce(k.bans, '{{}}') AS bans,
       coalesce(s.identity_version = p.identity_version AND s.matcher_version = $3
                AND get_byte(s.input_sealed, 0) = $4, false) AS as_before,
       s.person_fp, s.input_sealed
  FROM person p
  LEFT JOIN screening_keys.{source}($1, $2) AS k ON k.person_id = p.id
  LEFT JOIN LATERAL (
       SELECT identity_version, matcher_version, person_fp, input_sealed
         FROM screening WHERE person_id = p.id ORDER BY at DESC LIMIT 1) AS s ON true
 WHERE p.id = ANY($1::uuid[])
), kept AS (
INSERT INTO screening (id, person_id, identity_version, person_fp, input_sealed, candidates, result, trigger,
                       epoch, matcher_version, at, purpose, account_id, organisation_id, listed)
SELECT ($5::uuid[])[(row_number() OVER ())::integer], w.person_id, w.identity_version, w.person_fp,
       w.input_sealed, 0, coalesce(m.strength, 'clear'), $6, $7, $3, $8, $9, $10, $11, $12
  FROM looked w
  LEFT JOIN LATERAL (
       SELECT max(strength) AS strength FROM match  -- 'strong' sorts after 'possible'
        WHERE person_id = w.person_id AND state IN ('open', 'proposed', 'confirmed')) m ON true
 WHERE w.keyed AND w.as_before AND w.bans = '{{}}'
RETURNING id, person_id, result
)
SELECT w.person_id, w.identity_version, w.keyed, w.bans, w.as_before, k.id AS kept, k.result
  FROM looked w LEFT JOIN kept k ON k.person_id = w.person_id
"""


class Occasion(msgspec.Struct, frozen=True):
    """Who screens, when, on what occasion, for what purpose, against which epoch, with what matcher.

    `listed` is how long the list was, roughly: the threshold followed it.
    """

    actor: Actor
    trigger: Trigger
    purpose: str
    epoch: int
    matcher: str
    moment: datetime
    listed: int


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
    #: The screening, where there was nothing to compare and it is kept already; and what it says.
    kept: uuid.UUID | None
    result: str | None


async def look(
    person_ids: Sequence[uuid.UUID], day: date, occasion: Occasion, source: Source = "looked"
) -> dict[uuid.UUID, Look]:
    """Look at these people, each named once. Raises `Unavailable` without keys."""
    rows = await fetch(
        _LOOK.format(source=source),
        person_ids,
        day,
        occasion.matcher,
        keyring().current,
        [new_id() for _ in person_ids],
        occasion.trigger,
        occasion.epoch,
        occasion.moment,
        occasion.purpose,
        occasion.actor.account_id,
        occasion.actor.organisation_id,
        occasion.listed,
    )
    return {row["person_id"]: Look(*row.values()) for row in rows}
