"""Keeping what screenings found, all of a group in one statement; negatives are kept too."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

import asyncpg

from foundation.database import fetch
from foundation.ids import new_id
from foundation.sealing import keyring
from screening.screenings.identities import Person, fingerprint_of
from screening.screenings.inputs import seal_input
from screening.screenings.looking import Look, Occasion
from screening.screenings.queries import ScreeningView

#: What was read before is copied as it was sealed then.
_KEEP: Final = """
INSERT INTO screening (id, person_id, identity_version, person_fp, input_sealed, candidates, result, trigger,
                       epoch, matcher_version, at, purpose, account_id, organisation_id, listed)
SELECT t.id, t.person_id, t.identity_version, coalesce(t.person_fp, s.person_fp),
       coalesce(t.input_sealed, s.input_sealed), t.candidates, coalesce(m.strength, 'clear'),
       $7, $8, $9, $10, $11, $12, $13, $15
  FROM unnest($1::uuid[], $2::uuid[], $3::integer[], $4::bytea[], $5::bytea[], $6::integer[])
       AS t (id, person_id, identity_version, person_fp, input_sealed, candidates)
  LEFT JOIN LATERAL (
       SELECT person_fp, input_sealed FROM screening
        WHERE t.input_sealed IS NULL AND person_id = t.person_id AND identity_version = t.identity_version
          AND matcher_version = $9 AND get_byte(input_sealed, 0) = $14 ORDER BY at DESC LIMIT 1) s ON true
  LEFT JOIN LATERAL (
       SELECT max(strength) AS strength FROM match  -- 'strong' sorts after 'possible'
        WHERE person_id = t.person_id AND state IN ('open', 'proposed', 'confirmed')) m ON true
RETURNING id, person_id, identity_version, result
"""


async def keep(
    occasion: Occasion,
    looks: Iterable[Look],
    people: Mapping[uuid.UUID, Person],
) -> list[asyncpg.Record]:
    """Write one screening for each who has none; the result is the person's worst match not resolved."""
    rest = [one for one in looks if not one.kept]
    if not rest:
        return []
    return await fetch(
        _KEEP,
        [new_id() for _ in rest],
        [one.person_id for one in rest],
        [one.identity_version for one in rest],
        [None if one.as_before else fingerprint_of(people[one.person_id].profile) for one in rest],
        [None if one.as_before else seal_input(people[one.person_id].profile.identity) for one in rest],
        [len(one.bans) for one in rest],
        occasion.trigger,
        occasion.epoch,
        occasion.matcher,
        occasion.moment,
        occasion.purpose,
        occasion.actor.account_id,
        occasion.actor.organisation_id,
        keyring().current,
        occasion.listed,
    )


def views(
    occasion: Occasion, looks: Iterable[Look], kept: Iterable[asyncpg.Record]
) -> dict[uuid.UUID, ScreeningView]:
    """Everybody's answer, with what `keep` wrote."""
    found = {one.person_id: _kept(one, occasion) for one in looks if one.kept}
    return found | {row["person_id"]: _view(row, occasion.epoch, occasion.moment) for row in kept}


def _kept(one: Look, occasion: Occasion) -> ScreeningView:
    assert one.kept  # told apart by whoever asks
    assert one.result  # both or neither
    return ScreeningView(
        one.kept, one.person_id, occasion.epoch, one.identity_version, one.result, occasion.moment
    )


def _view(row: Any, epoch: int, moment: datetime) -> ScreeningView:
    return ScreeningView(epoch=epoch, at=moment, **dict(row))
