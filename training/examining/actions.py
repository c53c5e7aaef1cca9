"""Give rooms and seats, appoint staff, declare whom one must not assess, record what went wrong."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from curricula.standards.data import ComponentKind
from foundation.actor import Actor
from foundation.clock import CHINA, now
from foundation.constraints import explain, in_our_words
from foundation.database import copy_rows, execute, fetch, fetchval, transaction
from foundation.errors import Conflict, FieldProblem, Invalid, NotFound
from foundation.history import record
from foundation.ids import new_id
from foundation.text import Text, text
from training.evaluations.actions import own_session
from training.evaluations.queries import SessionView, find_session
from training.evaluations.rules import EntryState, SessionState, entry_after
from training.examining.queries import colleagues, rooms_of, sitting, staff_of, trained_by_staff
from training.examining.rules import ANNULLING, Duty, IncidentKind, seat_plan
from training.examining.tables import EvaluationIncident, EvaluationRoom, EvaluationStaff
from training.objections.queries import rounds_of

ARRANGE = "training.evaluation.plan"
ASSESS = "training.evaluation.assess"
SCORE = "training.evaluation.score"

explain(
    "evaluation_room_session_id_component_name_key",
    lambda: Invalid([FieldProblem("name", text("There is a room of this name already."))]),
)
explain(
    "evaluation_staff_session_id_account_id_duty_key",
    lambda: Invalid([FieldProblem("account", text("This person has this duty already."))]),
)


class NewRoom(msgspec.Struct, frozen=True, kw_only=True):
    """A room with its seats; the time is China's."""

    component: ComponentKind
    name: Annotated[str, Meta(min_length=1, max_length=40)]
    begins_at: datetime
    minutes: Annotated[int, Meta(ge=10, le=600)]
    seats: Annotated[int, Meta(ge=1, le=500)]
    labels: ClassVar[dict[str, Text]] = {
        "component": text("Component"),
        "name": text("Room"),
        "begins_at": text("Begins at"),
        "minutes": text("Minutes"),
        "seats": text("Seats"),
    }


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """What went wrong; `ticket_no` names a candidate, `annul` takes the result away."""

    kind: IncidentKind
    note: Annotated[str, Meta(min_length=2, max_length=500, extra={"text": "lines"})]
    ticket_no: Annotated[str, Meta(max_length=60)] = ""
    annul: bool = False
    labels: ClassVar[dict[str, Text]] = {
        "kind": text("What went wrong"),
        "note": text("What happened"),
        "ticket_no": text("Ticket number"),
    }


async def _preparing(actor: Actor, public_id: str) -> SessionView:
    session = await own_session(actor, public_id)
    if session.status not in (SessionState.PLANNED, SessionState.OPEN):
        raise Conflict(text("The examination was held; rooms, seats and staff stay as they were."))
    return session


async def _appointing(actor: Actor, public_id: str, duty: Duty) -> SessionView:
    """Before the examination, and assessors while an objection has a score marked anew."""
    if duty is Duty.ASSESSOR:
        session = await own_session(actor, public_id)
        if any(one.open for one in (await rounds_of(session.id)).values()):
            return session
    return await _preparing(actor, public_id)


async def add_room(actor: Actor, public_id: str, new: NewRoom) -> None:
    """A room for a component that the level has."""
    actor.require(ARRANGE)
    begins = new.begins_at if new.begins_at.tzinfo else new.begins_at.replace(tzinfo=CHINA)
    async with transaction():
        session = await _preparing(actor, public_id)
        if new.component not in session.components:
            raise Invalid([FieldProblem("component", text("Choose one from the list."))])
        if begins.astimezone(CHINA).date() < session.held_on:
            early = text("The examination is on {day}.", day=session.held_on)
            raise Invalid([FieldProblem("begins_at", early)])
        room = EvaluationRoom(
            id=new_id(),
            session_id=session.id,
            component=new.component,
            name=new.name.strip(),
            begins_at=begins,
            minutes=new.minutes,
            seats=new.seats,
        )
        with in_our_words():
            async with transaction():
                await EvaluationRoom.insert(room)
        changes = {"room": (None, room.name), "seats": (None, new.seats)}
        await record(actor, "session.room_added", ("session", session.id), changes)


