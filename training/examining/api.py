"""How an examination is arranged, for programs: rooms, seats, staff, tickets, and what went wrong."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, FromQuery, JSONBody

from foundation.actor import Actor
from foundation.language import say
from foundation.web.access import SignedIn
from training.evaluations.api import within
from training.evaluations.pages import own
from training.evaluations.queries import entries_of
from training.examining import actions
from training.examining.actions import ARRANGE, ASSESS, SCORE, Incident, NewRoom
from training.examining.pages import Appointment
from training.examining.queries import (
    SITTING,
    SeatView,
    colleagues,
    incidents_of,
    missing_before,
    recusals_of,
    rooms_of,
    seats_of,
    staff_of,
)


class RoomOut(msgspec.Struct, frozen=True):
    """A room for one component, and how many sit in it."""

    id: UUID
    component: str
    name: str
    begins_at: datetime
    minutes: int
    seats: int
    seated: int


class StaffOut(msgspec.Struct, frozen=True):
    """Somebody with a duty: invigilator, assessor or reviewer; `declared` their pupils and relatives."""

    id: UUID
    account: UUID
    name: str
    duty: str
    room: str | None
    declared: bool


class ColleagueOut(msgspec.Struct, frozen=True):
    """Who can be appointed."""

    account: UUID
    name: str


class RecusalOut(msgspec.Struct, frozen=True):
    """Whom somebody must not assess: a trainer's pupil, a relative."""

    account: UUID
    ticket_no: str
    kind: str


class ArrangementOut(msgspec.Struct, frozen=True):
    """Rooms and staff, whom nobody must assess, and what is missing before the examination."""

    rooms: list[RoomOut]
    staff: list[StaffOut]
    recusals: list[RecusalOut]
    colleagues: list[ColleagueOut]
    missing: list[str]


class SeatOut(msgspec.Struct, frozen=True):
    """A seat on a ticket."""

    component: str
    room: str
    begins_at: datetime
    minutes: int
    seat: int


class TicketOut(msgspec.Struct, frozen=True):
    """An admission ticket: the candidate with every seat."""

    entry: str
    ticket_no: str
    name: str
    seats: list[SeatOut]


class TicketList(msgspec.Struct, frozen=True):
    """A page of tickets."""

    total: int
    items: list[TicketOut]


class SeatedOut(msgspec.Struct, frozen=True):
    """How many seats were given."""

    seats: int


class DeclarationIn(msgspec.Struct, frozen=True):
    """Ticket numbers of pupils and relatives; none is an answer too."""

    tickets: list[str]


class DeclaredOut(msgspec.Struct, frozen=True):
    """How many candidates were named."""

    candidates: int


class IncidentOut(msgspec.Struct, frozen=True):
    """What went wrong."""

    kind: str
    note: str
    annulled: bool
    ticket_no: str | None
    name: str | None
    recorded_by: str | None
    recorded_at: datetime


@get("/api/v1/evaluations/{public_id:str}/arrangement", opt={"permission": ARRANGE})
async def api_arrangement(actor: SignedIn, public_id: FromPath[str]) -> ArrangementOut:
    """The arrangement as it is."""
    return await _arrangement(actor, public_id)


@post("/api/v1/evaluations/{public_id:str}/rooms", opt={"permission": ARRANGE}, status_code=201)
async def api_add_room(actor: SignedIn, public_id: FromPath[str], data: JSONBody[NewRoom]) -> ArrangementOut:
    """Add a room; its name is given once for a component. A time without a zone is China's."""
    await actions.add_room(actor, public_id, data)
    return await _arrangement(actor, public_id)


@post(
    "/api/v1/evaluations/{public_id:str}/rooms/{room_id:uuid}/remove",
    opt={"permission": ARRANGE},
    status_code=200,
)
async def api_remove_room(
    actor: SignedIn, public_id: FromPath[str], room_id: FromPath[UUID]
) -> ArrangementOut:
    """Take a room away with its seats, before the examination."""
    await actions.remove_room(actor, public_id, room_id)
    return await _arrangement(actor, public_id)


@post("/api/v1/evaluations/{public_id:str}/seats", opt={"permission": ARRANGE}, status_code=200)
async def api_seat(actor: SignedIn, public_id: FromPath[str]) -> SeatedOut:
    """Give everybody a seat for each component they sit, anew."""
    return SeatedOut(await actions.arrange_seats(actor, public_id))


