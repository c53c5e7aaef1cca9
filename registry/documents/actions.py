"""Storing document numbers: sealed, masked, and found by a keyed hash."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from foundation.clock import now
from foundation.constraints import explain
from foundation.database import copy_rows, execute
from foundation.errors import Conflict
from foundation.ids import new_id
from foundation.sealing import seal
from foundation.text import text
from registry.documents.queries import NUMBER_PLACE, number_index
from registry.documents.tables import PersonDocument
from registry.people.rules import mask_number

explain(
    "person_document_number",
    lambda: Conflict(
        text("This document number belongs to somebody who is registered already."),
        remedy=text("Find the person by this number."),
    ),
)

_COLUMNS = [column._meta.name for column in PersonDocument._meta.columns]


class ReadDocument(msgspec.Struct, frozen=True):
    """A document whose number has been read and is right."""

    person_id: UUID
    kind: str
    number: str
    is_primary: bool = False
    valid_until: date | None = None


async def store(documents: Iterable[ReadDocument]) -> None:
    """Add documents, in the order of their hashes so that two imports never wait for each other."""
    moment = now()
    rows: list[dict[str, Any]] = [
        {
            "id": new_id(),
            "person_id": one.person_id,
            "kind": one.kind,
            "number_sealed": seal(one.number, NUMBER_PLACE),
            "number_index": number_index(one.kind, one.number),
            "masked": mask_number(one.number),
            "is_primary": one.is_primary,
            "valid_until": one.valid_until,
            "created_at": moment,
        }
        for one in documents
    ]
    rows.sort(key=lambda row: bytes(row["number_index"]))
    await copy_rows("person_document", _COLUMNS, [[row[name] for name in _COLUMNS] for row in rows])


async def correct(document_id: UUID, kind: str, number: str, valid_until: date | None) -> None:
    """Put the right number in the place of a mistyped one."""
    await execute(
        "UPDATE person_document SET kind = $2, number_sealed = $3, number_index = $4, masked = $5,"
        " valid_until = $6 WHERE id = $1",
        document_id,
        kind,
        seal(number, NUMBER_PLACE),
        number_index(kind, number),
        mask_number(number),
        valid_until,
    )


async def make_primary(person_id: UUID, kind: str, number: str) -> None:
    """Let one document be the one that lists and certificates show."""
    index = number_index(kind, number)
    await execute(
        "UPDATE person_document SET is_primary = false WHERE person_id = $1 AND is_primary", person_id
    )
    await execute(
        "UPDATE person_document SET is_primary = true WHERE person_id = $1 AND number_index = $2",
        person_id,
        index,
    )
