"""Organisations as pages, the API and other floors read them; what is outside the scope is not found."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from foundation.actor import SYSTEM, Actor
from foundation.database import fetch, fetchrow, fetchval
from foundation.errors import NotFound
from registry.areas.data import AREAS
from registry.areas.rules import prefix
from registry.organisations.rules import FilingState, OrganisationKind


class OrganisationView(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation as it stands."""

    id: UUID
    public_id: str
    code: str
    kind: OrganisationKind
    name: str
    name_en: str = ""
    uscc: str | None = None
    area_code: str
    registration_kind: str = ""
    service_modes: list[str] = []
    inclusive: bool = False
    address: str = ""
    phone: str = ""
    created_at: datetime
    closed_at: datetime | None = None


_COLUMNS = ", ".join(f"o.{name}" for name in OrganisationView.__struct_fields__)
_SELECT = f"SELECT {_COLUMNS} FROM organisation o"  # noqa: S608 - names of our own columns
_IN_SCOPE = "(o.area_code LIKE $1 OR o.id = $2)"


def sees_area(actor: Actor) -> bool:
    """Whether the actor sees every organisation of the area, not only the own one."""
    if actor.role == "worker" or actor.organisation_kind not in set(OrganisationKind):
        return actor is SYSTEM
    kind = OrganisationKind(actor.organisation_kind)
    return kind.authority or kind is OrganisationKind.ADMINISTRATION


def scope(actor: Actor) -> tuple[str, UUID]:
    """What `area_code LIKE $1 OR id = $2` needs: the pattern of the area (none: '') and the own id."""
    return (f"{actor.area_prefix}%" if sees_area(actor) else ""), actor.organisation_id


def sees(actor: Actor, seen: OrganisationView) -> bool:
    """Whether the organisation lies within the actor's scope."""
    own_area = sees_area(actor) and seen.area_code.startswith(actor.area_prefix)
    return own_area or seen.id == actor.organisation_id


async def organisation(organisation_id: UUID) -> OrganisationView | None:
    """One organisation, whoever asks."""
    return _view(await fetchrow(f"{_SELECT} WHERE o.id = $1", organisation_id))


async def by_code(code: str) -> OrganisationView | None:
    """The organisation with that code or that credit code."""
    return _view(await fetchrow(f"{_SELECT} WHERE o.code = $1 OR o.uscc = upper($1)", code.strip()))


async def by_public_id(actor: Actor, public_id: str) -> OrganisationView:
    """The organisation of an address, if the actor may see it. Raises `NotFound`."""
    row = await fetchrow(f"{_SELECT} WHERE {_IN_SCOPE} AND o.public_id = $3", *scope(actor), public_id)
    view = _view(row)
    if view is None:
        raise NotFound
    return view


async def options(*kinds: OrganisationKind, within: str = "") -> list[tuple[str, str]]:
    """Public id and name of the open organisations of these kinds in an area, for a select field."""
    rows = await fetch(
        "SELECT public_id, name FROM organisation WHERE kind = ANY($1) AND area_code LIKE $2"
        " AND closed_at IS NULL ORDER BY name",
        [str(kind) for kind in kinds],
        f"{within}%",
    )
    return [(row["public_id"], row["name"]) for row in rows]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which organisations a list shows."""

    q: str = ""
    kind: OrganisationKind | None = None
    area: str = ""
    closed: bool = False


class OrganisationRow(msgspec.Struct, frozen=True):
    """One line of the list."""

    id: UUID
    public_id: str
    code: str
    kind: OrganisationKind
    name: str
    uscc: str | None
    area_code: str
    filing_status: str | None
    closed_at: datetime | None


SORTS = {"name": "o.name", "area": "o.area_code", "kind": "o.kind", "registered": "o.created_at"}
_FILTERED = f"""
FROM organisation o
WHERE {_IN_SCOPE}
  AND ($3 = '' OR o.name LIKE '%' || $3 || '%' OR o.code = $3 OR o.uscc = upper($3))
  AND ($4::text IS NULL OR o.kind = $4)
  AND o.area_code LIKE $5
  AND ($6 OR o.closed_at IS NULL)
"""
_PAGE = """
SELECT o.id, o.public_id, o.code, o.kind, o.name, o.uscc, o.area_code, o.closed_at,
       (SELECT f.status FROM filing f WHERE f.organisation_id = o.id
         ORDER BY f.created_at DESC LIMIT 1) AS filing_status
"""


async def list_organisations(
    actor: Actor,
    wanted: Wanted,
    order_by: str = "o.area_code, o.name, o.id",
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[OrganisationRow], int]:
    """One page of what the actor sees, and how many there are in all; `order_by` comes from `SORTS`."""
    args = _arguments(actor, wanted)
    total = await fetchval(f"SELECT count(*) {_FILTERED}", *args)
    rows = await fetch(f"{_PAGE} {_FILTERED} ORDER BY {order_by} LIMIT $7 OFFSET $8", *args, limit, offset)
    return [msgspec.convert(dict(row), OrganisationRow) for row in rows], total


async def counts_by_kind(actor: Actor, wanted: Wanted) -> dict[str, int]:
    """How many there are of each kind under the other filters."""
    args = _arguments(actor, msgspec.structs.replace(wanted, kind=None))
    rows = await fetch(f"SELECT o.kind, count(*) {_FILTERED} GROUP BY o.kind", *args)
    return {row["kind"]: row["count"] for row in rows}


def _arguments(actor: Actor, wanted: Wanted) -> tuple[Any, ...]:
    like_safe = wanted.q.strip().replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    area = prefix(wanted.area) if wanted.area in AREAS else ""
    return (*scope(actor), like_safe, wanted.kind, f"{area}%", wanted.closed)


def _view(row: Any) -> OrganisationView | None:
    return msgspec.convert(dict(row), OrganisationView) if row else None


class FilingView(msgspec.Struct, frozen=True, kw_only=True):
    """A filing as other floors ask for it: who may host, and up to how many."""

    id: UUID
    public_id: str
    organisation_id: UUID
    status: FilingState
    receipt_no: str
    filed_on: date
    staff_on_duty: int
    carers: int


_IN_FORCE = """
SELECT f.id, f.public_id, f.organisation_id, f.status, f.receipt_no, f.filed_on, f.staff_on_duty, f.carers
FROM filing f JOIN organisation o ON o.id = f.organisation_id AND o.closed_at IS NULL
WHERE f.organisation_id = ANY($1) AND f.filed_on <= $2
  AND (f.cancelled_on IS NULL OR f.cancelled_on > $2)
  AND (f.nonconforming_since IS NULL OR f.nonconforming_since > $2 OR f.nonconforming_until <= $2)
ORDER BY f.created_at
"""


async def filings_in_force(organisation_ids: Iterable[UUID], on: date) -> dict[UUID, FilingView]:
    """The filings that hold on a day: filed, not cancelled, and without an open finding (25号文)."""
    rows = await fetch(_IN_FORCE, list(organisation_ids), on)
    return {row["organisation_id"]: msgspec.convert(dict(row), FilingView) for row in rows}


async def filing_in_force(organisation_id: UUID, on: date) -> FilingView | None:
    """One institution's filing, if it holds on that day."""
    return (await filings_in_force([organisation_id], on)).get(organisation_id)
