"""Reads of the ban register, within the area of the officer who looks."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

import msgspec

from foundation.actor import Actor
from foundation.database import fetch, fetchrow, fetchval
from foundation.errors import NotFound
from screening.bans.rules import Draft
from screening.matching.rules import Identity


class BanView(msgspec.Struct, frozen=True):
    """An entry as officers see it; the person's name in full, the document masked."""

    id: uuid.UUID
    public_id: str
    status: str
    kind: str
    legal_basis_document: str
    legal_basis_article: str
    authority_name: str
    document_no: str
    decision_on: date
    effective_on: date
    served_on: date
    remedy_notice: str
    remedy_status: str
    scope: str
    person_role: str
    term_until: date | None
    source_channel: str
    person_name: str
    document_masked: str
    area_code: str
    organisation_id: uuid.UUID
    organisation_name: str
    recorded_by: uuid.UUID
    recorder_name: str
    recorded_at: datetime
    confirmed_by: uuid.UUID | None
    confirmer_name: str | None
    confirmed_at: datetime | None
    lift_proposed_by: uuid.UUID | None
    lift_document_no: str | None
    lift_authority_name: str | None
    lift_reason: str | None
    lifted_at: datetime | None
    completed_by: uuid.UUID | None
    owner_id: uuid.UUID | None
    owner_name: str
    due_on: date | None
    authority_uscc: str | None
    amendment_by: uuid.UUID | None
    matches: int


_BAN = """
SELECT b.id, b.public_id, b.status, b.kind, b.legal_basis_document, b.legal_basis_article, b.authority_name,
       b.document_no, b.decision_on, b.effective_on, b.served_on, b.remedy_notice, b.remedy_status, b.scope,
       b.person_role, b.term_until, b.source_channel, b.person_name, b.document_masked, b.area_code,
       b.organisation_id, o.name AS organisation_name, b.recorded_by, coalesce(r.name, '') AS recorder_name,
       b.recorded_at, b.confirmed_by, c.name AS confirmer_name, b.confirmed_at, b.lift_proposed_by,
       b.lift_document_no, b.lift_authority_name, b.lift_reason, b.lifted_at,
       b.completed_by, b.owner_id, coalesce(w.name, '') AS owner_name, b.due_on, b.authority_uscc,
       (SELECT proposed_by FROM ban_amendment x WHERE x.ban_id = b.id AND x.verdict IS NULL) AS amendment_by,
       (SELECT count(*) FROM match m WHERE m.ban_id = b.id AND m.state <> 'ended') AS matches
  FROM ban b JOIN organisation o ON o.id = b.organisation_id
  LEFT JOIN account r ON r.id = b.recorded_by
  LEFT JOIN account c ON c.id = b.confirmed_by
  LEFT JOIN account w ON w.id = b.owner_id
"""
_SCOPE = " b.area_code LIKE $1 || '%'"
_AMENDING = "EXISTS (SELECT 1 FROM ban_amendment x WHERE x.ban_id = b.id AND x.verdict IS NULL)"
_LIFTING = (
    "b.lift_proposed_by IS NOT NULL AND b.lifted_at IS NULL"
    " AND b.status IN ('active', 'under_remedy', 'amended')"
)
#: What somebody has proposed and another person decides.
_PROPOSED = f"($2 = 'amending' AND {_AMENDING}) OR ($2 = 'lifting' AND {_LIFTING})"


async def find_ban(actor: Actor, public_id: str) -> BanView:
    """One entry of the officer's area. Raises `NotFound`."""
    row = await fetchrow(_BAN + " WHERE" + _SCOPE + " AND b.public_id = $2", actor.area_prefix, public_id)
    if row is None:
        raise NotFound()
    return _view(row)


async def list_bans(
    actor: Actor, *, status: str | None, search: str, limit: int, offset: int
) -> tuple[list[BanView], int]:
    """Entries of the officer's area by number or authority of the decision, newest first.

    Never by the person's name: it would stand in the address.
    """
    where = (
        " WHERE" + _SCOPE + " AND ($2::text IS NULL OR b.status = $2 OR " + _PROPOSED + ")"
        " AND ($3 = '' OR strpos(b.document_no, $3) > 0 OR strpos(b.authority_name, $3) > 0)"
    )
    args = (actor.area_prefix, status, search.strip())
    total = await fetchval("SELECT count(*) FROM ban b" + where, *args)  # noqa: S608 - constants
    rows = await fetch(
        _BAN + where + " ORDER BY b.recorded_at DESC, b.id LIMIT $4 OFFSET $5", *args, limit, offset
    )
    return [_view(row) for row in rows], total


async def status_counts(actor: Actor) -> dict[str, int]:
    """How many entries of the area are in each status, and how many of them are proposed to change."""
    sql = (
        f"SELECT status, count(*) AS n, count(*) FILTER (WHERE {_AMENDING}) AS amending,"  # noqa: S608
        f" count(*) FILTER (WHERE {_LIFTING}) AS lifting FROM ban b WHERE{_SCOPE} GROUP BY status"
    )
    rows = await fetch(sql, actor.area_prefix)
    proposed = {name: sum(row[name] for row in rows) for name in ("amending", "lifting")}
    counts = {row["status"]: row["n"] for row in rows}
    return counts | {name: count for name, count in proposed.items() if count}


async def same_decision(actor: Actor, document_no: str, name: str) -> BanView | None:
    """An entry that already records this decision about somebody of this name."""
    row = await fetchrow(
        _BAN + " WHERE" + _SCOPE + " AND b.document_no = $2 AND b.person_name = $3"
        " AND b.status NOT IN ('rejected', 'lifted') LIMIT 1",
        actor.area_prefix,
        document_no.strip(),
        name,
    )
    return _view(row) if row else None


def draft_of(ban: BanView, identity: Identity) -> Draft:
    """The entry as the draft it would be made from."""
    values = {name: getattr(ban, name) for name in Draft.__struct_fields__ if hasattr(ban, name)}
    return Draft(**{**values, "authority_uscc": ban.authority_uscc or ""}, identity=identity)


def _view(row: Any) -> BanView:
    return BanView(**dict(row))
