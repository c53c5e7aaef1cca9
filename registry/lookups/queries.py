"""Who looked a person up, for which organisation and to what purpose."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from foundation.database import fetch
from foundation.text import Text, text
from registry.accounts.data import PURPOSES

KINDS = {
    "person.unmasked": text("Shown in full"),
    "person.sought": text("Looked up by document number"),
    "person.screened": text("Compared with the ban register for employment"),
    "person.replayed": text("An earlier comparison with the ban register was checked"),
}


class LookUp(msgspec.Struct, frozen=True):
    """One look-up, as the person looked up sees it."""

    at: datetime
    kind: str
    organisation_name: str
    purpose: str

    @property
    def what(self) -> Text:
        """What was done."""
        return KINDS[self.kind]

    @property
    def why(self) -> Text | str:
        """The purpose in the reader's language."""
        known = PURPOSES.get(self.purpose)
        return known.label if known else self.purpose


async def look_ups_of(person_id: UUID, limit: int = 50) -> list[LookUp]:
    """The newest look-ups of a person."""
    rows = await fetch(
        "SELECT h.at, h.kind, coalesce(o.name, '') AS organisation_name, h.purpose"
        " FROM history h LEFT JOIN organisation o ON o.id = h.organisation_id"
        " WHERE h.subject_kind = 'person' AND h.subject_id = $1 AND h.kind = ANY($2)"
        " ORDER BY h.at DESC LIMIT $3",
        person_id,
        list(KINDS),
        limit,
    )
    return [msgspec.convert(dict(row), LookUp) for row in rows]
