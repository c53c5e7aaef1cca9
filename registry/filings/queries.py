"""Filings as the officers' work list and the institution see them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from foundation.actor import Actor
from foundation.clock import today
from foundation.database import fetch, fetchrow, fetchval
from foundation.errors import NotFound
from registry.calendars.queries import expected_calendars
from registry.filings.rules import Turn, finding_of, turn_of
from registry.organisations.queries import scope
from registry.organisations.rules import FilingState, NonconformityState
from registry.working_days.rules import Calendars


class FilingRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A filing with everything that was handed in and answered."""

    id: UUID
    public_id: str
    organisation_id: UUID
    organisation_public_id: str
    organisation_name: str
    area_code: str
    status: FilingState
    registered_on: date
    registration_no: str
    submitted_on: date | None
    papers: list[str]
    returned_on: date | None
    returned_reason: str | None
    receipt_no: str | None
    filed_on: date | None
    change_submitted_on: date | None
    change_summary: str | None
    cancelled_on: date | None
    cancelled_reason: str | None
    nonconforming_since: date | None
    nonconforming_reason: str | None
    nonconforming_published_on: date | None
    nonconforming_until: date | None
    staff_on_duty: int
    carers: int
    created_at: datetime
    #: Whose turn it is, and until when.
    turn: Turn | None = None

    @property
    def finding(self) -> NonconformityState:
        """How a finding of non-conformity stands."""
        return finding_of(self.nonconforming_since, self.nonconforming_published_on, self.nonconforming_until)

    @property
    def conforms(self) -> bool:
        """Whether no finding is open."""
        return self.finding not in (NonconformityState.FOUND, NonconformityState.PUBLISHED)


_ROW = "SELECT f.*, o.public_id AS organisation_public_id, o.name AS organisation_name, o.area_code"
_IN_SCOPE = """
FROM filing f JOIN organisation o ON o.id = f.organisation_id
WHERE (o.area_code LIKE $1 OR o.id = $2)
"""


async def filing(actor: Actor, public_id: str) -> FilingRecord:
    """The filing of an address, if the actor may see it. Raises `NotFound`."""
    row = await fetchrow(f"{_ROW} {_IN_SCOPE} AND f.public_id = $3", *scope(actor), public_id)
    if row is None:
        raise NotFound
    return (await _records([row]))[0]


async def filings_of(actor: Actor, organisation_id: UUID) -> list[FilingRecord]:
    """An institution's filings, the newest first."""
    rows = await fetch(
        f"{_ROW} {_IN_SCOPE} AND o.id = $3 ORDER BY f.created_at DESC, f.id", *scope(actor), organisation_id
    )
    return await _records(rows)


#: What a list can be narrowed to; 'nonconforming' is a finding beside the status.
FILTERS = ("registered", "submitted", "change_submitted", "filed", "nonconforming", "cancelled")
SORTS = {
    "handed_in": "coalesce(f.change_submitted_on, f.submitted_on)",
    "name": "o.name",
    "area": "o.area_code",
    "registered": "f.registered_on",
}
_NARROWED = """
AND ($3 = '' OR strpos(o.name, $3) > 0 OR f.receipt_no = $3)
AND ($4 = '' OR CASE WHEN $4 = 'nonconforming'
      THEN f.nonconforming_since IS NOT NULL AND f.nonconforming_until IS NULL ELSE f.status = $4 END)
"""


async def list_filings(
    actor: Actor,
    *,
    q: str = "",
    stands: str = "",
    order_by: str = "f.submitted_on, f.id",
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[FilingRecord], int]:
    """One page of the filings in scope, and how many there are."""
    args = (*scope(actor), q.strip(), stands if stands in FILTERS else "")
    total = await fetchval(f"SELECT count(*) {_IN_SCOPE} {_NARROWED}", *args)
    rows = await fetch(
        f"{_ROW} {_IN_SCOPE} {_NARROWED} ORDER BY {order_by} LIMIT $5 OFFSET $6", *args, limit, offset
    )
    return await _records(rows), total


async def filing_counts(actor: Actor) -> dict[str, int]:
    """How many filings stand how; a non-conforming one counts under its status, too."""
    rows = await fetch(
        "SELECT f.status, (f.nonconforming_since IS NOT NULL AND f.nonconforming_until IS NULL) AS open,"
        " count(*) FROM filing f JOIN organisation o ON o.id = f.organisation_id"
        " WHERE (o.area_code LIKE $1 OR o.id = $2) GROUP BY 1, 2",
        *scope(actor),
    )
    counts: dict[str, int] = dict.fromkeys(FILTERS, 0)
    for row in rows:
        counts[row["status"]] += row["count"]
        counts["nonconforming"] += row["count"] if row["open"] else 0
    return counts


async def _records(rows: list[Any]) -> list[FilingRecord]:
    calendars = await expected_calendars(today()) if rows else {}
    return [_record(row, calendars) for row in rows]


def _record(row: Any, calendars: Calendars) -> FilingRecord:
    values = dict(row)
    stored = {name: values[name] for name in FilingRecord.__struct_fields__ if name != "turn"}
    read = msgspec.convert(stored, FilingRecord)
    changing = read.status is FilingState.CHANGE_SUBMITTED
    turn = turn_of(
        read.status,
        read.finding,
        handed_in=read.change_submitted_on if changing else read.submitted_on,
        found=read.nonconforming_since,
        today=today(),
        calendars=calendars,
    )
    return msgspec.structs.replace(read, turn=turn)
