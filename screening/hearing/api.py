"""What holds somebody, for programs of colleges and institutions, and saying something to it."""

from __future__ import annotations

from datetime import date

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody

from foundation.actor import Actor
from foundation.web.access import SignedIn
from foundation.web.limits import limit
from registry.people.queries import visible_id
from screening.hearing.actions import CONTEST, contest
from screening.hearing.queries import held
from screening.hearing.rules import MOST_BYTES, MOST_PAPERS, Paper

_BODY = MOST_PAPERS * MOST_BYTES * 4 // 3 + 100_000


class StandingOut(msgspec.Struct, frozen=True):
    """`clear` or `on_hold`, never why; and by when a decision is expected: nobody has confirmed that day."""

    standing: str
    decided_by: date | None


class PaperIn(msgspec.Struct, frozen=True):
    """A paper: PDF, JPEG or PNG, `content` in base 64."""

    name: str
    content: bytes


class StatementIn(msgspec.Struct, frozen=True):
    """What is said for the person; `agreed`: the person knows of it."""

    statement: str
    agreed: bool = False
    papers: list[PaperIn] = []


class HeardOut(msgspec.Struct, frozen=True):
    """How much of what holds is judged anew by others; the rest is decided knowing the statement."""

    judged_anew: int


@get("/api/v1/people/{public_id:str}/screening", opt={"permission": CONTEST})
async def api_standing(actor: SignedIn, public_id: FromPath[str]) -> StandingOut:
    """Whether something holds the person."""
    return await _standing(actor, public_id)


@post(
    "/api/v1/people/{public_id:str}/statements",
    opt={"permission": CONTEST},
    status_code=201,
    request_max_body_size=_BODY,
)
async def api_say(actor: SignedIn, public_id: FromPath[str], data: JSONBody[StatementIn]) -> HeardOut:
    """Say something to what holds the person."""
    await visible_id(actor, public_id)
    await limit("screening.contest", public_id, times=5, per=86_400)
    papers = [Paper(one.name, one.content) for one in data.papers]
    return HeardOut(await contest(actor, public_id, data.statement, papers, agreed=data.agreed))


async def _standing(actor: Actor, public_id: str) -> StandingOut:
    found = await held(await visible_id(actor, public_id))
    if not found:
        return StandingOut("clear", None)
    return StandingOut("on_hold", max(one.due_on for one in found))


ROUTES = [api_standing, api_say]
