"""Practical marks: two who do not see each other, a third where they lie apart, and nobody's pupil."""

from __future__ import annotations

from decimal import Decimal

import asyncpg
import pytest

from foundation.database import execute, transaction
from foundation.errors import Conflict, Invalid, NotFound, Refused
from tests.parameters import confirm as confirm_number
from tests.people import persona
from tests.training.evaluations.board import Board, board, in_september
from tests.training.examined import Examined, examined, prepared
from training.evaluations.actions import hold
from training.evaluations.publicity import publicise
from training.evaluations.queries import find_session
from training.evaluations.rules import EntryState
from training.evaluations.scoring import Marks, enter_scores
from training.examining.actions import (
    Incident,
    NewRoom,
    add_room,
    appoint,
    arrange_seats,
    declare,
    dismiss,
    record_incident,
    remove_room,
)
from training.examining.queries import incidents_of, recusals_of, rooms_of, seats_of, staff_of
from training.examining.rules import Duty, IncidentKind
from training.marking.actions import Settlement, give_marks, settle
from training.marking.queries import differing, lines_for

__all__ = ["board", "in_september"]
pytestmark = pytest.mark.usefixtures("database", "in_september")


@pytest.fixture
async def held(board: Board) -> Examined:
    await confirm_number("evaluation.mark_tolerance")
    return await examined(board)


async def test_two_marks_make_a_score_and_a_third_person_settles_what_lies_apart(held: Examined) -> None:
    await held.theory("80", "70", "60", "59")
    await held.marks(0, "80", "70", "60", "90")
    session = await find_session(held.board.first, held.session)
    lines = await lines_for(held.assessors[1], session, "skill", 5)
    assert [(one.own, one.given, one.open) for one in lines] == [(None, 1, True)] * 4  # counted, not shown
    assert [one.skill for one in await held.entries()] == [None] * 4
    await held.marks(1, "81", "75", "66", "90")
    assert [one.skill for one in await held.entries()] == [
        Decimal("80.50"), Decimal("72.50"), None, Decimal("90.00"),
    ]  # fmt: skip
    ((entry, given),) = await differing(session, 5)
    assert [one.points for one in given] == [60, 66]
    word = Settlement(points=Decimal(64), reason="复看录像")
    with pytest.raises(Refused):
        await settle(held.assessors[1], entry.public_id, "skill", word)  # one of the two
    await settle(held.assessors[2], entry.public_id, "skill", word)
    assert (await held.entries())[2].skill == 64
    assert {one.status for one in await held.entries()} == {EntryState.SCORED}
    with pytest.raises(Conflict):
        await settle(held.assessors[2], entry.public_id, "skill", word)
    with pytest.raises(Invalid):
        await held.marks(2, "80")  # two have given theirs
    await publicise(held.board.first, held.session)
    with pytest.raises(Conflict):
        await held.marks(2, "80")


async def test_the_organiser_cannot_write_a_practical_score_not_even_by_sql(held: Examined) -> None:
    key = (await held.board.keys(held.session))[0]
    with pytest.raises(Invalid) as wrong:
        await enter_scores(
            held.board.first, held.session, {key: Marks(theory=Decimal(70), skill=Decimal(70))}
        )
    assert [one.field for one in wrong.value.problems] == [f"scores[{key}].skill"]
    for statement, state in (
        ("UPDATE evaluation_entry SET skill = 90", "P0B01"),
        ("UPDATE practical_mark SET points = 1", "42501"),
    ):
        with pytest.raises(asyncpg.PostgresError) as refused:
            async with transaction():
                await execute(statement)
        assert refused.value.sqlstate == state


async def test_marks_do_not_change_and_come_from_the_appointed_only(held: Examined) -> None:
    await held.marks(0, "80", "70")
    with pytest.raises(Invalid):
        await held.marks(0, "85")
    key = (await held.board.keys(held.session))[0]
    with pytest.raises(Refused):
        await give_marks(held.board.second, held.session, "skill", {key: Decimal(70)})  # only watches
    with pytest.raises(NotFound):
        await give_marks(await persona("assessor", "360700"), held.session, "skill", {})
    with pytest.raises(NotFound):
        await give_marks(held.assessors[0], held.session, "skill", {"of-another": Decimal(70)})


async def test_who_did_not_come_gets_no_mark(held: Examined) -> None:
    keys = await held.board.keys(held.session)
    await enter_scores(held.board.first, held.session, {keys[0]: Marks(absent=["theory", "skill"])})
    with pytest.raises(Invalid):
        await held.marks(0, "80")
    await held.marks(0, "", "80")


