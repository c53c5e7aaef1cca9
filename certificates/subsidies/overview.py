"""Sheets of approved claims, and figures about claims that say nothing about persons."""

from __future__ import annotations

import uuid
from datetime import date, datetime

import msgspec

from certificates.subsidies.queries import CURRENT, SCOPE, seen_by
from foundation.actor import Actor
from foundation.database import fetch, fetchrow
from foundation.errors import NotFound


class Sheet(msgspec.Struct, frozen=True):
    """A sheet that was made of approved claims."""

    id: uuid.UUID
    public_id: str
    organisation_id: uuid.UUID
    month: date
    claims: int
    total: int
    exported_name: str
    exported_at: datetime
    recover: int


class Figure(msgspec.Struct, frozen=True):
    """Claims and approved money of a month and kind; nothing about persons."""

    month: date
    kind: str
    claims: int
    amount: int


_SHEET = f"""
SELECT x.id, x.public_id, x.organisation_id, x.month, x.claims, x.total,
       coalesce(a.name, '') AS exported_name, x.exported_at,
       (SELECT count(*) FROM subsidy_claim s JOIN certificate c ON c.id = s.certificate_id {CURRENT}
         WHERE s.export_id = x.id AND n.status = 'withdrawn') AS recover
  FROM subsidy_export x LEFT JOIN account a ON a.id = x.exported_by
"""  # noqa: S608 - constants only
_FIGURES = """
SELECT date_trunc('month', s.claimed_on)::date AS month, s.kind, count(*) AS claims,
       coalesce(sum(s.amount), 0)::int AS amount
  FROM subsidy_claim s WHERE s.area_code LIKE $1 || '%' AND s.status <> 'refused'
   AND s.claimed_on >= $2 GROUP BY 1, 2 ORDER BY 1 DESC, 2
"""
_OWN = SCOPE.replace("s.", "x.")


async def sheets(actor: Actor) -> list[Sheet]:
    """The sheets made by offices in scope, newest first."""
    sql = _SHEET + " WHERE " + _OWN + " ORDER BY x.exported_at DESC LIMIT 100"
    return [Sheet(**dict(row)) for row in await fetch(sql, *seen_by(actor))]


async def find_sheet(actor: Actor, public_id: str) -> Sheet:
    """One sheet in scope. Raises `NotFound`."""
    sql = _SHEET + " WHERE x.public_id = $3 AND " + _OWN
    row = await fetchrow(sql, *seen_by(actor), public_id)
    if row is None:
        raise NotFound()
    return Sheet(**dict(row))


async def figures(actor: Actor, since: date) -> list[Figure]:
    """Claims that were not refused by month and kind, in the actor's area."""
    return [Figure(**dict(row)) for row in await fetch(_FIGURES, actor.area_prefix, since)]
