"""A publicised practical score changes only in an upheld objection: marked anew, or fixed and written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import asyncpg
import msgspec
import pytest

from foundation.clock import use
from foundation.database import execute, fetch, transaction
from foundation.errors import Conflict, Invalid, Refused
from foundation.history import of
from tests.parameters import confirm as confirm_number
from tests.people import persona
from tests.training.evaluations.board import Board, board, in_september
from tests.training.examined import Examined, examined
from tests.training.taught import later
from training.archives.actions import open_archive
from training.evaluations.publicity import confirm, publicise
from training.evaluations.queries import find_session
from training.evaluations.rules import EntryState, SessionState
from training.evaluations.scoring import Correction, correct
from training.examining.actions import appoint, declare
from training.examining.rules import Duty
from training.marking.actions import Settlement, give_marks, settle
from training.marking.queries import differing, lines_for
from training.objections.actions import Decision, NewObjection, decide, object_to
from training.objections.correcting import write_fixed
from training.objections.queries import ObjectionView, objections_of
from training.objections.rules import Contested, Wanted, put_right, remedy_problems
from training.objections.showing import marks_shown

__all__ = ["board", "in_september"]
REMARK = Decision(verdict="upheld", answer="录像显示漏评一项", remedy="remark")
FIXED = Decision(
    verdict="upheld",
    answer="小计相加有误",
    remedy="fixed",
    points=Decimal(63),
    document="复核记录〔2026〕3号",
)


@pytest.fixture
async def publicised(board: Board, database: None, in_september: None) -> Examined:
    """Four candidates with 58 in the practical part, marked by the first two of three assessors."""
    await confirm_number("evaluation.mark_tolerance")
    one = await examined(board)
    await one.theory("80", "70", "60", "59")
    for which in (0, 1):
        await one.marks(which, *["58"] * 4)
    await publicise(board.first, one.session)
    return one


async def objected(one: Examined, at: int = 0) -> ObjectionView:
    ticket = (await one.entries())[at].ticket_no
    said = NewObjection(
        ticket_no=ticket, raised_by="王小花", raised_on=date(2026, 9, 1), content="技能分少计"
    )
    await object_to(one.board.first, one.session, said)
    session = await find_session(one.board.first, one.session)
    return (await objections_of(session.id))[0]


async def answered(one: Examined, given: Decision, at: int = 0) -> str:
    objection = (await objected(one, at)).public_id
    await decide(one.board.second, one.session, objection, given)
    return objection


async def fourth(one: Examined) -> Any:
    """Another assessor, appointed during the publicity, who has declared."""
    found = await persona("assessor", name="考评三")
    await appoint(one.board.first, one.session, found.account_id, Duty.ASSESSOR)
    await declare(found, one.session, [])
    return found


async def refused_by_database(statement: str, *args: object) -> str:
    with pytest.raises(asyncpg.PostgresError) as refused:
        async with transaction():
            await execute(statement, *args)
    return str(refused.value.sqlstate)


async def test_without_an_upheld_objection_nothing_that_assessors_marked_changes(
    publicised: Examined,
) -> None:
    entry = (await publicised.entries())[0]
    wanted = Correction(theory=entry.theory, skill=Decimal(70), reason="复核")
    with pytest.raises(Invalid) as wrong:
        await correct(publicised.board.first, entry.public_id, wanted)
    assert wrong.value.problems[0].remedy is not None
    with pytest.raises(Conflict):
        await publicised.marks(2, "70")
    with pytest.raises(Conflict):
        await appoint(
            publicised.board.first, publicised.session, publicised.board.second.account_id, Duty.ASSESSOR
        )
    change = "UPDATE evaluation_entry SET skill = 70 WHERE id = $1"
    assert await refused_by_database(change, entry.id) == "P0B01"
    rejected = Decision(verdict="rejected", answer="复核无误")
    await answered(publicised, rejected)
    with pytest.raises(Conflict):
        await publicised.marks(2, "70")
    assert await refused_by_database(change, entry.id) == "P0B01"


async def test_who_marked_does_not_decide_on_the_objection(publicised: Examined) -> None:
    objection = await objected(publicised)
    marker = msgspec.structs.replace(publicised.assessors[0], permissions=publicised.board.second.permissions)
    with pytest.raises(Refused) as refused:
        await decide(marker, publicised.session, objection.public_id, REMARK)
    assert refused.value.rule is not None
    assert refused.value.rule.id == "EV-OBJ-MARK"
    silent = msgspec.structs.replace(REMARK, remedy="")
    with pytest.raises(Invalid) as wrong:
        await decide(publicised.board.second, publicised.session, objection.public_id, silent)
    assert [one.field for one in wrong.value.problems] == ["remedy"]


async def test_marked_anew_by_two_others_and_publicised_again(publicised: Examined) -> None:
    objection, (entry, *others) = await answered(publicised, REMARK), await publicised.entries()
    first, second, session = publicised.board.first, publicised.board.second, publicised.session
    with use(later(30)), pytest.raises(Refused):
        await confirm(second, session)  # not carried out
    with pytest.raises(Invalid):
        await publicised.marks(0, "70")  # gave a contested mark
    with pytest.raises(Conflict):
        await give_marks(publicised.assessors[2], session, "skill", {others[0].public_id: Decimal(70)})
    await publicised.marks(2, "64")
    view = await find_session(first, session)
    assert (await publicised.entries())[0].skill == 58
    shown = (await marks_shown(view.id, await objections_of(view.id)))[(await objections_of(view.id))[0].id]
    assert [(one.mark.points, one.superseded) for one in shown] == [
        (58, False),
        (58, False),
    ]  # none of the new
    extra = await fourth(publicised)
    lines = await lines_for(extra, view, "skill", 5)
    assert [(one.entry.id == entry.id, one.anew) for one in lines if one.open] == [(True, True)]
    await give_marks(extra, session, "skill", {entry.public_id: Decimal(66)})
    now, *same = await publicised.entries()
    assert (now.skill, now.status) == (Decimal("65.00"), EntryState.SCORED)
    assert {one.skill for one in same} == {Decimal("58.00")}
    view = await find_session(first, session)
    assert view.status is SessionState.HELD
    (done,) = await objections_of(view.id)
    assert (done.pending, done.public_id) == (False, objection)
    shown = (await marks_shown(view.id, [done]))[done.id]
    assert [(one.mark.points, one.anew, one.superseded) for one in shown] == [
        (58, False, True), (58, False, True), (64, True, False), (66, True, False),
    ]  # fmt: skip
    change = (await of("entry", entry.id))[0]
    assert (change.changes["skill"], change.reason) == (["58", "65"], REMARK.answer)
    with pytest.raises(Invalid):
        await give_marks(publicised.assessors[0], session, "skill", {entry.public_id: Decimal(90)})
    await publicise(first, session)
    with use(later(60)):
        await confirm(second, session)
        archived = msgspec.json.decode(await open_archive(second, session))
        assert sum(one["objection_id"] is not None for one in archived["marks"]) == 2
        with pytest.raises(Conflict):
            await give_marks(extra, session, "skill", {entry.public_id: Decimal(90)})
    frozen = "UPDATE evaluation_objection SET points = 90 WHERE id = $1"
    assert await refused_by_database(frozen, done.id) == "P0B07"
    assert await refused_by_database("UPDATE evaluation_entry SET skill = 90 WHERE id = $1", entry.id) in (
        "P0B01",
        "P0B07",
    )


async def test_a_third_person_gives_no_new_mark_not_even_by_sql(publicised: Examined) -> None:
    await answered(publicised, REMARK)
    entry = (await publicised.entries())[0]
    two = [publicised.assessors[2], await fourth(publicised)]
    late = await persona("assessor", name="考评四")
    await appoint(publicised.board.first, publicised.session, late.account_id, Duty.ASSESSOR)
    await declare(late, publicised.session, [])
    (row,) = await fetch("SELECT id FROM evaluation_objection")
    insert = (
        "INSERT INTO practical_mark (id, entry_id, component, assessor_id, points, entered_at, objection_id)"
        " VALUES (gen_random_uuid(), $1, 'skill', $2, 90, now(), $3)"
    )
    assert (
        await refused_by_database(insert, entry.id, publicised.assessors[0].account_id, row["id"]) == "23505"
    )
    other = (await publicised.entries())[1]
    assert await refused_by_database(insert, other.id, late.account_id, row["id"]) == "P0B01"
    done = "UPDATE evaluation_objection SET carried_out_by = $2, carried_out_at = now() WHERE id = $1"
    assert await refused_by_database(done, row["id"], late.account_id) == "P0B07"
    for assessor in two:
        await give_marks(assessor, publicised.session, "skill", {entry.public_id: Decimal(58)})
    view = await find_session(publicised.board.first, publicised.session)
    assert (
        view.status is SessionState.PUBLICISED
    )  # the new marks come to the same score: nothing to publicise
    with pytest.raises(Conflict):
        await give_marks(late, publicised.session, "skill", {entry.public_id: Decimal(58)})
    assert await refused_by_database(insert, entry.id, late.account_id, row["id"]) == "P0B01"


async def test_new_marks_that_lie_apart_are_settled_by_one_more(publicised: Examined) -> None:
    await answered(publicised, REMARK)
    entry = (await publicised.entries())[0]
    two, session = [publicised.assessors[2], await fourth(publicised)], publicised.session
    for assessor, points in zip(two, ("60", "80"), strict=True):
        await give_marks(assessor, session, "skill", {entry.public_id: Decimal(points)})
    ((apart, _),) = await differing(await find_session(publicised.board.first, session), 5)
    assert (apart.id, apart.skill) == (entry.id, Decimal("58.00"))
    word = Settlement(points=Decimal(72), reason="复看录像")
    for involved in (publicised.assessors[0], two[0]):  # a contested mark, one of the two
        with pytest.raises(Refused):
            await settle(involved, entry.public_id, "skill", word)
    third = await fourth(publicised)
    await settle(third, entry.public_id, "skill", word)
    assert (await publicised.entries())[0].skill == 72
    with pytest.raises(Conflict):
        await settle(third, entry.public_id, "skill", word)


async def test_a_score_that_a_decision_fixes_is_written_by_a_second_person(publicised: Examined) -> None:
    first, second, session = publicised.board.first, publicised.board.second, publicised.session
    objection = await answered(publicised, FIXED)
    with pytest.raises(Refused) as refused:
        await write_fixed(second, session, objection)  # who decided
    assert refused.value.rule is not None
    assert refused.value.rule.id == "EV-OBJ-FIX"
    again = await objected(publicised)
    with pytest.raises(Conflict):
        await decide(second, session, again.public_id, FIXED)  # one after the other
    (row,) = await fetch("SELECT id FROM evaluation_objection WHERE public_id = $1", objection)
    entry = (await publicised.entries())[0]
    change = "UPDATE evaluation_entry SET skill = $2 WHERE id = $1"
    assert await refused_by_database(change, entry.id, Decimal(90)) == "P0B01"  # not what was fixed
    decided = "UPDATE evaluation_objection SET points = 90 WHERE id = $1"
    assert await refused_by_database(decided, row["id"]) == "P0B07"
    await write_fixed(first, session, objection)
    with pytest.raises(Conflict):
        await write_fixed(first, session, objection)
    entry = (await publicised.entries())[0]
    assert (entry.skill, entry.status) == (Decimal("63.00"), EntryState.SCORED)
    assert "复核记录〔2026〕3号" in str((await of("entry", entry.id))[0].reason)
    assert (await find_session(first, session)).status is SessionState.HELD


CONTESTED = Contested(
    by_assessors=("skill", "review"), scores={"theory": Decimal(60), "skill": Decimal(58), "review": None}
)


@pytest.mark.parametrize(
    "wanted, contested, fields",
    [
        (Wanted(), CONTESTED, ["remedy"]),
        (Wanted(remedy="correct"), CONTESTED, []),
        (Wanted(remedy="remark"), CONTESTED, []),
        (Wanted(remedy="remark"), Contested(by_assessors=(), scores={}), ["remedy"]),
        (Wanted(), Contested(by_assessors=(), scores={}), []),
        (Wanted(remedy="remark"), Contested(by_assessors=("review",), scores={"review": None}), ["remedy"]),
        (
            Wanted(remedy="fixed", points=Decimal(70), document="1号", component="theory"),
            CONTESTED,
            ["component"],
        ),
        (
            Wanted(remedy="fixed", points=Decimal(70), document="1号", component="review"),
            CONTESTED,
            ["remedy"],
        ),
        (Wanted(remedy="fixed"), CONTESTED, ["points", "document"]),
        (Wanted(remedy="fixed", points=Decimal(58), document="1号"), CONTESTED, ["points"]),
        (Wanted(remedy="fixed", points=Decimal(101), document="1号"), CONTESTED, ["points"]),
        (Wanted(remedy="fixed", points=Decimal(70), document="1号"), CONTESTED, []),
        (
            Wanted(remedy="remark"),
            Contested(by_assessors=("skill",), scores={"skill": Decimal(70)}, kept=["skill"]),
            ["remedy"],
        ),
    ],
)
def test_how_an_upheld_objection_can_be_put_right(
    wanted: Wanted, contested: Contested, fields: list[str]
) -> None:
    assert [one.field for one in remedy_problems(wanted, contested)] == fields


def test_only_a_fixed_score_keeps_points_and_document() -> None:
    said = Wanted(remedy="remark", points=Decimal(70), document="1号")
    assert put_right(said) == put_right(Wanted(remedy="remark"))