@post("/api/v1/evaluations/{public_id:str}/staff", opt={"permission": ARRANGE}, status_code=201)
async def api_appoint(
    actor: SignedIn, public_id: FromPath[str], data: JSONBody[Appointment]
) -> ArrangementOut:
    """Give one of the colleagues a duty."""
    await actions.appoint(actor, public_id, data.account, data.duty, data.room)
    return await _arrangement(actor, public_id)


@post(
    "/api/v1/evaluations/{public_id:str}/staff/{staff_id:uuid}/remove",
    opt={"permission": ARRANGE},
    status_code=200,
)
async def api_dismiss(actor: SignedIn, public_id: FromPath[str], staff_id: FromPath[UUID]) -> ArrangementOut:
    """Take a duty away, before the examination."""
    await actions.dismiss(actor, public_id, staff_id)
    return await _arrangement(actor, public_id)


@post("/api/v1/evaluations/{public_id:str}/declaration", opt={"permission": ASSESS}, status_code=200)
async def api_declare(
    actor: SignedIn, public_id: FromPath[str], data: JSONBody[DeclarationIn]
) -> DeclaredOut:
    """Declare your own pupils and relatives among the candidates, before you give marks."""
    return DeclaredOut(await actions.declare(actor, public_id, data.tickets))


@get("/api/v1/evaluations/{public_id:str}/tickets", opt={"permission": ARRANGE})
async def api_tickets(
    actor: SignedIn, public_id: FromPath[str], limit: FromQuery[int] = 50, offset: FromQuery[int] = 0
) -> TicketList:
    """The admission tickets by number, with every seat that is given."""
    session = await own(actor, public_id)
    entries = [one for one in await entries_of(session.id) if one.status in SITTING]
    seats: dict[UUID, list[SeatView]] = {}
    for seat in await seats_of(session.id):
        seats.setdefault(seat.entry_id, []).append(seat)
    most, first = within(limit, offset)
    shown = [
        TicketOut(one.public_id, one.ticket_no, one.name, [_seat(seat) for seat in seats.get(one.id, [])])
        for one in entries[first : first + most]
    ]
    return TicketList(len(entries), shown)


@get("/api/v1/evaluations/{public_id:str}/incidents", opt={"permission": SCORE})
async def api_incidents(actor: SignedIn, public_id: FromPath[str]) -> list[IncidentOut]:
    """What went wrong, newest first."""
    return await _incidents(actor, public_id)


@post("/api/v1/evaluations/{public_id:str}/incidents", opt={"permission": SCORE}, status_code=201)
async def api_incident(
    actor: SignedIn, public_id: FromPath[str], data: JSONBody[Incident]
) -> list[IncidentOut]:
    """Keep what went wrong; `annul` takes the result of somebody who cheated away, for good."""
    await actions.record_incident(actor, public_id, data)
    return await _incidents(actor, public_id)


async def _incidents(actor: Actor, public_id: str) -> list[IncidentOut]:
    session = await own(actor, public_id)
    return [
        IncidentOut(
            one.kind,
            one.note,
            one.annulled,
            one.ticket_no,
            one.name,
            one.recorded_by_name,
            one.recorded_at,
        )
        for one in await incidents_of(session.id)
    ]


async def _arrangement(actor: Actor, public_id: str) -> ArrangementOut:
    session = await own(actor, public_id)
    return ArrangementOut(
        rooms=[RoomOut(**msgspec.structs.asdict(room)) for room in await rooms_of(session.id)],
        staff=[
            StaffOut(
                one.id, one.account_id, one.name, str(one.duty), one.room_name, one.promised_at is not None
            )
            for one in await staff_of(session.id)
        ],
        recusals=[
            RecusalOut(one.account_id, one.ticket_no, one.kind) for one in await recusals_of(session.id)
        ],
        colleagues=[ColleagueOut(row["id"], row["name"]) for row in await colleagues(actor.organisation_id)],
        missing=[say(one) for one in await missing_before(session)],
    )


def _seat(seat: SeatView) -> SeatOut:
    return SeatOut(seat.component, seat.room_name, seat.begins_at, seat.minutes, seat.seat)


ROUTES = [
    api_arrangement,
    api_add_room,
    api_remove_room,
    api_seat,
    api_appoint,
    api_dismiss,
    api_declare,
    api_tickets,
    api_incidents,
    api_incident,
]
