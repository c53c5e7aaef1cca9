"""The roster for programs: the same question, the same four answers."""

from __future__ import annotations

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody

from certificates.watching import actions
from certificates.watching.actions import RosterAnswer
from certificates.watching.pages import count_look_ups
from certificates.watching.queries import watched
from certificates.watching.sheet import RosterLine
from foundation.clock import today
from foundation.web.access import SignedIn

_CHECK = {"permission": "certificates.roster.check"}
_KEEP = {"permission": "certificates.watch.keep"}


class Hire(msgspec.Struct):
    """One person to look up."""

    name: str
    number: str


class RosterIn(msgspec.Struct):
    """A roster to look up."""

    people: list[Hire]


class WatchIn(msgspec.Struct):
    """The certificates to be watched, by public id."""

    certificates: list[str]


class WatchedOut(msgspec.Struct, frozen=True):
    """Somebody who is watched."""

    public_id: str
    number: str
    name: str
    answer: str


@post("/api/v1/roster", opt=_CHECK, status_code=200)
async def api_roster(actor: SignedIn, data: JSONBody[RosterIn]) -> list[RosterAnswer]:
    """For each person: valid, on_hold, not_valid or not_found; never why."""
    await count_look_ups(actor)
    lines = [RosterLine(row, hire.name, hire.number) for row, hire in enumerate(data.people, 1)]
    return await actions.check_roster(actor, lines, actor.purpose)


@get("/api/v1/watching", opt=_KEEP)
async def api_watching(actor: SignedIn) -> list[WatchedOut]:
    """Everybody the institution watches, with today's answer."""
    return [
        WatchedOut(each.public_id, each.number, each.holder_name, each.answer)
        for each in await watched(actor, today())
    ]


@post("/api/v1/watching", opt=_KEEP, status_code=200)
async def api_watch(actor: SignedIn, data: JSONBody[WatchIn]) -> dict[str, int]:
    """Watch certificates that were found by name and number."""
    return {"added": await actions.watch(actor, data.certificates)}


@post("/api/v1/watching/{public_id:str}/end", opt=_KEEP, status_code=200)
async def api_unwatch(actor: SignedIn, public_id: FromPath[str]) -> dict[str, str]:
    """Stop watching."""
    await actions.unwatch(actor, public_id)
    return {"ended": public_id}


routes = [api_roster, api_watching, api_watch, api_unwatch]