async def test_pupils_and_relatives_are_assessed_by_others(board: Board) -> None:
    one = await prepared(board)
    first, second, third = one.assessors
    entries = await one.entries()
    with pytest.raises(Refused) as refused:
        await hold(board.first, one.session)  # nobody has declared
    assert refused.value.rule is not None
    assert refused.value.rule.id == "EV-ARR"
    await execute("UPDATE learning_record SET entered_by = $1 WHERE enrolment_id = $2", first.account_id,
                  entries[0].enrolment_id)  # fmt: skip
    assert await declare(second, one.session, [entries[1].ticket_no]) == 1
    with pytest.raises(Invalid):
        await declare(third, one.session, ["S-?"])
    for assessor in (first, third):
        await declare(assessor, one.session, [])
    await hold(board.first, one.session)
    session = await find_session(board.first, one.session)
    named = {(each.account_id, each.entry_id): each.kind for each in await recusals_of(session.id)}
    assert named == {
        (first.account_id, entries[0].id): "trainer",
        (second.account_id, entries[1].id): "relative",
    }
    for assessor, entry in ((first, entries[0]), (second, entries[1])):
        with pytest.raises(Invalid) as wrong:
            await give_marks(assessor, one.session, "skill", {entry.public_id: Decimal(90)})
        assert "pupil or relative" in str(wrong.value.problems[0].message)
        with pytest.raises(asyncpg.PostgresError) as said:
            async with transaction():
                await execute(
                    "INSERT INTO practical_mark (id, entry_id, component, assessor_id, points, entered_at)"
                    " VALUES (gen_random_uuid(), $1, 'skill', $2, 90, now())",
                    entry.id,
                    assessor.account_id,
                )
        assert said.value.sqlstate == "P0B01"


async def test_rooms_seats_and_staff_until_the_examination_is_held(board: Board) -> None:
    one = await prepared(board)
    session = await find_session(board.first, one.session)
    seats = await seats_of(session.id)
    assert len(seats) == 8
    assert len({(seat.room_id, seat.seat) for seat in seats}) == 8
    room = (await rooms_of(session.id))[0]
    await remove_room(board.first, one.session, room.id)
    with pytest.raises(Refused):
        await arrange_seats(board.first, one.session)  # too few seats
    again = NewRoom(
        component=room.component,
        name=room.name,
        begins_at=room.begins_at,
        minutes=room.minutes,
        seats=room.seats,
    )
    await add_room(board.first, one.session, again)
    with pytest.raises(Invalid):
        await add_room(board.first, one.session, again)
    assert await arrange_seats(board.first, one.session) == 8
    staff = await staff_of(session.id)
    with pytest.raises(Invalid):
        await appoint(board.first, one.session, one.assessors[0].account_id, Duty.ASSESSOR)
    watching = next(each for each in staff if each.account_id == board.second.account_id)
    await dismiss(board.first, one.session, watching.id)
    for assessor in one.assessors:
        await declare(assessor, one.session, [])
    with pytest.raises(Refused) as refused:
        await hold(board.first, one.session)
    assert "1 persons are appointed, 2 are needed" in str(refused.value.message)
    await appoint(board.first, one.session, board.second.account_id, Duty.INVIGILATOR)
    await hold(board.first, one.session)
    with pytest.raises(Conflict):
        await arrange_seats(board.first, one.session)


async def test_cheating_annuls_and_stays_on_record(held: Examined) -> None:
    ticket = (await held.entries())[0].ticket_no
    said = Incident(kind=IncidentKind.CHEATING, note="携带资料", ticket_no=ticket, annul=True)
    await record_incident(held.board.first, held.session, said)
    assert (await held.entries())[0].status is EntryState.ANNULLED
    session = await find_session(held.board.first, held.session)
    assert [(one.kind, one.annulled) for one in await incidents_of(session.id)] == [("cheating", True)]
    noise = Incident(kind=IncidentKind.DISTURBANCE, note="喧哗", ticket_no=ticket, annul=True)
    unknown = Incident(kind=IncidentKind.ILLNESS, note="晕倒", ticket_no="?")
    with pytest.raises(Invalid):
        await record_incident(held.board.first, held.session, noise)
    with pytest.raises(Invalid):
        await record_incident(held.board.first, held.session, unknown)
