"""Reads of screenings and of what is unresolved."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec

from foundation.database import fetch, fetchval

Trigger = Literal[
    "issue",
    "enrol",
    "placement",
    "evaluation",
    "hire",
    "yearly",
    "new_ban",
    "ban_amended",
    "person_amended",
    "matcher_upgrade",
    "subsidy",
]


class ScreeningView(msgspec.Struct, frozen=True):
    """What a screening found. `result` counts matches that are not resolved: clear, possible or strong."""

    id: uuid.UUID
    person_id: uuid.UUID
    epoch: int
    identity_version: int
    result: str
    at: datetime


async def unresolved(person_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The worst strength of unresolved or confirmed matches, for people who have any."""
    rows = await fetch(
        "SELECT person_id, max(strength) AS strength FROM match"  # 'strong' sorts after 'possible'
        " WHERE person_id = ANY($1::uuid[]) AND state IN ('open', 'proposed', 'confirmed')"
        " GROUP BY person_id",
        list(person_ids),
    )
    return {row["person_id"]: row["strength"] for row in rows}


async def latest(person_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, ScreeningView]:
    """The newest screening of each of these people."""
    rows = await fetch(
        "SELECT DISTINCT ON (person_id) id, person_id, epoch, identity_version, result, at FROM screening"
        " WHERE person_id = ANY($1::uuid[]) ORDER BY person_id, at DESC, id DESC",
        list(person_ids),
    )
    return {row["person_id"]: ScreeningView(**dict(row)) for row in rows}


#: Counted while the list is short, estimated by the database when it is long.
LISTED = """
SELECT CASE WHEN c.reltuples >= 1000 THEN c.reltuples
            ELSE greatest((SELECT count(*) FROM (SELECT FROM ban LIMIT 1000) AS s), c.reltuples) END::bigint
  FROM pg_class c WHERE c.oid = 'ban'::regclass
"""


async def list_length() -> int:
    """How many entries the register has, roughly: the threshold follows it."""
    found: int = await fetchval(LISTED)
    return found


async def epoch() -> int:
    """How often the ban register has changed."""
    found: int = await fetchval("SELECT epoch FROM ban_epoch")
    return found
