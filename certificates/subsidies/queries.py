"""Reads of the ledger: claims within scope, what a claim is judged by, and the sheets made of them."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

import msgspec

from certificates.register.holdings import valid_certificates
from certificates.register.rules import standing_on
from certificates.subsidies.numbers import terms_on
from certificates.subsidies.rules import Case, Claimed, Line, judge, standing
from foundation.actor import Actor
from foundation.database import fetch, fetchrow, fetchval
from foundation.errors import NotFound


class ClaimRow(msgspec.Struct, frozen=True):
    """A claim as lists show it."""

    id: uuid.UUID
    public_id: str
    kind: str
    certificate_id: uuid.UUID
    certificate_number: str
    person_id: uuid.UUID
    holder_name: str
    occupation_code: str
    level: int
    organisation_id: uuid.UUID
    organisation_name: str
    payee: str
    claimed_on: date
    status: str
    certificate_status: str
    held: bool
    amount: int | None
    registered_by: uuid.UUID
    registered_name: str
    registered_at: datetime
    decided_name: str | None
    decided_at: datetime | None
    refusal: str
    screening_result: str
    export_public_id: str | None

    @property
    def standing(self) -> str:
        """What became of it, with what became of its certificate."""
        return standing(self.status, self.certificate_status, held=self.held)


class Candidate(msgspec.Struct, frozen=True):
    """A certificate for which a claim could be made."""

    id: uuid.UUID
    public_id: str
    number: str
    holder_name: str
    person_id: uuid.UUID
    occupation_code: str
    level: int
    issued_on: date
    expires_on: date | None
    status: str
    held: bool


class BatchRow(msgspec.Struct, frozen=True):
    """An issued batch, and for how many of its certificates nothing was claimed yet."""

    public_id: str
    title: str
    certificates: int
    open: int


#: The newest version under the number decides: a reissue does not end a claim, a withdrawal does.
CURRENT = """
  JOIN LATERAL (SELECT n.status, EXISTS (SELECT 1 FROM certificate_hold h
        WHERE h.certificate_id = n.id AND h.lifted_at IS NULL) AS held
     FROM certificate n WHERE n.number = c.number AND n.status NOT IN ('reserved', 'prepared', 'voided')
    ORDER BY n.version DESC LIMIT 1) n ON true
"""
_FROM = f"""
  FROM subsidy_claim s JOIN certificate c ON c.id = s.certificate_id
  {CURRENT}
  JOIN organisation o ON o.id = s.organisation_id
  JOIN screening g ON g.id = s.screening_id
  LEFT JOIN account a ON a.id = s.registered_by
  LEFT JOIN account b ON b.id = s.decided_by
  LEFT JOIN subsidy_export x ON x.id = s.export_id
"""
_ROW = f"""
SELECT s.id, s.public_id, s.kind, s.certificate_id, c.number AS certificate_number, s.person_id,
       c.holder_name, s.occupation_code, s.level, s.organisation_id, o.name AS organisation_name,
       s.payee, s.claimed_on, s.status, n.status AS certificate_status, n.held, s.amount, s.registered_by,
       coalesce(a.name, '') AS registered_name, s.registered_at, b.name AS decided_name, s.decided_at,
       s.refusal, g.result AS screening_result, x.public_id AS export_public_id {_FROM}
"""
SCOPE = "(($1 <> '' AND s.area_code LIKE $1 || '%') OR s.organisation_id = $2)"
_STANDING = """
CASE WHEN s.status = 'exported' AND n.status = 'withdrawn' THEN 'recover'
     WHEN s.status = 'approved' AND (n.status <> 'issued' OR n.held) THEN 'stopped' ELSE s.status END
"""
_FOUND = (
    f" WHERE {SCOPE} AND ($3 = '' OR c.number = upper($3) OR c.holder_name LIKE $3 || '%')"
    f" AND ($4::text IS NULL OR s.kind = $4) AND ($5::text IS NULL OR $5 = {_STANDING})"
)
_CANDIDATE = """
SELECT c.id, c.public_id, c.number, c.holder_name, c.person_id, c.occupation_code, c.level, c.issued_on,
       c.expires_on, c.status,
       EXISTS (SELECT 1 FROM certificate_hold h WHERE h.certificate_id = c.id AND h.lifted_at IS NULL) AS held
  FROM certificate c
"""
_CERTIFICATES = "(($1 <> '' AND c.area_code LIKE $1 || '%') OR c.organisation_id = $2)"
_BATCHES = f"""
SELECT b.public_id, b.title, count(*) AS certificates,
       count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM subsidy_claim s WHERE s.person_id = c.person_id
         AND s.occupation_code = c.occupation_code AND s.level = c.level AND s.status <> 'refused')) AS open
  FROM certificate_batch b JOIN certificate c ON c.batch_id = b.id AND c.status = 'issued'
 WHERE {_CERTIFICATES} GROUP BY b.id, b.public_id, b.title, b.prepared_at
 ORDER BY b.prepared_at DESC LIMIT 100
