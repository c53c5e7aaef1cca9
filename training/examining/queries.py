"""Reads of rooms, seats, staff, recusals and incidents."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from curricula.standards.data import ComponentKind
from foundation.clock import today
from foundation.database import fetch
from foundation.text import Text, text
from training.evaluations.numbers import assessors_each, assessors_least
from training.evaluations.queries import SessionView
from training.examining.rules import MARKED_BY, Duty, Manned, assessors, shortages


class RoomView(msgspec.Struct, frozen=True):
    """A room with how many sit in it."""

    id: uuid.UUID
    component: ComponentKind
    name: str
    begins_at: datetime
    minutes: int
    seats: int
    seated: int


class SeatView(msgspec.Struct, frozen=True):
    """Who sits where."""

    entry_id: uuid.UUID
    component: ComponentKind
    room_id: uuid.UUID
    room_name: str
    begins_at: datetime
    minutes: int
    seat: int
    ticket_no: str
    name: str


class StaffView(msgspec.Struct, frozen=True):
    """Somebody with a duty."""

    id: uuid.UUID
    account_id: uuid.UUID
    name: str
    duty: Duty
    room_name: str | None
    promised_at: datetime | None


class RecusalView(msgspec.Struct, frozen=True):
    """Whom somebody must not assess."""

    account_id: uuid.UUID
    account_name: str
    entry_id: uuid.UUID
    ticket_no: str
    name: str
    kind: str


class IncidentView(msgspec.Struct, frozen=True):
    """What went wrong."""

    kind: str
    note: str
    annulled: bool
    ticket_no: str | None
    name: str | None
    recorded_by_name: str | None
    recorded_at: datetime


_ROOMS = """
SELECT r.id, r.component, r.name, r.begins_at, r.minutes, r.seats,
       (SELECT count(*)::int FROM evaluation_seat s WHERE s.room_id = r.id) AS seated
  FROM evaluation_room r WHERE r.session_id = $1 ORDER BY r.component DESC, r.begins_at, r.name
"""
_SEATS = """
SELECT s.entry_id, s.component, s.room_id, r.name AS room_name, r.begins_at, r.minutes, s.seat, n.ticket_no,
       p.name
  FROM evaluation_seat s JOIN evaluation_room r ON r.id = s.room_id
  JOIN evaluation_entry n ON n.id = s.entry_id JOIN person p ON p.id = n.person_id
 WHERE r.session_id = $1 ORDER BY r.component DESC, r.begins_at, r.name, s.seat
"""
_STAFF = """
SELECT f.id, f.account_id, a.name, f.duty, r.name AS room_name, f.promised_at
  FROM evaluation_staff f JOIN account a ON a.id = f.account_id
  LEFT JOIN evaluation_room r ON r.id = f.room_id
 WHERE f.session_id = $1 ORDER BY f.duty, a.name, f.id
"""
_RECUSALS = """
SELECT x.account_id, a.name AS account_name, x.entry_id, n.ticket_no, p.name, x.kind
  FROM evaluation_recusal x JOIN account a ON a.id = x.account_id
  JOIN evaluation_entry n ON n.id = x.entry_id JOIN person p ON p.id = n.person_id
 WHERE x.session_id = $1 ORDER BY a.name, n.ticket_no
"""
_INCIDENTS = """
SELECT i.kind, i.note, i.annulled, n.ticket_no, p.name, a.name AS recorded_by_name, i.recorded_at
  FROM evaluation_incident i
  LEFT JOIN evaluation_entry n ON n.id = i.entry_id LEFT JOIN person p ON p.id = n.person_id
  LEFT JOIN account a ON a.id = i.recorded_by
 WHERE i.session_id = $1 ORDER BY i.recorded_at DESC, i.id
