"""Marks of assessors for programs: each gives their own, what lies apart is settled by a third."""

from __future__ import annotations

from decimal import Decimal

import msgspec
from litestar import get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from curricula.standards.data import ComponentKind
from foundation.actor import Actor
from foundation.clock import today
from foundation.web.access import SignedIn
from training.evaluations.api import EntryOut, entry_out, within
from training.evaluations.numbers import tolerance
from training.evaluations.pages import own
from training.evaluations.queries import find_entry
from training.examining.actions import ASSESS
from training.examining.queries import staff_of
from training.examining.rules import MARKED_BY
from training.marking.actions import Settlement, give_marks, settle
from training.marking.pages import marked_component
from training.marking.queries import Line, differing, lines_for


class LineOut(msgspec.Struct, frozen=True):
    """A candidate on your list: your own mark, how many were given in all, whether one is asked of you.

    Marks of others are counted and not shown; `apart`: two lie too far apart and wait for a third person;
    `anew`: an objection was upheld, and two others than before give new marks, or the first ones to somebody
    who was recorded as absent by mistake.
    """

    entry: str
    ticket_no: str
    name: str
    own: Decimal | None
    given: int
    recused: bool
    open: bool
    apart: bool
    anew: bool


class ApartOut(msgspec.Struct, frozen=True):
    """Two marks that a third appointed person settles."""

    entry: str
    ticket_no: str
    name: str
    points: list[Decimal]


class MarksOut(msgspec.Struct, frozen=True):
    """Your list of a component; empty until you are appointed and have declared pupils and relatives."""

    appointed: bool
    declared: bool
    total: int
    items: list[LineOut]
    apart: list[ApartOut]


class MarksIn(msgspec.Struct, frozen=True):
    """Points by the entry's id."""

    marks: dict[str, Decimal]


class GivenOut(msgspec.Struct, frozen=True):
    """How many marks are new."""

    given: int


@get("/api/v1/evaluations/{public_id:str}/marks/{component:str}", opt={"permission": ASSESS})
async def api_marks(
    actor: SignedIn,
    public_id: FromPath[str],
    component: FromPath[str],
    limit: FromQuery[int] = 50,
    offset: FromQuery[int] = 0,
) -> MarksOut:
    """Your candidates of a component (`skill`, `review`), and where two marks lie apart."""
    return await _marks(actor, public_id, marked_component(component), within(limit, offset))


@put("/api/v1/evaluations/{public_id:str}/marks/{component:str}", opt={"permission": ASSESS})
async def api_give_marks(
    actor: SignedIn, public_id: FromPath[str], component: FromPath[str], data: JSONBody[MarksIn]
) -> GivenOut:
    """Give your marks, all or none. The same marks again change nothing; another mark is refused."""
    return GivenOut(await give_marks(actor, public_id, marked_component(component), data.marks))


@post("/api/v1/evaluations/entries/{public_id:str}/settlement", opt={"permission": ASSESS}, status_code=200)
async def api_settle(actor: SignedIn, public_id: FromPath[str], data: JSONBody[Settlement]) -> EntryOut:
    """Decide, as a third appointed person, between two practical marks that lie apart."""
    await settle(actor, public_id, "skill", data)
    entry, session = await find_entry(actor, public_id)
    return entry_out(entry, session)


async def _marks(actor: Actor, public_id: str, kind: ComponentKind, page: tuple[int, int]) -> MarksOut:
    session = await own(actor, public_id)
    staff = [one for one in await staff_of(session.id) if one.account_id == actor.account_id]
    duty = next((one for one in staff if one.duty is MARKED_BY[kind]), None)
    if duty is None or duty.promised_at is None:
        return MarksOut(duty is not None, False, 0, [], [])
    allowed = await tolerance(today())
    lines = await lines_for(actor, session, kind, allowed)
    most, first = page
    apart = [
        ApartOut(entry.public_id, entry.ticket_no, entry.name, [mark.points for mark in given])
        for entry, given in (await differing(session, allowed) if kind == "skill" else [])
    ]
    return MarksOut(True, True, len(lines), [_line(one) for one in lines[first : first + most]], apart)


def _line(one: Line) -> LineOut:
    entry = one.entry
    return LineOut(
        entry=entry.public_id,
        ticket_no=entry.ticket_no,
        name=entry.name,
        own=one.own,
        given=one.given,
        recused=one.recused,
        open=one.open,
        apart=one.apart,
        anew=one.anew,
    )


ROUTES = [api_marks, api_give_marks, api_settle]
