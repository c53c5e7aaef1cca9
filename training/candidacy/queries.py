"""Reads of evidence: whom a reader may look at, what is shown of them, and what of it counts."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from foundation.actor import Actor
from foundation.database import fetch, fetchrow
from foundation.errors import NotFound
from registry.people.queries import visible
from training.candidacy.rules import Evidence, Kind


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of evidence as pages show it, with who entered it, who has seen it and why it was set aside."""

    id: uuid.UUID
    person_id: uuid.UUID
    said: Evidence
    file_name: str
    entered_by: uuid.UUID
    entered_by_name: str
    entered_for: uuid.UUID
    entered_for_name: str
    entered_at: datetime
    seen_by_name: str | None
    seen_at: datetime | None
    voided_by_name: str | None
    voided_at: datetime | None
    void_reason: str | None

    @property
    def state(self) -> str:
        """One word: declared, seen, voided."""
        if self.voided_at:
            return "voided"
        return "seen" if self.seen_at else "declared"


class Subject(msgspec.Struct, frozen=True):
    """The person whom evidence is about."""

    id: uuid.UUID
    public_id: str
    name: str


_SHOWN = """
SELECT e.*, a.name AS entered_by_name, o.name AS entered_for_name, s.name AS seen_by_name,
       v.name AS voided_by_name
  FROM candidate_evidence e
  JOIN organisation o ON o.id = e.entered_for
  LEFT JOIN account a ON a.id = e.entered_by
  LEFT JOIN account s ON s.id = e.seen_by
  LEFT JOIN account v ON v.id = e.voided_by
"""
#: An evaluator sees the evidence of whoever is entered in one of its sessions.
_ENTERED = (
    "EXISTS (SELECT 1 FROM evaluation_entry n JOIN evaluation_session t ON t.id = n.session_id"
    " WHERE n.person_id = p.id AND t.evaluator_id = $4)"
)


async def subject(actor: Actor, public_id: str) -> Subject:
    """The person of an address, if the actor may see what they have shown. Raises `NotFound`."""
    return await _subject(actor, "p.public_id = $3", public_id)


async def _subject(actor: Actor, which: str, key: Any) -> Subject:
    condition, args = visible(actor)
    row = await fetchrow(
        f"SELECT p.id, p.public_id, p.name FROM person p WHERE {which} AND ({condition} OR {_ENTERED})",  # noqa: S608
        *args,
        key,
        actor.organisation_id if actor.organisation_kind == "evaluator" else None,
    )
    if row is None:
        raise NotFound()
    return Subject(**dict(row))


async def find_evidence(actor: Actor, evidence_id: uuid.UUID) -> tuple[Shown, Subject]:
    """One piece of evidence and whom it is about, in scope. Raises `NotFound`."""
    row = await fetchrow(_SHOWN + " WHERE e.id = $1", evidence_id)
    if row is None:
        raise NotFound()
    return _view(row), await _subject(actor, "p.id = $3", row["person_id"])


async def evidence_of(person_id: uuid.UUID) -> list[Shown]:
    """Everything that was entered about a person, set aside or not, by kind and day."""
    rows = await fetch(
        _SHOWN + " WHERE e.person_id = $1 ORDER BY e.voided_at IS NOT NULL, e.kind, e.from_on, e.entered_at",
        person_id,
    )
    return [_view(row) for row in rows]


async def standing_evidence(person_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Shown]]:
    """What was not set aside, for many people in one query; who has shown nothing has an empty list."""
    wanted = list(dict.fromkeys(person_ids))
    rows = await fetch(
        _SHOWN + " WHERE e.person_id = ANY($1::uuid[]) AND e.voided_at IS NULL ORDER BY e.entered_at, e.id",
        wanted,
    )
    found: dict[uuid.UUID, list[Shown]] = {person_id: [] for person_id in wanted}
    for row in rows:
        found[row["person_id"]].append(_view(row))
    return found


def _view(row: Any) -> Shown:
    values = dict(row)
    said = {name: values[name] for name in Evidence.__struct_fields__} | {"kind": Kind(values["kind"])}
    rest = {name: values[name] for name in Shown.__struct_fields__ if name != "said"}
    return Shown(said=Evidence(**said), **rest)
