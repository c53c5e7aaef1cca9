"""Which consents a person has given."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec

from foundation.database import fetch
from foundation.text import Text
from registry.consents.data import CONSENT_TEXTS


class ConsentView(msgspec.Struct, frozen=True):
    """One consent as it was given."""

    id: UUID
    kind: str
    text_version: str
    given_on: date
    given_by: str
    evidence: str
    withdrawn_on: date | None

    @property
    def label(self) -> Text | str:
        """What was agreed to."""
        known = CONSENT_TEXTS.get((self.kind, self.text_version))
        return known.label if known else self.kind

    def holds(self, day: date) -> bool:
        """Whether it holds on that day; on the day of its withdrawal it no longer does."""
        return self.given_on <= day and (self.withdrawn_on is None or day < self.withdrawn_on)


async def consents_of(person_id: UUID) -> list[ConsentView]:
    """All consents, withdrawn ones too, the newest first."""
    rows = await fetch(
        "SELECT id, kind, text_version, given_on, given_by, evidence, withdrawn_on FROM consent"
        " WHERE person_id = $1 ORDER BY given_on DESC, recorded_at DESC",
        person_id,
    )
    return [msgspec.convert(dict(row), ConsentView) for row in rows]


async def has_consent(person_id: UUID, kind: str, on: date) -> bool:
    """Whether the person's consent to that kind of handling holds on a day."""
    return any(one.kind == kind and one.holds(on) for one in await consents_of(person_id))
