"""Whose people they are: links between people and organisations, made by registering, teaching and hiring."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from foundation import history
from foundation.actor import SYSTEM, Actor
from foundation.clock import today
from foundation.database import fetch, transaction
from foundation.ids import new_id
from registry.people.tables import LinkKind

_INSERT = """
INSERT INTO person_organisation (id, person_id, organisation_id, kind, since)
SELECT id, person_id, $3, $4, $5 FROM unnest($1::uuid[], $2::uuid[]) AS t (id, person_id)
ON CONFLICT (organisation_id, person_id, kind) WHERE until IS NULL DO NOTHING
RETURNING person_id, (SELECT name FROM organisation WHERE id = $3) AS name
"""


async def link_many(
    actor: Actor,
    person_ids: Iterable[UUID],
    organisation_id: UUID,
    kind: LinkKind,
    since: date | None = None,
) -> None:
    """Let an organisation see people as its own from a day on; who is linked already stays so."""
    ids = list(dict.fromkeys(person_ids))
    if actor is SYSTEM and organisation_id == SYSTEM.organisation_id:
        return
    async with transaction():
        keys = [new_id() for _ in ids]
        for row in await fetch(_INSERT, keys, ids, organisation_id, str(kind), since or today()):
            changes = {"organisation": (None, row["name"]), "kind": (None, str(kind))}
            await history.record(actor, "person.linked", ("person", row["person_id"]), changes)


async def link(
    actor: Actor, person_id: UUID, organisation_id: UUID, kind: LinkKind, since: date | None = None
) -> None:
    """Let an organisation see one person as its own."""
    await link_many(actor, [person_id], organisation_id, kind, since)


_END = """
UPDATE person_organisation SET until = greatest(since, $4) WHERE person_id = ANY($1::uuid[])
   AND organisation_id = $2 AND kind = $3 AND until IS NULL
RETURNING person_id, (SELECT name FROM organisation WHERE id = $2) AS name
"""


async def unlink_many(
    actor: Actor,
    person_ids: Iterable[UUID],
    organisation_id: UUID,
    kind: LinkKind,
    until: date | None = None,
) -> None:
    """End links; a college still sees whom it taught, others no longer whom they hosted or employed."""
    async with transaction():
        ended = await fetch(_END, list(person_ids), organisation_id, str(kind), until or today())
        for row in ended:
            changes = {"organisation": (row["name"], None), "kind": (str(kind), None)}
            await history.record(actor, "person.unlinked", ("person", row["person_id"]), changes)


async def unlink(
    actor: Actor, person_id: UUID, organisation_id: UUID, kind: LinkKind, until: date | None = None
) -> None:
    """End one link."""
    await unlink_many(actor, [person_id], organisation_id, kind, until)
