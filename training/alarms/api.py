"""Alarms for programs, with the looks at them."""

from __future__ import annotations

from datetime import datetime

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody

from foundation.actor import Actor
from foundation.language import say
from foundation.web.access import SignedIn
from training.alarms.actions import LOOK, Note, look_at
from training.alarms.queries import Watched, watched
from training.evaluations.queries import entries_of, find_session


class LookOut(msgspec.Struct, frozen=True):
    """Who has looked and what they found."""

    note: str
    looked_by: str | None
    looked_at: datetime


class WatchedOut(msgspec.Struct, frozen=True, kw_only=True):
    """An alarm, `open` until two persons have looked; with other facts it is another one with another id."""

    id: str
    kind: str
    said: str
    tickets: list[str]
    open: bool
    looks: list[LookOut]


@get("/api/v1/evaluations/{public_id:str}/alarms", opt={"permission": "training.evaluation.view"})
async def api_alarms(actor: SignedIn, public_id: FromPath[str]) -> list[WatchedOut]:
    """Every alarm from scores and papers, those that nobody has looked at first; it decides nothing."""
    return await _alarms(actor, public_id)


@post("/api/v1/evaluations/{public_id:str}/alarms/{alarm:str}", opt={"permission": LOOK}, status_code=200)
async def api_look(
    actor: SignedIn, public_id: FromPath[str], alarm: FromPath[str], data: JSONBody[Note]
) -> list[WatchedOut]:
    """Write down what you found; the second look, another person's, sets the alarm aside."""
    await look_at(actor, public_id, alarm, data)
    return await _alarms(actor, public_id)


async def _alarms(actor: Actor, public_id: str) -> list[WatchedOut]:
    session = await find_session(actor, public_id)
    return [_out(one) for one in await watched(session, await entries_of(session.id))]


def _out(one: Watched) -> WatchedOut:
    return WatchedOut(
        id=one.alarm.key,
        kind=one.alarm.kind,
        said=say(one.alarm.said),
        tickets=list(one.alarm.tickets),
        open=one.open,
        looks=[LookOut(look.note, look.looked_by_name, look.looked_at) for look in one.looks],
    )


ROUTES = [api_alarms, api_look]
