"""What the figures and the archive of a session are made from."""

from __future__ import annotations

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from curricula.standards.data import STANDARDS, ComponentKind
from foundation.clock import CHINA
from foundation.database import fetch, fetchrow
from foundation.history import of
from training.absences.queries import corrections_of
from training.archives.rules import Alarm, Scored, Timed, alarms
from training.candidacy.deciding import decision_on
from training.evaluations.queries import EntryView, SessionView, entries_of
from training.examining.queries import incidents_of, recusals_of, rooms_of, seats_of, staff_of
from training.marking.queries import marks_of
from training.objections.queries import objections_of
from training.papers.queries import keys_of, papers_of
from training.plans.queries import plans_of

_TIMED = """
SELECT n.ticket_no, a.name || '（' || right(a.public_id, 4) || '）' AS assessor, m.points, m.entered_at AS at
  FROM practical_mark m JOIN evaluation_entry n ON n.id = m.entry_id JOIN account a ON a.id = m.assessor_id
 WHERE n.session_id = $1 AND NOT m.settles AND m.objection_id IS NULL ORDER BY m.entered_at, m.id
"""


class ArchiveView(msgspec.Struct, frozen=True):
    """An archive without its content."""

    sha256: bytes
    made_at: datetime


async def archive_of(session_id: uuid.UUID) -> ArchiveView | None:
    """The archive of a confirmed session."""
    row = await fetchrow("SELECT sha256, made_at FROM evaluation_archive WHERE session_id = $1", session_id)
    return ArchiveView(bytes(row["sha256"]), row["made_at"]) if row else None


def scores_of(entry: EntryView, components: tuple[ComponentKind, ...]) -> dict[ComponentKind, Decimal]:
    """The scores of an entry that were given in this session."""
    found = {kind: getattr(entry, kind) for kind in components if kind not in entry.kept}
    return {kind: score for kind, score in found.items() if score is not None and kind not in entry.absent}


async def alarms_in(session: SessionView, entries: list[EntryView]) -> list[Alarm]:
    """What in this session should be looked at by a person."""
    seats = {one.entry_id: one for one in await seats_of(session.id) if one.component == "theory"}
    candidates = [
        Scored(
            entry.ticket_no,
            scores_of(entry, session.components),
            seats[entry.id].room_name if entry.id in seats else "",
            seats[entry.id].seat if entry.id in seats else 0,
        )
        for entry in entries
        if entry.status not in ("applied", "ineligible", "annulled")
    ]
    marks = [
        Timed(**dict(row) | {"at": row["at"].astimezone(CHINA)}) for row in await fetch(_TIMED, session.id)
    ]
    return alarms(candidates, marks, STANDARDS.pass_mark.value)


async def everything_of(session: SessionView) -> dict[str, Any]:
    """The session with all that belongs to it, in plain values: what the archive keeps."""
    entries = await entries_of(session.id)
    return {
        "session": session,
        "plans": await plans_of(session.id),
        "rooms": await rooms_of(session.id),
        "seats": await seats_of(session.id),
        "staff": await staff_of(session.id),
        "recusals": await recusals_of(session.id),
        "incidents": await incidents_of(session.id),
        "objections": await objections_of(session.id),
        "absences": await corrections_of(session.id),
        "keys": await keys_of(session.id),
        "papers": await papers_of(session.id),
        "entries": entries,
        "decisions": {entry.ticket_no: await decision_on(entry.id) for entry in entries},
        "marks": [one for given in (await marks_of(session.id)).values() for one in given],
        "history": await of("session", session.id),
    }
