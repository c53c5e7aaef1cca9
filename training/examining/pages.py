"""The page on which an examination is arranged: rooms, seats, staff, tickets; and what went wrong in it."""

from __future__ import annotations

from typing import Annotated, ClassVar
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta

from curricula.standards.data import COMPONENT_LABELS
from foundation.actor import Actor
from foundation.errors import DomainError, NotFound
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.forms import CORRECTABLE, read_form
from foundation.web.pages import Answer, Request, download, render, see_other
from training.evaluations.pages import own, session_context
from training.evaluations.queries import entries_of
from training.evaluations.rules import SessionState
from training.examining import actions, tickets
from training.examining.actions import ARRANGE, SCORE, Incident, NewRoom
from training.examining.queries import (
    SITTING,
    colleagues,
    incidents_of,
    missing_before,
    recusals_of,
    rooms_of,
    seats_of,
    staff_of,
)
from training.examining.rules import DUTY_LABELS, INCIDENT_LABELS, Duty
from training.objections.queries import marked_anew

_PDF = "application/pdf"


class Appointment(msgspec.Struct):
    """Who does what, where."""

    account: UUID
    duty: Duty
    room: UUID | None = None
    labels: ClassVar[dict[str, Text]] = {
        "account": text("Person"),
        "duty": text("Duty"),
        "room": text("Room"),
    }


class Gone(msgspec.Struct):
    """Which room or duty is taken away."""

    which: Annotated[str, Meta(min_length=32, max_length=36)]


@get("/evaluations/{public_id:str}/arrangement", opt={"permission": ARRANGE})
async def arrangement_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _arrangement(request, actor, public_id)


@post("/evaluations/{public_id:str}/rooms", opt={"permission": ARRANGE})
async def add_room(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    await own(actor, public_id)
    try:
        await actions.add_room(actor, public_id, await read_form(request, NewRoom))
    except CORRECTABLE as error:
        return await _arrangement(request, actor, public_id, error)
    return _back(request, public_id, text("The room is there."))


@post("/evaluations/{public_id:str}/rooms/remove", opt={"permission": ARRANGE})
async def remove_room(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    await own(actor, public_id)
    await actions.remove_room(actor, public_id, await _which(request))
    return _back(request, public_id, text("The room is gone; arrange the seats anew."))


@post("/evaluations/{public_id:str}/seats", opt={"permission": ARRANGE})
async def seat(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    await own(actor, public_id)
    try:
        count = await actions.arrange_seats(actor, public_id)
    except CORRECTABLE as error:
        return await _arrangement(request, actor, public_id, error)
    return _back(request, public_id, text("{count} seats are given.", count=count))


@post("/evaluations/{public_id:str}/staff", opt={"permission": ARRANGE})
async def appoint(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    await own(actor, public_id)
    try:
        wanted = await read_form(request, Appointment)
        await actions.appoint(actor, public_id, wanted.account, wanted.duty, wanted.room)
    except CORRECTABLE as error:
        return await _arrangement(request, actor, public_id, error)
    return _back(request, public_id, text("Appointed."))


@post("/evaluations/{public_id:str}/staff/remove", opt={"permission": ARRANGE})
async def dismiss(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    await own(actor, public_id)
    await actions.dismiss(actor, public_id, await _which(request))
    return _back(request, public_id, text("The duty is taken away."))


async def _which(request: Request) -> UUID:
    try:
        return UUID((await read_form(request, Gone)).which)
    except (ValueError, *CORRECTABLE):
        raise NotFound() from None


def _back(request: Request, public_id: str, flash: Text) -> Answer:
    return see_other(request, f"/evaluations/{public_id}/arrangement", flash=flash)


async def _arrangement(
    request: Request, actor: Actor, public_id: str, error: DomainError | None = None
) -> Answer:
    session = await own(actor, public_id)
    return render(
        request,
        "training/arrangement.html",
        error=error,
        filled={"begins_at": f"{session.held_on.isoformat()} 09:00", "minutes": 90, "seats": 30},
        places=await rooms_of(session.id),
        seats=await seats_of(session.id),
        staff=await staff_of(session.id),
        recusals=await recusals_of(session.id),
        missing=await missing_before(session),
        people=[(str(row["id"]), row["name"]) for row in await colleagues(actor.organisation_id)],
        duties=[(str(duty), label) for duty, label in DUTY_LABELS.items()],
        duty_labels=DUTY_LABELS,
        components=[(kind, COMPONENT_LABELS[kind]) for kind in session.components],
        component_labels=COMPONENT_LABELS,
        changes=session.status in (SessionState.PLANNED, SessionState.OPEN),
        anew=await marked_anew(session.id),
        **session_context(actor, session),
    )


@get("/evaluations/{public_id:str}/tickets.pdf", opt={"permission": ARRANGE})
async def tickets_pdf(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    session = await own(actor, public_id)
    entries = [one for one in await entries_of(session.id) if one.status in SITTING]
    if not entries:
        raise NotFound(text("No candidate is admitted."))
    content = await tickets.tickets(session, entries, await seats_of(session.id))
    return download(content, f"{session.code}-准考证.pdf", _PDF)


@get("/evaluations/{public_id:str}/seats.pdf", opt={"permission": ARRANGE})
async def seats_pdf(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    session = await own(actor, public_id)
    seats = await seats_of(session.id)
    if not seats:
        raise NotFound(text("No seats are given yet."))
    return download(await tickets.seat_sheets(session, seats), f"{session.code}-座次表.pdf", _PDF)


@get("/evaluations/{public_id:str}/incidents", opt={"permission": SCORE})
async def incidents_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    return await _incidents(request, actor, public_id)


@post("/evaluations/{public_id:str}/incidents", opt={"permission": SCORE})
async def record_incident(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    await own(actor, public_id)
    try:
        await actions.record_incident(actor, public_id, await read_form(request, Incident))
    except CORRECTABLE as error:
        return await _incidents(request, actor, public_id, error)
    return see_other(request, f"/evaluations/{public_id}/incidents", flash=text("It is on record."))


async def _incidents(
    request: Request, actor: Actor, public_id: str, error: DomainError | None = None
) -> Answer:
    session = await own(actor, public_id)
    return render(
        request,
        "training/incidents.html",
        error=error,
        incidents=await incidents_of(session.id),
        kinds=[(str(kind), label) for kind, label in INCIDENT_LABELS.items()],
        kind_labels={str(kind): label for kind, label in INCIDENT_LABELS.items()},
        **session_context(actor, session),
    )


ROUTES = [
    arrangement_page,
    add_room,
    remove_room,
    seat,
    appoint,
    dismiss,
    tickets_pdf,
    seats_pdf,
    incidents_page,
    record_incident,
]
