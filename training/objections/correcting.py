"""Replace a score that rests on the marks of assessors, as an objection that was upheld has it."""

from __future__ import annotations

import uuid
from decimal import Decimal

from curricula.standards.data import COMPONENT_LABELS
from foundation.actor import Actor
from foundation.clock import now
from foundation.database import execute, fetchrow, transaction
from foundation.errors import Conflict, NotFound, Refused
from foundation.history import record
from foundation.text import text
from training.evaluations.actions import own_session
from training.evaluations.queries import EntryView, SessionView, find_entry
from training.evaluations.scoring import Marks, replace_publicised
from training.objections.rules import WRITTEN_BY_ANOTHER

WRITE = "training.evaluation.score"
_DECIDED = """
SELECT o.id, o.remedy, o.component, o.points, o.document, o.answer, o.decided_by, o.carried_out_at,
       n.public_id AS entry
  FROM evaluation_objection o JOIN evaluation_entry n ON n.id = o.entry_id
 WHERE o.public_id = $1 AND n.session_id = $2 FOR UPDATE OF o
"""


async def write_fixed(actor: Actor, session_public_id: str, objection: str) -> None:
    """Write the score that a decision has fixed, as another person than the one who decided."""
    actor.require(WRITE)
    async with transaction():
        session = await own_session(actor, session_public_id)
        row = await fetchrow(_DECIDED, objection, session.id)
        if row is None:
            raise NotFound()
        if row["remedy"] != "fixed" or row["carried_out_at"] is not None:
            raise Conflict(text("There is no score to be written for this objection."))
        if row["decided_by"] == actor.account_id:
            raise Refused(
                text("You have fixed this score by your decision; another person writes it."),
                remedy=text("Ask a colleague who may enter scores."),
                rule=WRITTEN_BY_ANOTHER,
            )
        entry, _ = await find_entry(actor, row["entry"])
        reason = f"{row['answer']}（{row['document']}）"
        await carry_out(actor, session, entry, row["component"], row["points"], row["id"], reason)


async def carry_out(
    actor: Actor,
    session: SessionView,
    entry: EntryView,
    component: str,
    score: Decimal,
    objection_id: uuid.UUID,
    reason: str,
) -> None:
    """Within the transaction of new marks or of a second person; a changed result is publicised again."""
    known = {kind: getattr(entry, kind) for kind in COMPONENT_LABELS} | {component: score}
    absent = [kind for kind in entry.absent if kind != component]
    await replace_publicised(actor, session, entry, Marks(**known, absent=absent), reason)  # type: ignore[arg-type]
    await execute(
        "UPDATE evaluation_objection SET carried_out_by = $2, carried_out_at = $3 WHERE id = $1",
        objection_id,
        actor.account_id,
        now(),
    )
    changes = {
        "ticket_no": (None, entry.ticket_no),
        component: (
            "absent" if component in entry.absent else f"{getattr(entry, component):f}",
            f"{score:f}",
        ),
    }
    await record(actor, "session.objection_carried_out", ("session", session.id), changes, reason=reason)
