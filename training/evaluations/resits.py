"""A passed component is kept for a resit, for as long as is confirmed: its score moves to the new entry."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from curricula.standards.data import ComponentKind
from foundation.actor import Actor
from foundation.clock import today
from foundation.database import execute, fetch
from foundation.history import record
from training.evaluations.numbers import resit_months
from training.evaluations.queries import SessionView
from training.evaluations.rules import Earlier, Result, kept_components

_WAITING = """
SELECT id, person_id FROM evaluation_entry
 WHERE session_id = $1 AND status = 'scheduled' AND kept_from IS NULL AND theory IS NULL AND skill IS NULL
   AND review IS NULL
"""
#: The newest failed result of each person at the same level of the same edition.
_EARLIER = """
SELECT DISTINCT ON (n.person_id) n.id, n.person_id, n.theory, n.skill, n.review, n.absent, s.held_on
  FROM evaluation_entry n JOIN evaluation_session s ON s.id = n.session_id
 WHERE n.person_id = ANY($1::uuid[]) AND n.status = 'failed' AND s.occupation_code = $2
   AND s.standard_edition = $3 AND s.level = $4
 ORDER BY n.person_id, s.held_on DESC, n.id
"""


async def keep_components(actor: Actor, session: SessionView) -> int:
    """For everybody who is newly scheduled; how many keep something."""
    months = await resit_months(today())
    waiting = {row["person_id"]: row["id"] for row in await fetch(_WAITING, session.id)}
    if months is None or not waiting:
        return 0
    rows = await fetch(
        _EARLIER, list(waiting), session.occupation_code, session.standard_edition, session.level
    )
    count = 0
    for row in rows:
        passed = [Earlier(kind, row["held_on"]) for kind in session.components if _passed(row, kind)]
        kept = kept_components(passed, session.held_on, months)
        if kept and kept != set(session.components):
            await _keep(actor, waiting[row["person_id"]], row, sorted(kept))
            count += 1
    return count


def _passed(row: Any, kind: ComponentKind) -> bool:
    return Result(kind, row[kind], kind in row["absent"]).passed


async def _keep(actor: Actor, entry_id: uuid.UUID, row: Any, kept: list[ComponentKind]) -> None:
    scores: dict[str, Decimal | None] = {kind: row[kind] if kind in kept else None for kind in _SCORES}
    await execute(
        "UPDATE evaluation_entry SET kept = $2, kept_from = $3, theory = $4, skill = $5, review = $6"
        " WHERE id = $1",
        entry_id,
        list(kept),
        row["id"],
        *scores.values(),
    )
    changes: dict[str, tuple[Any, Any]] = {kind: (None, f"{row[kind]:f}") for kind in kept}
    await record(actor, "entry.kept", ("entry", entry_id), changes)


_SCORES = ("theory", "skill", "review")
