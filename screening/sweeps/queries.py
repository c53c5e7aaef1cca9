"""Sweeps and what they found, as the commissions read them; people masked, bans by their decision."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Literal

import msgspec

from foundation.actor import Actor
from foundation.database import fetch, fetchrow, fetchval
from foundation.errors import NotFound
from registry.people.rules import mask_name
from screening.matching.rules import MATCHER_VERSION

#: Everybody who was ever screened: whoever has a certificate, an enrolment or a placement is among them.
EVERYBODY = "SELECT DISTINCT person_id FROM screening"
_SWEEP = """
SELECT s.id, s.public_id, s.kind, s.matcher_version, s.started_by, coalesce(a.name, '') AS starter_name,
       s.started_at,
       s.job_id, s.people, s.done, s.opened, s.unscreenable, s.after, s.finished_at, s.accepted_by,
       coalesce(b.name, '') AS accepter_name, s.accepted_at, s.reason,
       (SELECT count(*) FROM sweep_difference d WHERE d.sweep_id = s.id
           AND d.found_now = 'clear') AS lost,
       (SELECT count(*) FROM sweep_difference d WHERE d.sweep_id = s.id
           AND d.found_before = 'clear') AS found,
       (SELECT count(*) FROM sweep_difference d WHERE d.sweep_id = s.id) AS differences, j.state AS job_state
  FROM sweep s LEFT JOIN job j ON j.id = s.job_id
  LEFT JOIN account a ON a.id = s.started_by LEFT JOIN account b ON b.id = s.accepted_by
"""


class SweepView(msgspec.Struct, frozen=True):
    """A sweep: how far it is, and what it found."""

    id: uuid.UUID
    public_id: str
    kind: Literal["yearly", "shadow"]
    matcher_version: str
    started_by: uuid.UUID
    starter_name: str
    started_at: datetime
    job_id: uuid.UUID | None
    people: int
    done: int
    opened: int
    unscreenable: int
    after: uuid.UUID | None
    finished_at: datetime | None
    accepted_by: uuid.UUID | None
    accepter_name: str
    accepted_at: datetime | None
    reason: str
    lost: int
    found: int
    differences: int
    job_state: str | None

    @property
    def broken(self) -> bool:
        """Whether people are left and nobody works on it: the work was given up after several faults."""
        return self.finished_at is None and self.job_state not in ("queued", "running", "cancelling")

    @property
    def awaits_word(self) -> bool:
        """Whether a shadow run has ended and nobody has accepted the matcher yet."""
        return self.kind == "shadow" and self.finished_at is not None and self.accepted_by is None


class Difference(msgspec.Struct, frozen=True):
    """A pair that the other matcher judges otherwise."""

    person_name: str
    ban_document_no: str
    ban_authority: str
    ban_public_id: str
    found_before: str
    found_now: str


async def sweeps() -> list[SweepView]:
    """The newest sweeps; they go through everybody, whatever the area."""
    return [
        SweepView(**dict(row)) for row in await fetch(_SWEEP + " ORDER BY s.started_at DESC, s.id LIMIT 50")
    ]


async def find_sweep(public_id: str) -> SweepView:
    """One sweep. Raises `NotFound`."""
    row = await fetchrow(_SWEEP + " WHERE s.public_id = $1", public_id)
    if row is None:
        raise NotFound
    return SweepView(**dict(row))


async def unfinished(kind: str) -> SweepView | None:
    """The sweep of that kind that has people left; there is one at most."""
    row = await fetchrow(_SWEEP + " WHERE s.kind = $1 AND s.finished_at IS NULL", kind)
    return SweepView(**dict(row)) if row else None


async def differences_of(actor: Actor, sweep_id: uuid.UUID, limit: int = 200) -> list[Difference]:
    """The pairs of the actor's area that are judged otherwise; those that would be lost come first."""
    rows = await fetch(
        "SELECT p.name AS person_name, b.document_no AS ban_document_no, b.authority_name AS ban_authority,"
        " b.public_id AS ban_public_id, d.found_before, d.found_now FROM sweep_difference d"
        " JOIN person p ON p.id = d.person_id JOIN ban b ON b.id = d.ban_id"
        " WHERE d.sweep_id = $1 AND b.area_code LIKE $2 || '%'"
        " ORDER BY d.found_now <> 'clear', d.found_before DESC, b.document_no, p.id LIMIT $3",
        sweep_id,
        actor.area_prefix,
        limit,
    )
    return [_difference(row) for row in rows]


async def live_version() -> str:
    """The matcher whose word counts; before anybody has said so, the one installed."""
    return str(await fetchval("SELECT version FROM matcher_live") or MATCHER_VERSION)


def _difference(row: Any) -> Difference:
    values = dict(row)
    return Difference(**{**values, "person_name": mask_name(values["person_name"])})
