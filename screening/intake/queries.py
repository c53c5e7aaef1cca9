"""Uploaded sheets of decisions, seen by the commission that uploaded them; their bytes while they wait."""

from __future__ import annotations

import base64
import uuid
from datetime import datetime
from typing import Any

import msgspec

from foundation.actor import Actor
from foundation.database import fetch, fetchrow, fetchval
from foundation.errors import Conflict, NotFound
from foundation.sealing import unseal
from foundation.text import text

SEALED_IN = "ban_sheet.file"


class SheetView(msgspec.Struct, frozen=True):
    """An uploaded sheet; `entered` rows stand in the register, `people` may be meant by them."""

    id: uuid.UUID
    public_id: str
    file_name: str
    sha256: str
    state: str
    rows_read: int
    rows_good: int
    rows_known: int
    rows_bad: int
    uploaded_at: datetime
    uploader_name: str
    settled_at: datetime | None
    job_id: uuid.UUID | None
    entered: int
    people: int


_SHEET = """
SELECT s.id, s.public_id, s.file_name, encode(s.file_sha256, 'hex') AS sha256, s.state, s.rows_read,
       s.rows_good, s.rows_known, s.rows_bad, s.uploaded_at, coalesce(a.name, '') AS uploader_name,
       s.settled_at, s.job_id,
       (SELECT count(*) FROM ban b WHERE b.sheet_id = s.id) AS entered,
       (SELECT count(DISTINCT m.person_id) FROM ban b JOIN match m ON m.ban_id = b.id AND m.state <> 'ended'
         WHERE b.sheet_id = s.id) AS people
  FROM ban_sheet s LEFT JOIN account a ON a.id = s.uploaded_by
 WHERE s.organisation_id = $1
"""


async def find_sheet(actor: Actor, public_id: str) -> SheetView:
    """A sheet of the actor's own commission. Raises `NotFound`."""
    row = await fetchrow(_SHEET + " AND s.public_id = $2", actor.organisation_id, public_id)
    if row is None:
        raise NotFound
    return _view(row)


async def sheets_of(actor: Actor) -> list[SheetView]:
    """The newest sheets of the actor's commission."""
    rows = await fetch(_SHEET + " ORDER BY s.uploaded_at DESC, s.id LIMIT 50", actor.organisation_id)
    return [_view(row) for row in rows]


async def content_of(sheet_id: uuid.UUID) -> bytes:
    """The uploaded bytes. Raises `Conflict` once the sheet is settled."""
    sealed = await fetchval("SELECT file_sealed FROM ban_sheet WHERE id = $1", sheet_id)
    if sealed is None:
        raise settled()
    return base64.b64decode(unseal(bytes(sealed), SEALED_IN))


def settled() -> Conflict:
    """It was entered or set aside before."""
    return Conflict(
        text("This sheet has already been settled."), remedy=text("Upload it again if something is missing.")
    )


async def entered_rows(sheet_id: uuid.UUID) -> set[int]:
    """The rows of the sheet that stand in the register already."""
    return {
        row["sheet_row"] for row in await fetch("SELECT sheet_row FROM ban WHERE sheet_id = $1", sheet_id)
    }


async def known_decisions(actor: Actor, numbers: list[str]) -> set[tuple[str, str, str]]:
    """Which of these decisions the area's register has: number, name and masked document of each entry."""
    rows = await fetch(
        "SELECT document_no, person_name, document_masked FROM ban WHERE document_no = ANY($1::text[])"
        " AND area_code LIKE $2 || '%' AND status NOT IN ('rejected', 'lifted')",
        numbers,
        actor.area_prefix,
    )
    return {(row["document_no"], row["person_name"], row["document_masked"]) for row in rows}


def _view(row: Any) -> SheetView:
    return SheetView(**dict(row))
