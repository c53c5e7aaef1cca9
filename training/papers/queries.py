"""Reads of keys, sheets of answers, and papers: the score each comes to beside the one that was entered."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from foundation.actor import Actor
from foundation.database import fetch, fetchrow, fetchval
from foundation.errors import NotFound
from training.evaluations.queries import SessionView, find_session
from training.papers.rules import Item, score


class KeyView(msgspec.Struct, frozen=True, kw_only=True):
    """A key with who entered it and who has agreed."""

    id: uuid.UUID
    public_id: str
    version: str
    items: tuple[Item, ...]
    entered_by: uuid.UUID
    entered_by_name: str | None
    entered_at: datetime
    decided_by_name: str | None
    decided_at: datetime | None
    verdict: str | None
    reason: str
    replaced_at: datetime | None

    @property
    def waiting(self) -> bool:
        """Whether the second person has not looked yet."""
        return self.verdict is None

    @property
    def in_force(self) -> bool:
        """Whether papers are scored by it."""
        return self.verdict == "agreed" and self.replaced_at is None


class PaperImportView(msgspec.Struct, frozen=True):
    """An uploaded sheet as its pages show it."""

    id: uuid.UUID
    public_id: str
    file_name: str
    state: str
    rows_read: int
    rows_good: int
    rows_known: int
    rows_bad: int
    uploaded_at: datetime
    taken: int


class PaperView(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate's paper with where they sat and the score that was entered."""

    entry_id: uuid.UUID
    ticket_no: str
    version: str
    answers: tuple[str, ...]
    handed_in_at: datetime | None
    room: str
    seat: int
    ends_at: datetime | None
    entered: Decimal | None
    absent: bool


class Scored(msgspec.Struct, frozen=True):
    """A paper with the score that key and answers come to."""

    paper: PaperView
    computed: Decimal

    @property
    def differs(self) -> bool:
        """Whether another score was entered."""
        return self.paper.entered is not None and self.paper.entered != self.computed


_KEYS = """
SELECT k.id, k.public_id, k.version, k.answers, k.options, k.points, k.entered_by, a.name AS entered_by_name,
       k.entered_at, b.name AS decided_by_name, k.decided_at, k.verdict, k.reason, k.replaced_at
  FROM paper_key k LEFT JOIN account a ON a.id = k.entered_by LEFT JOIN account b ON b.id = k.decided_by
 WHERE k.session_id = $1
 ORDER BY k.version, k.verdict IS NOT NULL, k.verdict, k.replaced_at IS NOT NULL, k.entered_at DESC, k.id
"""
_IMPORT = """
SELECT i.id, i.public_id, i.file_name, i.state, i.rows_read, i.rows_good, i.rows_known, i.rows_bad,
       i.uploaded_at, i.taken FROM paper_import i
"""
_PAPERS = """
SELECT t.entry_id, n.ticket_no, t.version, t.answers, t.handed_in_at, coalesce(r.name, '') AS room,
       coalesce(x.seat, 0) AS seat, r.begins_at + make_interval(mins => r.minutes) AS ends_at,
       n.theory AS entered, 'theory' = ANY (n.absent) AS absent
  FROM theory_paper t JOIN evaluation_entry n ON n.id = t.entry_id
  LEFT JOIN evaluation_seat x ON x.entry_id = t.entry_id AND x.component = 'theory'
  LEFT JOIN evaluation_room r ON r.id = x.room_id
 WHERE t.session_id = $1 AND t.voided_at IS NULL AND n.status <> 'annulled' ORDER BY n.ticket_no
"""


async def keys_of(session_id: uuid.UUID) -> list[KeyView]:
    """Every key of a session by version: the one that waits, the one in force, the others."""
    return [_key(row) for row in await fetch(_KEYS, session_id)]


def _key(row: Any) -> KeyView:
    values = dict(row)
    parts = (values.pop("answers"), values.pop("options"), values.pop("points"))
    items = tuple(Item(at, *each) for at, each in enumerate(zip(*parts, strict=True), 1))
    return KeyView(items=items, **values)


def known(keys: Iterable[KeyView]) -> dict[str, tuple[Item, ...]]:
    """What is known of each version: its key in force, or else the one that waits."""
    found = {one.version: one.items for one in keys if one.waiting}
    return found | in_force(keys)


def in_force(keys: Iterable[KeyView]) -> dict[str, tuple[Item, ...]]:
    """The keys that two persons have agreed on."""
    return {one.version: one.items for one in keys if one.in_force}


async def find_paper_import(actor: Actor, public_id: str) -> tuple[PaperImportView, SessionView]:
    """An uploaded sheet and its session, in scope. Raises `NotFound`."""
    row = await fetchrow(_IMPORT + " WHERE i.public_id = $1", public_id)
    session = row and await fetchval(
        "SELECT s.public_id FROM evaluation_session s JOIN paper_import i ON i.session_id = s.id"
        " WHERE i.id = $1",
        row["id"],
    )
    if row is None or session is None:
        raise NotFound()
    return PaperImportView(**dict(row)), await find_session(actor, str(session))


async def paper_imports_of(session_id: uuid.UUID) -> list[PaperImportView]:
    """The sheets uploaded for a session, newest first."""
    rows = await fetch(_IMPORT + " WHERE i.session_id = $1 ORDER BY i.uploaded_at DESC LIMIT 20", session_id)
    return [PaperImportView(**dict(row)) for row in rows]


async def papers_of(session_id: uuid.UUID) -> list[PaperView]:
    """The papers that stand, by ticket number."""
    return [
        PaperView(**dict(row) | {"answers": tuple(row["answers"])})
        for row in await fetch(_PAPERS, session_id)
    ]


def scored(papers: Iterable[PaperView], keys: dict[str, tuple[Item, ...]]) -> list[Scored]:
    """Each paper whose version has a key in force, with its score."""
    return [Scored(one, score(keys[one.version], one.answers)) for one in papers if one.version in keys]
