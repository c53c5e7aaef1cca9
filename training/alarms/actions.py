"""Look at an alarm: the first person notes what they found, the second, somebody else, sets it aside."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from foundation.actor import Actor
from foundation.clock import now
from foundation.database import transaction
from foundation.errors import Conflict, NotFound, Refused, own_rule
from foundation.history import record
from foundation.ids import new_id
from foundation.text import Text, text
from training.alarms.queries import watched
from training.alarms.tables import AlarmLook
from training.evaluations.actions import own_session
from training.evaluations.queries import entries_of

LOOK = "training.evaluation.confirm"
TWO_LOOKS = own_rule("EV-LOOK", text("Two persons look at an alarm before it is set aside"))


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What was found, and why it stands or was dealt with."""

    note: Annotated[str, Meta(min_length=2, max_length=500, extra={"text": "lines"})]
    labels: ClassVar[dict[str, Text]] = {"note": text("What you found")}


async def look_at(actor: Actor, session_public_id: str, alarm: str, given: Note) -> int:
    """Which look it was, 1 or 2. Raises `NotFound` for an alarm that is no more: its facts have changed."""
    actor.require(LOOK)
    async with transaction():
        session = await own_session(actor, session_public_id)
        every = await watched(session, await entries_of(session.id))
        found = next((one for one in every if one.alarm.key == alarm), None)
        if found is None:
            raise NotFound()
        if not found.open:
            raise Conflict(text("Two persons have looked at this alarm already."))
        if actor.account_id in {one.looked_by for one in found.looks}:
            raise Refused(
                text("You have looked at this alarm; the second look is another person's."),
                remedy=text("Ask a colleague who may confirm results."),
                rule=TWO_LOOKS,
            )
        row = AlarmLook(
            id=new_id(),
            session_id=session.id,
            alarm=alarm,
            kind=found.alarm.kind,
            said=found.alarm.said.english(),
            look=len(found.looks) + 1,
            note=given.note.strip(),
            looked_by=actor.account_id,
            looked_at=now(),
        )
        await AlarmLook.insert(row)
        changes = {"alarm": (None, row.said), "tickets": (None, "、".join(found.alarm.tickets[:10]) or None)}
        kind = "session.alarm_set_aside" if row.look == 2 else "session.alarm_looked_at"
        await record(actor, kind, ("session", session.id), changes, reason=row.note)
    return int(row.look)