async def remove_room(actor: Actor, public_id: str, room_id: uuid.UUID) -> None:
    """Its seats go with it; those who sat there need another."""
    actor.require(ARRANGE)
    async with transaction():
        session = await _preparing(actor, public_id)
        name = await fetchval(
            "SELECT name FROM evaluation_room WHERE id = $1 AND session_id = $2", room_id, session.id
        )
        if name is None:
            raise NotFound()
        await execute("DELETE FROM evaluation_seat WHERE room_id = $1", room_id)
        await execute("UPDATE evaluation_staff SET room_id = NULL WHERE room_id = $1", room_id)
        await execute("DELETE FROM evaluation_room WHERE id = $1", room_id)
        await record(actor, "session.room_removed", ("session", session.id), {"room": (name, None)})


async def arrange_seats(actor: Actor, public_id: str) -> int:
    """Give everybody a seat for each component they sit, anew; how many seats were given."""
    actor.require(ARRANGE)
    async with transaction():
        session = await _preparing(actor, public_id)
        rooms = await rooms_of(session.id)
        rows: list[tuple[object, ...]] = []
        for kind in session.components:
            people = [(row["id"], row["cohort_id"]) for row in await sitting(session.id, kind)]
            places = [(room.id, room.seats) for room in rooms if room.component == kind]
            plan = seat_plan(people, places)
            rows += [(entry_id, kind, room_id, seat) for entry_id, (room_id, seat) in plan.items()]
        await execute(
            "DELETE FROM evaluation_seat s USING evaluation_room r"
            " WHERE r.id = s.room_id AND r.session_id = $1",
            session.id,
        )
        await copy_rows("evaluation_seat", ("entry_id", "component", "room_id", "seat"), rows)
        await record(actor, "session.seated", ("session", session.id), {"seats": (None, len(rows))})
    return len(rows)


async def appoint(
    actor: Actor, public_id: str, account: uuid.UUID, duty: Duty, room_id: uuid.UUID | None = None
) -> None:
    """Give somebody of the evaluator a duty; whoever they have trained is noted at once."""
    actor.require(ARRANGE)
    async with transaction():
        session = await _appointing(actor, public_id, duty)
        known = {row["id"]: row["name"] for row in await colleagues(actor.organisation_id)}
        if account not in known:
            raise Invalid([FieldProblem("account", text("Choose one from the list."))])
        if room_id is not None and room_id not in {room.id for room in await rooms_of(session.id)}:
            raise Invalid([FieldProblem("room", text("Choose one from the list."))])
        person = EvaluationStaff(
            id=new_id(),
            session_id=session.id,
            account_id=account,
            duty=str(duty),
            room_id=room_id,
            appointed_by=actor.account_id,
            appointed_at=now(),
        )
        with in_our_words():
            async with transaction():
                await EvaluationStaff.insert(person)
        await note_trainers(actor, session)
        changes = {"person": (None, known[account]), "duty": (None, str(duty))}
        await record(actor, "session.appointed", ("session", session.id), changes)


async def dismiss(actor: Actor, public_id: str, staff_id: uuid.UUID) -> None:
    """Take a duty away again before the examination."""
    actor.require(ARRANGE)
    async with transaction():
        session = await _preparing(actor, public_id)
        found = next((one for one in await staff_of(session.id) if one.id == staff_id), None)
        if found is None:
            raise NotFound()
        await execute("DELETE FROM evaluation_staff WHERE id = $1", staff_id)
        changes = {"person": (found.name, None), "duty": (str(found.duty), None)}
        await record(actor, "session.dismissed", ("session", session.id), changes)


async def note_trainers(actor: Actor, session: SessionView) -> None:
    """Training and assessing are apart: who has trained a candidate does not assess them (考培分离)."""
    await _recuse(actor, session, await trained_by_staff(session.id), "trainer")