"""
#: Who entered hours or results of a candidate has trained them, under whatever account of the same person.
_TRAINERS = """
SELECT DISTINCT n.id AS entry_id, f.account_id
  FROM evaluation_entry n
  JOIN (SELECT enrolment_id, entered_by FROM learning_record UNION
        SELECT enrolment_id, entered_by FROM module_result) t ON t.enrolment_id = n.enrolment_id
  JOIN evaluation_staff f ON f.session_id = n.session_id
  JOIN account a ON a.id = f.account_id
  LEFT JOIN account b ON b.id = t.entered_by
 WHERE n.session_id = $1 AND f.duty <> 'invigilator'
   AND (t.entered_by = f.account_id OR (a.person_id IS NOT NULL AND a.person_id = b.person_id)
        OR a.person_id = n.person_id)
"""
_COLLEAGUES = """
SELECT DISTINCT a.id, a.name FROM account a JOIN account_role r ON r.account_id = a.id AND r.ended_at IS NULL
 WHERE r.organisation_id = $1 AND r.role IN ('assessor', 'organiser') AND a.disabled_at IS NULL
 ORDER BY a.name
"""
SITTING = ("scheduled", "sat", "absent", "scored", "publicised", "confirmed", "failed")


async def rooms_of(session_id: uuid.UUID) -> list[RoomView]:
    """The rooms of a session, by component and name."""
    return [RoomView(**dict(row)) for row in await fetch(_ROOMS, session_id)]


async def seats_of(session_id: uuid.UUID) -> list[SeatView]:
    """Every seat that is taken, by room and number."""
    return [SeatView(**dict(row)) for row in await fetch(_SEATS, session_id)]


async def staff_of(session_id: uuid.UUID) -> list[StaffView]:
    """Everybody with a duty in the session."""
    rows = await fetch(_STAFF, session_id)
    return [StaffView(**dict(row) | {"duty": Duty(row["duty"])}) for row in rows]


async def recusals_of(session_id: uuid.UUID) -> list[RecusalView]:
    """Whom nobody of the staff must assess."""
    return [RecusalView(**dict(row)) for row in await fetch(_RECUSALS, session_id)]


async def incidents_of(session_id: uuid.UUID) -> list[IncidentView]:
    """What went wrong, newest first."""
    return [IncidentView(**dict(row)) for row in await fetch(_INCIDENTS, session_id)]


async def trained_by_staff(session_id: uuid.UUID) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Entry and account of everybody of the staff who has trained a candidate, or is the candidate."""
    return [(row["entry_id"], row["account_id"]) for row in await fetch(_TRAINERS, session_id)]


async def colleagues(organisation_id: uuid.UUID) -> list[Any]:
    """Who of the evaluator can be appointed."""
    return list(await fetch(_COLLEAGUES, organisation_id))


async def missing_before(session: SessionView) -> list[Text]:
    """What is missing before the examination is held: seats, persons, declarations."""
    rooms, staff = await rooms_of(session.id), await staff_of(session.id)
    staffing = assessors(await assessors_least(today()), await assessors_each(today()))
    found: list[Text] = []
    for kind in session.components:
        used = {room.name: room.seated for room in rooms if room.component == kind}
        sits = await _sitting(session.id, kind)
        if sum(used.values()) < sits:
            found.append(text("{count} candidates have no seat yet.", count=sits - sum(used.values())))
        duty = MARKED_BY.get(kind, Duty.INVIGILATOR)
        persons = [one for one in staff if one.duty is duty]
        unpromised = 0 if kind == "theory" else sum(one.promised_at is None for one in persons)
        manned = Manned(kind, sits, _occupied(used), len(persons), unpromised)
        found += shortages(manned, staffing)
    return found


def _occupied(rooms: dict[str, int]) -> dict[str, int]:
    return {name: seated for name, seated in rooms.items() if seated}


async def _sitting(session_id: uuid.UUID, component: str) -> int:
    return len(await sitting(session_id, component))


async def sitting(session_id: uuid.UUID, component: str) -> Sequence[Any]:
    """Who sits a component, with the cohort they come from; who keeps it from before does not."""
    return await fetch(
        "SELECT n.id, e.cohort_id FROM evaluation_entry n LEFT JOIN enrolment e ON e.id = n.enrolment_id"
        " WHERE n.session_id = $1 AND n.status = ANY($2) AND NOT ($3 = ANY (n.kept)) ORDER BY n.ticket_no",
        session_id,
        list(SITTING),
        component,
    )
