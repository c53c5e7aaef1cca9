"""A session with double entry, arranged and held: rooms, seats, three assessors who have declared."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from foundation.actor import Actor
from foundation.clock import CHINA
from tests.people import persona
from tests.training.evaluations.board import NEW, Board
from tests.training.filed import file_plan
from tests.training.taught import enrolments, key_of
from training.evaluations.actions import hold, open_session, plan_session
from training.evaluations.entering import enter_candidates
from training.evaluations.queries import find_session
from training.evaluations.scoring import Marks, enter_scores
from training.examining.actions import NewRoom, add_room, appoint, arrange_seats, declare
from training.examining.rules import Duty
from training.marking.actions import give_marks

DOUBLE = msgspec.structs.replace(NEW, code="S-DOUBLE", double_entry=True)


class Examined:
    """The session with who acts in it."""

    def __init__(self, board: Board, session: str, assessors: list[Actor]) -> None:
        self.board, self.session, self.assessors = board, session, assessors

    async def entries(self) -> list[Any]:
        return await self.board.entries(self.session)

    async def theory(self, *points: str) -> None:
        keys = await self.board.keys(self.session)
        marks = {key: Marks(theory=Decimal(each)) for key, each in zip(keys, points, strict=True)}
        await enter_scores(self.board.first, self.session, marks)

    async def marks(self, which: int, *points: str) -> None:
        keys = await self.board.keys(self.session)
        given = {key: Decimal(each) for key, each in zip(keys, points, strict=False) if each}
        await give_marks(self.assessors[which], self.session, "skill", given)


async def prepared(board: Board, new: Any = DOUBLE) -> Examined:
    """Announced, candidates entered, rooms and staff there; seats given."""
    session = await plan_session(board.first, new)
    await file_plan(board.first, session)
    await open_session(board.first, session)
    keys: list[Any] = [await key_of(one) for one in await enrolments(board.cohort)]
    await enter_candidates(board.first, session, keys)
    begins = datetime(2026, 9, 1, 9, tzinfo=CHINA)
    for kind in (await find_session(board.first, session)).components:
        room = NewRoom(component=kind, name="第一考场", begins_at=begins, minutes=90, seats=10)
        await add_room(board.first, session, room)
    assessors = [await persona("assessor", name=f"考评{at}") for at in range(3)]
    for one in (board.first, board.second):
        await appoint(board.first, session, one.account_id, Duty.INVIGILATOR)
    for one in assessors:
        await appoint(board.first, session, one.account_id, Duty.ASSESSOR)
    await arrange_seats(board.first, session)
    return Examined(board, session, assessors)


async def examined(board: Board) -> Examined:
    """Held; everybody has declared that there is nobody."""
    one = await prepared(board)
    for assessor in one.assessors:
        await declare(assessor, one.session, [])
    await hold(board.first, one.session)
    return one
