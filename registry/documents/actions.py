"""Storing document numbers: sealed, masked, and found by a keyed hash."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
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
from registry.people.rules import mask_number

explain(
    "person_document_number",
    lambda: Conflict(
        text("This document number belongs to somebody who is registered already."),
        remedy=text("Find the person by this number."),
    ),
)

_COLUMNS = tuple(
    "id person_id kind number_sealed number_index masked is_primary valid_until created_at".split()
)


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
    rows = [
        (
            new_id(),
            one.person_id,
            one.kind,
            seal(one.number, NUMBER_PLACE),
            number_index(one.kind, one.number),
            mask_number(one.number),
            one.is_primary,
            one.valid_until,
            moment,
        )
        for one in documents
    ]
    await copy_rows("person_document", _COLUMNS, sorted(rows, key=lambda row: row[4]))


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