"""  # noqa: S608 - constants only
_OTHERS = """
SELECT person_id, kind, occupation_code, level, extract(year FROM claimed_on)::int AS year FROM subsidy_claim
 WHERE person_id = ANY($1::uuid[]) AND status <> 'refused' AND ($2::uuid IS NULL OR id <> $2)
"""


def seen_by(actor: Actor) -> tuple[str, uuid.UUID]:
    """What the scope needs: the area that is overseen (none: ''), and the own office."""
    overseen = actor.area_prefix if actor.organisation_kind in ("hrss", "auditor") else ""
    return overseen, actor.organisation_id


async def find_claim(actor: Actor, public_id: str) -> ClaimRow:
    """One claim in scope. Raises `NotFound`."""
    row = await fetchrow(f"{_ROW} WHERE s.public_id = $3 AND {SCOPE}", *seen_by(actor), public_id)
    if row is None:
        raise NotFound()
    return ClaimRow(**dict(row))


async def list_claims(
    actor: Actor,
    *,
    search: str,
    kind: str | None,
    wanted: str | None,
    order_by: str,
    limit: int,
    offset: int,
) -> tuple[list[ClaimRow], int]:
    """Claims in scope by name, number, kind and standing; `order_by` comes from a whitelist of the page."""
    args = (*seen_by(actor), search.strip(), kind, wanted)
    total = await fetchval(f"SELECT count(*) {_FROM} {_FOUND}", *args)
    rows = await fetch(f"{_ROW}{_FOUND} ORDER BY {order_by} LIMIT $6 OFFSET $7", *args, limit, offset)
    return [ClaimRow(**dict(row)) for row in rows], total


async def candidate(actor: Actor, number: str) -> Candidate:
    """The newest version under a certificate number in scope. Raises `NotFound`."""
    sql = f"{_CANDIDATE} WHERE c.number = upper($3) AND {_CERTIFICATES} ORDER BY c.version DESC LIMIT 1"
    row = await fetchrow(sql, *seen_by(actor), "".join(number.split()))
    if row is None:
        raise NotFound()
    return Candidate(**dict(row))


async def certificate_of(claim: ClaimRow) -> Candidate:
    """The newest version of a claim's certificate."""
    sql = f"{_CANDIDATE} WHERE c.number = $1 AND c.status <> 'voided' ORDER BY c.version DESC LIMIT 1"
    row = await fetchrow(sql, claim.certificate_number)
    assert row is not None  # a claim refers to it
    return Candidate(**dict(row))


async def batches(actor: Actor) -> list[BatchRow]:
    """Issued batches in scope, newest first."""
    return [BatchRow(**dict(row)) for row in await fetch(_BATCHES, *seen_by(actor))]


async def of_batch(actor: Actor, public_id: str) -> tuple[str, list[Candidate]]:
    """The title of a batch in scope and its issued certificates. Raises `NotFound`."""
    rows = await fetch(
        f"{_CANDIDATE} JOIN certificate_batch b ON b.id = c.batch_id"
        f" WHERE b.public_id = $3 AND c.status IN ('issued', 'withdrawn') AND {_CERTIFICATES}"
        " ORDER BY c.number",
        *seen_by(actor),
        public_id,
    )
    if not rows:
        raise NotFound()
    title = await fetchval("SELECT title FROM certificate_batch WHERE public_id = $1", public_id)
    return title, [Candidate(**dict(row)) for row in rows]


async def judged(
    certificates: list[Candidate],
    kind: str,
    *,
    claimed_on: date,
    day: date,
    screening: str | None = None,
    besides: uuid.UUID | None = None,
) -> dict[uuid.UUID, list[Line]]:
    """Every condition of each certificate, set-wise; `besides` leaves the claim itself out."""
    people = list({one.person_id for one in certificates})
    held = await valid_certificates(people, day)
    others = await _others(people, besides)
    terms = await terms_on(day, kind, {one.level for one in certificates})
    found = {}
    for one in certificates:
        case = Case(
            standing=standing_on(day, one.status, held=one.held, expires_on=one.expires_on),
            kind=kind,
            occupation_code=one.occupation_code,
            level=one.level,
            issued_on=one.issued_on,
            claimed_on=claimed_on,
            held_levels=frozenset(
                each.level for each in held.get(one.person_id, []) if each.occupation == one.occupation_code
            ),
            others=tuple(others.get(one.person_id, [])),
            screening=screening,
        )
        found[one.id] = judge(case, terms[one.level])
    return found


async def _others(people: list[uuid.UUID], besides: uuid.UUID | None) -> dict[uuid.UUID, list[Claimed]]:
    found: dict[uuid.UUID, list[Claimed]] = {}
    for row in await fetch(_OTHERS, people, besides):
        values: dict[str, Any] = dict(row)
        found.setdefault(values.pop("person_id"), []).append(Claimed(**values))
    return found
