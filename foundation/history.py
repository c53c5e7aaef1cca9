"""The append-only record of who changed what, for whom, why: written in the same transaction as the change.

The database refuses UPDATE, DELETE and TRUNCATE on it. Values that identify a person go in masked.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

import msgspec

from foundation.actor import Actor
from foundation.clock import now
from foundation.database import copy_rows, execute, fetch
from foundation.ids import new_id

Changes = Mapping[str, tuple[Any, Any]]

_INSERT = """
INSERT INTO history (id, at, kind, account_id, account_name, organisation_id, role, purpose,
                     subject_kind, subject_id, changes, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
"""


class Entry(msgspec.Struct, frozen=True):
    """One line of the history as pages show it."""

    id: uuid.UUID
    at: Any
    kind: str
    account_name: str
    role: str
    changes: dict[str, list[Any]]
    reason: str | None


async def record(
    actor: Actor,
    kind: str,
    subject: tuple[str, uuid.UUID],
    changes: Changes | None = None,
    *,
    reason: str | None = None,
) -> None:
    """Add an entry. `kind` is '<object>.<past participle>'; `changes` maps a field to (old, new)."""
    await execute(
        _INSERT,
        new_id(),
        now(),
        kind,
        actor.account_id,
        actor.name,
        actor.organisation_id,
        actor.role,
        actor.purpose,
        subject[0],
        subject[1],
        msgspec.json.encode(changes or {}).decode(),
        reason,
    )


async def record_many(
    actor: Actor, kind: str, subject_kind: str, changes: Mapping[uuid.UUID, Changes | None]
) -> None:
    """The same kind of entry for many subjects, in one go."""
    columns = ("id", "at", "kind", "account_id", "account_name", "organisation_id", "role", "purpose")
    by = (now(), kind, actor.account_id, actor.name, actor.organisation_id, actor.role, actor.purpose)
    await copy_rows(
        "history",
        (*columns, "subject_kind", "subject_id", "changes"),
        [
            (new_id(), *by, subject_kind, subject_id, msgspec.json.encode(changed or {}).decode())
            for subject_id, changed in changes.items()
        ],
    )


async def of(subject_kind: str, subject_id: uuid.UUID) -> list[Entry]:
    """Everything that happened to one subject, newest first."""
    rows = await fetch(
        "SELECT id, at, kind, account_name, role, changes, reason FROM history"
        " WHERE subject_kind = $1 AND subject_id = $2 ORDER BY at DESC, id DESC",
        subject_kind,
        subject_id,
    )
    return [_entry(dict(row)) for row in rows]


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(**{**row, "changes": msgspec.json.decode(row["changes"])})