async def _recuse(
    actor: Actor, session: SessionView, pairs: Iterable[tuple[uuid.UUID, uuid.UUID]], kind: str
) -> None:
    for entry_id, account_id in pairs:
        await execute(
            "INSERT INTO evaluation_recusal (id, session_id, account_id, entry_id, kind, declared_by,"
            " declared_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (account_id, entry_id) DO NOTHING",
            new_id(),
            session.id,
            account_id,
            entry_id,
            kind,
            actor.account_id,
            now(),
        )


async def declare(actor: Actor, public_id: str, tickets: list[str]) -> int:
    """Before marks are given: these candidates are my pupils or relatives, the others are not."""
    actor.require(ASSESS)
    async with transaction():
        session = await find_session(actor, public_id)
        await fetchval("SELECT 1 FROM evaluation_session WHERE id = $1 FOR UPDATE", session.id)
        if actor.account_id not in {one.account_id for one in await staff_of(session.id)}:
            raise NotFound()
        wanted = list(dict.fromkeys(one.strip() for one in tickets if one.strip()))
        rows = await fetch(
            "SELECT id, ticket_no FROM evaluation_entry WHERE session_id = $1 AND ticket_no = ANY($2)",
            session.id,
            wanted,
        )
        if unknown := sorted(set(wanted) - {row["ticket_no"] for row in rows}):
            said = text("No candidate has the ticket {ticket}.", ticket="、".join(unknown))
            raise Invalid([FieldProblem("tickets", said)])
        await _recuse(actor, session, [(row["id"], actor.account_id) for row in rows], "relative")
        await note_trainers(actor, session)
        await execute(
            "UPDATE evaluation_staff SET promised_at = $3 WHERE session_id = $1 AND account_id = $2",
            session.id,
            actor.account_id,
            now(),
        )
        await record(actor, "session.declared", ("session", session.id), {"candidates": (None, len(rows))})
    return len(rows)


async def record_incident(actor: Actor, public_id: str, given: Incident) -> None:
    """Keep what went wrong; for cheating the result can be annulled, which is final."""
    actor.require(SCORE)
    async with transaction():
        session = await own_session(actor, public_id)
        if session.status is SessionState.CONFIRMED:
            raise Conflict(text("The results are confirmed."))
        entry = await _entry(session, given.ticket_no) if given.ticket_no.strip() else None
        if given.annul and (entry is None or given.kind not in ANNULLING):
            said = text("Only cheating by a candidate who is named annuls a result.")
            raise Invalid([FieldProblem("annul", said)])
        incident = EvaluationIncident(
            id=new_id(),
            session_id=session.id,
            entry_id=entry[0] if entry else None,
            kind=str(given.kind),
            note=given.note.strip(),
            annulled=given.annul,
            recorded_by=actor.account_id,
            recorded_at=now(),
        )
        await EvaluationIncident.insert(incident)
        changes: dict[str, tuple[object, object]] = {"incident": (None, str(given.kind))}
        if given.annul and entry:
            state = entry_after(entry[1], "annul")
            await execute("UPDATE evaluation_entry SET status = $2 WHERE id = $1", entry[0], str(state))
            await record(
                actor,
                "entry.annulled",
                ("entry", entry[0]),
                {"status": (str(entry[1]), str(state))},
                reason=given.note.strip(),
            )
            changes["ticket_no"] = (None, given.ticket_no.strip())
        await record(actor, "session.incident", ("session", session.id), changes, reason=given.note.strip())


async def _entry(session: SessionView, ticket_no: str) -> tuple[uuid.UUID, EntryState]:
    rows = await fetch(
        "SELECT id, status FROM evaluation_entry WHERE session_id = $1 AND ticket_no = $2 FOR UPDATE",
        session.id,
        ticket_no.strip(),
    )
    if not rows:
        said = text("No candidate has the ticket {ticket}.", ticket=ticket_no.strip())
        raise Invalid([FieldProblem("ticket_no", said)])
    return rows[0]["id"], EntryState(rows[0]["status"])
