"""Pages of an institution: check a roster, watch people, read what one is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta

from certificates.watching import actions
from certificates.watching.queries import notices, unread, watched
from certificates.watching.sheet import RosterLine, RosterReading, read_roster
from curricula.occupations.data import occupation
from curricula.occupations.rules import level_label
from foundation.actor import Actor
from foundation.clock import now, today
from foundation.errors import DomainError, FieldProblem, Invalid
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.client import Connection
from foundation.web.forms import CORRECTABLE, Upload, read_form
from foundation.web.limits import limit
from foundation.web.navigation import NavigationItem
from foundation.web.pages import Answer, Request, render, see_other

_CHECK = "certificates.roster.check"
_KEEP = "certificates.watch.keep"

NAVIGATION = [
    NavigationItem("/roster", text("Check a roster"), permission=_CHECK, order=70),
    NavigationItem("/watching", text("Watched people"), permission=_KEEP, order=71),
]


class Roster(msgspec.Struct):
    """A sheet, or one person typed in."""

    sheet: Upload | None = None
    name: Annotated[str, Meta(max_length=60)] = ""
    number: Annotated[str, Meta(max_length=40)] = ""
    labels: ClassVar[dict[str, Text]] = {
        "sheet": text("Sheet"),
        "name": text("Name"),
        "number": text("Certificate number"),
    }


class Chosen(msgspec.Struct):
    """The certificates to be watched."""

    ids: list[str] = []


async def count_look_ups(actor: Actor) -> None:
    """An organisation may ask often, but not for everybody: 60 questions an hour."""
    await limit("roster", str(actor.organisation_id), times=60, per=3600)


@get("/roster", opt={"permission": _CHECK})
async def roster_page(request: Request, actor: SignedIn) -> Answer:
    return render(request, "certificates/roster.html")


@post("/roster", opt={"permission": _CHECK}, request_max_body_size=6_000_000)
async def check_roster(request: Request, actor: SignedIn) -> Answer:
    await count_look_ups(actor)
    try:
        reading = await _lines(await read_form(request, Roster, max_file_bytes=5_000_000))
        answers = await actions.check_roster(actor, reading.lines, actor.purpose)
    except CORRECTABLE as error:
        return render(request, "certificates/roster.html", error=error)
    return render(
        request,
        "certificates/roster_answers.html",
        answers=answers,
        problems=reading.problems,
        counts=Counter(answer.answer for answer in answers),
        asked_at=now(),
    )


async def _lines(asked: Roster) -> RosterReading:
    if asked.sheet is not None and asked.sheet.data:
        reading = await read_roster(asked.sheet.data, "sheet")
        if reading.problems and not reading.lines:
            raise Invalid([FieldProblem("sheet", reading.problems[0].message, reading.problems[0].remedy)])
        return reading
    missing = [
        FieldProblem(field, text("Type both, or choose a sheet."))
        for field in ("name", "number")
        if not getattr(asked, field)
    ]
    if missing:
        raise Invalid(missing)
    return RosterReading([RosterLine(1, asked.name, asked.number)], [])


@get("/watching", opt={"permission": _KEEP})
async def watching_page(request: Request, actor: SignedIn) -> Answer:
    return await _watching(request, actor)


async def _watching(request: Request, actor: Actor, error: DomainError | None = None) -> Answer:
    people = await watched(actor, today())
    return render(
        request,
        "certificates/watching.html",
        error=error,
        people=people,
        counts=Counter(each.answer for each in people),
        occupation=occupation,
        level_label=level_label,
    )


@post("/watching", opt={"permission": _KEEP})
async def watch_people(request: Request, actor: SignedIn) -> Answer:
    try:
        added = await actions.watch(actor, (await read_form(request, Chosen)).ids)
    except CORRECTABLE as error:
        return await _watching(request, actor, error)
    return see_other(request, "/watching", flash=text("Newly watched: {count}.", count=added))


@post("/watching/{public_id:str}/end", opt={"permission": _KEEP})
async def unwatch_person(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    await actions.unwatch(actor, public_id)
    return see_other(request, "/watching", flash=text("This person is no longer watched."))


@get(["/notifications", "/notices"], opt={"signed_in": True})
async def notices_page(request: Request, actor: SignedIn) -> Answer:
    return render(request, "certificates/notices.html", notices=await notices(actor))


@post("/notifications/read", opt={"signed_in": True})
async def read_notices(request: Request, actor: SignedIn) -> Answer:
    await actions.mark_read(actor)
    return see_other(request, "/notifications", flash=text("Everything is marked as read."))


async def unread_context(connection: Connection, actor: Actor) -> Mapping[str, Any]:
    """How many notices wait; shown at the bell of every page."""
    return {"unread": await unread(actor)}


routes = [
    roster_page,
    check_roster,
    watching_page,
    watch_people,
    unwatch_person,
    notices_page,
    read_notices,
]
