"""Whose document a number is, and the documents of a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

import msgspec

from foundation.clock import today
from foundation.database import fetch
from foundation.sealing import blind_index, unseal
from foundation.text import Text
from registry.documents.data import DOCUMENT_KINDS
from registry.documents.rules import read_document

#: What the sealed number is bound to.
NUMBER_PLACE = "person_document.number_sealed"

Document = tuple[str, str]
"""Kind and number."""


def number_index(kind: str, number: str) -> bytes:
    """The keyed hash by which a number is found; numbers of 18 places are one family, whatever their kind."""
    known = DOCUMENT_KINDS.get(kind)
    shape = known.shape if known else kind
    return blind_index(f"document {'resident' if shape == 'foreign_resident' else shape}", number)


async def owners_of(indexes: Iterable[bytes]) -> dict[bytes, UUID]:
    """The people behind keyed hashes."""
    rows = await fetch(
        "SELECT number_index, person_id FROM person_document WHERE number_index = ANY($1)", list(indexes)
    )
    return {row["number_index"]: row["person_id"] for row in rows}


async def by_documents(documents: Iterable[Document]) -> dict[Document, UUID]:
    """The people to whom the documents belong; numbers may be written in any way that can be read."""
    day = today()
    wanted = {
        (kind, number): number_index(kind, read_document(kind, number, day).number)
        for kind, number in documents
    }
    owners = await owners_of(wanted.values())
    return {document: owners[index] for document, index in wanted.items() if index in owners}


async def by_document(kind: str, number: str) -> UUID | None:
    """The person to whom the document belongs."""
    return (await by_documents([(kind, number)])).get((kind, number))


class DocumentView(msgspec.Struct, frozen=True):
    """A document as pages show it; `number` is masked unless it was asked for in full."""

    id: UUID
    kind: str
    number: str
    is_primary: bool
    valid_until: date | None

    @property
    def label(self) -> Text | str:
        """What kind of document it is."""
        known = DOCUMENT_KINDS.get(self.kind)
        return known.label if known else self.kind


async def documents_of(person_id: UUID, *, in_full: bool = False) -> list[DocumentView]:
    """A person's documents, the primary one first; in full only from the action that logs it."""
    rows = await fetch(
        "SELECT id, kind, masked, number_sealed, is_primary, valid_until FROM person_document"
        " WHERE person_id = $1 ORDER BY is_primary DESC, created_at, id",
        person_id,
    )
    return [
        DocumentView(
            row["id"],
            row["kind"],
            unseal(row["number_sealed"], NUMBER_PLACE) if in_full else row["masked"],
            row["is_primary"],
            row["valid_until"],
        )
        for row in rows
    ]
