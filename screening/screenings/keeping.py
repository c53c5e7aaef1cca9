"""Keeping what screenings found, all of a group in one statement; negatives are kept too."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from foundation.actor import Actor
from foundation.clock import now
from foundation.database import fetch
from foundation.ids import new_id
from foundation.sealing import keyring, seal
from screening.matching.rules import Profile, canonical_of
from screening.screenings.identities import fingerprint_of
from screening.screenings.looking import Look
from screening.screenings.queries import ScreeningView, Trigger

SEALED_IN: Final = "screening.input"
#: What was read before is copied as it was sealed then.
_KEEP: Final = """
INSERT INTO screening (id, person_id, identity_version, person_fp, input_sealed, candidates, result, trigger,
                       epoch, matcher_version, at, purpose, account_id, organisation_id)
SELECT t.id, t.person_id, t.identity_version, coalesce(t.person_fp, s.person_fp),
       coalesce(t.input_sealed, s.input_sealed), t.candidates, coalesce(m.strength, 'clear'),
       $7, $8, $9, $10, $11, $12, $13
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


class Occasion(msgspec.Struct, frozen=True):
    """Who screens, on what occasion, for what purpose, against which epoch, with what matcher."""

    actor: Actor
    trigger: Trigger
    purpose: str
    epoch: int
    matcher: str


async def keep(
    occasion: Occasion,
    looks: Sequence[Look],
    profiles: Mapping[uuid.UUID, Profile],
) -> dict[uuid.UUID, ScreeningView]:
    """Write one screening for each; the result is the worst match of the person that is not resolved."""
    moment = now()
    rows = await fetch(
        _KEEP,
        [new_id() for _ in looks],
        [one.person_id for one in looks],
        [one.identity_version for one in looks],
        [None if one.as_before else fingerprint_of(profiles[one.person_id]) for one in looks],
        [None if one.as_before else _sealed(profiles[one.person_id]) for one in looks],
        [len(one.bans) for one in looks],
        occasion.trigger,
        occasion.epoch,
        occasion.matcher,
        moment,
        occasion.purpose,
        occasion.actor.account_id,
        occasion.actor.organisation_id,
        keyring().current,
    )
    return {row["person_id"]: _view(row, occasion.epoch, moment) for row in rows}


def _sealed(profile: Profile) -> bytes:
    return seal(canonical_of(profile), SEALED_IN)


def _view(row: Any, epoch: int, moment: datetime) -> ScreeningView:
    return ScreeningView(epoch=epoch, at=moment, **dict(row))
