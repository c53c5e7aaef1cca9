"""An absence recorded by mistake: with a reason, by two persons or by an objection where assessors mark."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from foundation.clock import use
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from foundation.history import of
from tests.parameters import confirm as confirm_number
from tests.people import persona
from tests.training.evaluations.board import NAMES, Board, board, in_september, teach
from tests.training.examined import DOUBLE, Examined, examined, prepared
from tests.training.objections.test_remarking import (
    FIXED,
    REMARK,
    answered,
    fourth,
    objected,
    refused_by_database,
)
from tests.training.shown import HIGHER, all_show
from tests.training.taught import later, small_cohort
from training.absences.actions import SecondLook, WasThere, decide, take_back
from training.absences.queries import corrections_of, corrections_of_entry
from training.archives.actions import open_archive
from training.evaluations.actions import hold
from training.evaluations.publicity import confirm, publicise
from training.evaluations.queries import find_session
from training.evaluations.rules import EntryState, SessionState
from training.evaluations.scoring import Marks, enter_scores
from training.examining.actions import appoint, declare
from training.examining.rules import Duty
from training.marking.actions import give_marks
from training.marking.queries import lines_for
from training.objections.actions import Decision
from training.objections.actions import decide as answer
from training.objections.correcting import write_fixed
from training.objections.queries import objections_of
from training.objections.showing import marks_shown

__all__ = ["board", "in_september"]
SKILL = WasThere(component="skill", reason="签到表有签名，误勾缺考")
AGREED = SecondLook(verdict="agreed")
PRESENT = Decision(verdict="upheld", answer="签到表和录像显示本人到场", remedy="present")


@pytest.fixture
async def held(board: Board, database: None, in_september: None) -> Examined:
    """Four candidates; the first has 80 in theory and is recorded as absent from the practical part."""
    await confirm_number("evaluation.mark_tolerance")
    one = await examined(board)
    await one.theory("80", "70", "60", "59")
    key = (await board.keys(one.session))[0]
    await enter_scores(board.first, one.session, {key: Marks(theory=Decimal(80), absent=["skill"])})
    for which in (0, 1):
        await one.marks(which, "", "66", "66", "66")
    return one


async def test_before_the_publicity_a_second_person_agrees_and_the_assessors_mark(held: Examined) -> None:
    first, second, session = held.board.first, held.board.second, held.session
    entry = (await held.entries())[0]
    assert (entry.status, entry.absent) == (EntryState.SCORED, ["skill"])
    unticked = {entry.public_id: Marks(theory=Decimal(80))}
    with pytest.raises(Invalid) as wrong:
        await enter_scores(first, session, unticked)
    assert "take the absence back" in str(wrong.value.problems[0].remedy)
    with pytest.raises(Invalid):
        await held.marks(0, "70")
    strike = "UPDATE evaluation_entry SET absent = '{}', status = 'sat' WHERE id = $1"
    assert await refused_by_database(strike, entry.id) == "P0B01"
    assert await take_back(first, entry.public_id, SKILL) is False
    with pytest.raises(Conflict):
        await take_back(second, entry.public_id, SKILL)
    with pytest.raises(Refused) as refused:
        await publicise(first, session)
    assert "second person" in refused.value.message.english()
    publish = "UPDATE evaluation_session SET status = 'publicised', publicised_from = '2026-09-01',"
    publish += " publicised_until = '2026-09-08' WHERE public_id = $1"
    assert await refused_by_database(publish, session) == "P0B07"
    (waiting,) = await corrections_of_entry(entry.id)
    with pytest.raises(Refused) as refused:
        await decide(first, entry.public_id, waiting.public_id, AGREED)
    assert refused.value.rule is not None
    assert refused.value.rule.id == "EV-ABS"
    alone = "UPDATE absence_correction SET verdict = 'agreed', decided_by = requested_by, decided_at = now()"
    assert await refused_by_database(alone) == "23514"
    assert await decide(second, entry.public_id, waiting.public_id, AGREED)
    entry = (await held.entries())[0]
    assert (entry.status, entry.absent) == (EntryState.SAT, [])
    with pytest.raises(Conflict):
        await decide(second, entry.public_id, waiting.public_id, AGREED)
    with pytest.raises(Refused):
        await publicise(first, session)  # the marks are missing
    for which, points in ((0, "70"), (1, "72")):
        await held.marks(which, points)
    entry = (await held.entries())[0]
    assert (entry.status, entry.skill) == (EntryState.SCORED, Decimal("71.00"))
    told = {one.kind: one for one in await of("entry", entry.id)}
    assert told["entry.absence_taken_back"].reason == SKILL.reason
    assert told["entry.absence_taken_back"].changes["skill"] == ["absent", None]
    assert told["entry.absence_contested"].account_name == first.name
    again = "UPDATE absence_correction SET verdict = 'rejected', answer = '误' WHERE id = $1"
    assert await refused_by_database(again, waiting.id) == "P0B07"


async def test_an_absence_that_stands_and_one_that_was_agreed_to_is_used_once(held: Examined) -> None:
    first, second, session = held.board.first, held.board.second, held.session
    entry = (await held.entries())[0]
    await take_back(first, entry.public_id, SKILL)
    (waiting,) = await corrections_of_entry(entry.id)
    with pytest.raises(Invalid):
        await decide(second, entry.public_id, waiting.public_id, SecondLook(verdict="rejected"))
    rejected = SecondLook(verdict="rejected", answer="签到表无签名")
    assert not await decide(second, entry.public_id, waiting.public_id, rejected)
    assert (await held.entries())[0].absent == ["skill"]
    await take_back(second, entry.public_id, SKILL)
    (waiting, _) = await corrections_of_entry(entry.id)
    await decide(first, entry.public_id, waiting.public_id, AGREED)
    absent = {entry.public_id: Marks(theory=Decimal(80), absent=["skill"])}
    await enter_scores(first, session, absent)  # it was none after all
    strike = "UPDATE evaluation_entry SET absent = '{}', status = 'sat' WHERE id = $1"
    assert await refused_by_database(strike, entry.id) == "P0B01"
    mark = (
        "INSERT INTO practical_mark (id, entry_id, component, assessor_id, points, entered_at)"
        " VALUES (gen_random_uuid(), $1, 'skill', $2, 90, now())"
    )
    assert await refused_by_database(mark, entry.id, held.assessors[2].account_id) == "P0B01"


async def test_who_may_not_and_what_is_no_absence(held: Examined) -> None:
    entry, other, *_ = await held.entries()
    with pytest.raises(Forbidden):
        await take_back(held.assessors[0], entry.public_id, SKILL)
    with pytest.raises(NotFound):
        await take_back(await persona("organiser", "360700"), entry.public_id, SKILL)
    for key, component in ((other.public_id, "skill"), (entry.public_id, "theory"), (entry.public_id, "?")):
        with pytest.raises(Invalid):
            await take_back(held.board.first, key, WasThere(component=component, reason="签到表"))
    insert = (
        "INSERT INTO absence_correction (id, public_id, entry_id, component, reason, requested_by,"
        " requested_at) VALUES (gen_random_uuid(), 'x', $1, 'skill', '误', $2, now())"
    )
    assert await refused_by_database(insert, other.id, held.board.first.account_id) == "P0B07"


async def test_what_the_organiser_enters_is_open_again_at_once(board: Board) -> None:
    session = await board.marked(theory=None, skill=None, absent=["theory", "skill"])
    entry = (await board.entries(session))[0]
    score = {entry.public_id: Marks(theory=Decimal(70), absent=["skill"])}
    with pytest.raises(Invalid):
        await enter_scores(board.first, session, score)
    for component in ("theory", "skill"):
        assert await take_back(board.first, entry.public_id, WasThere(component=component, reason="误勾"))
    assert (await board.entries(session))[0].status is EntryState.SAT
    await enter_scores(board.first, session, {entry.public_id: Marks(theory=Decimal(70), skill=Decimal(71))})
    assert (await board.entries(session))[0].status is EntryState.SCORED


async def test_after_the_publicity_an_objection_has_the_candidate_marked(held: Examined) -> None:
    first, second, session = held.board.first, held.board.second, held.session
    await publicise(first, session)
    entry, other, *_ = await held.entries()
    with pytest.raises(Conflict) as closed:
        await take_back(first, entry.public_id, SKILL)
    assert "objection" in str(closed.value.remedy)
    with pytest.raises(Conflict):
        await held.marks(0, "70")
    waiting = (await objected(held)).public_id
    with pytest.raises(Invalid):
        await answer(second, session, waiting, REMARK)  # no mark to be given anew
    await answer(second, session, waiting, PRESENT)
    with use(later(30)), pytest.raises(Refused):
        await confirm(second, session)  # not carried out
    view = await find_session(first, session)
    lines = await lines_for(held.assessors[0], view, "skill", 5)
    assert [(one.entry.id == entry.id, one.anew) for one in lines if one.open] == [(True, True)]
    with pytest.raises(Conflict):
        await give_marks(held.assessors[2], session, "skill", {other.public_id: Decimal(90)})
    await held.marks(0, "62")
    assert (await held.entries())[0].absent == ["skill"]
    waiting_still = await objections_of(view.id)
    assert await marks_shown(view.id, waiting_still) == {waiting_still[0].id: []}  # shown to nobody
    strike = "UPDATE evaluation_entry SET absent = '{}' WHERE id = $1"
    assert await refused_by_database(strike, entry.id) == "P0B01"
    carried = "UPDATE evaluation_objection SET carried_out_by = $1, carried_out_at = now()"
    assert await refused_by_database(carried, first.account_id) == "P0B07"
    await held.marks(1, "64")
    entry = (await held.entries())[0]
    assert (entry.absent, entry.skill, entry.status) == ([], Decimal("63.00"), EntryState.SCORED)
    view = await find_session(first, session)
    assert view.status is SessionState.HELD
    (done,) = await objections_of(view.id)
    shown = (await marks_shown(view.id, [done]))[done.id]
    assert [(one.mark.points, one.anew, one.superseded) for one in shown] == [
        (62, True, False),
        (64, True, False),
    ]
    change = (await of("entry", entry.id))[0]
    assert (change.changes["skill"], change.reason) == (["absent", "63"], PRESENT.answer)
    await publicise(first, session)
    anew = await answered(held, REMARK)  # and that score can be contested like any other
    with pytest.raises(Invalid):
        await held.marks(0, "90")
    await held.marks(2, "70")
    await give_marks(await fourth(held), session, "skill", {entry.public_id: Decimal(70)})
    assert ((await held.entries())[0].skill, anew != waiting) == (70, True)
    both = await objections_of(view.id)
    shown = (await marks_shown(view.id, both))[next(one.id for one in both if one.remedy == "remark")]
    assert [(int(one.mark.points), one.superseded) for one in shown] == [
        (62, True), (64, True), (70, False), (70, False),
    ]  # fmt: skip


async def test_a_committee_marks_who_was_there_as_a_whole(board: Board, database: None) -> None:
    board.cohort = await small_cohort(board.registrar, "2026H", NAMES, level=2)
    await teach(board.registrar, board.cohort)
    await all_show(board.registrar, board.cohort)
    await all_show(board.registrar, board.cohort, HIGHER)
    await confirm_number("evaluation.mark_tolerance")
    one = await prepared(board, msgspec.structs.replace(DOUBLE, level=2))
    first, second, session = board.first, board.second, one.session
    committee = [*one.assessors, *[await persona("assessor", name=f"评委{at}") for at in range(2)]]
    for member in committee:
        await appoint(first, session, member.account_id, Duty.REVIEWER)
        await declare(member, session, [])
    await hold(first, session)
    keys = await board.keys(session)
    marks = {key: Marks(theory=Decimal(80)) for key in keys}
    await enter_scores(first, session, marks | {keys[0]: Marks(theory=Decimal(80), absent=["review"])})
    for assessor in one.assessors[:2]:
        await give_marks(assessor, session, "skill", dict.fromkeys(keys, Decimal(70)))
    for member in committee:
        await give_marks(member, session, "review", dict.fromkeys(keys[1:], Decimal(75)))
    await publicise(first, session)
    waiting = (await objected(one)).public_id
    there = msgspec.structs.replace(PRESENT, component="review")
    member = msgspec.structs.replace(committee[0], permissions=second.permissions)
    with pytest.raises(Refused):
        await answer(member, session, waiting, there)  # would be missing in the committee
    await answer(second, session, waiting, there)
    for member in committee:
        assert (await board.entries(session))[0].absent == ["review"]
        await give_marks(member, session, "review", {keys[0]: Decimal(64)})
    entry = (await board.entries(session))[0]
    assert (entry.absent, entry.review, entry.status) == ([], Decimal(64), EntryState.SCORED)


async def test_the_score_of_an_absent_candidate_is_fixed_and_all_is_archived(held: Examined) -> None:
    first, second, session = held.board.first, held.board.second, held.session
    entry = (await held.entries())[0]
    await take_back(first, entry.public_id, SKILL)
    (waiting,) = await corrections_of_entry(entry.id)
    rejected = SecondLook(verdict="rejected", answer="签到表无签名")
    await decide(second, entry.public_id, waiting.public_id, rejected)
    await publicise(first, session)
    await write_fixed(first, session, await answered(held, FIXED))
    entry = (await held.entries())[0]
    assert (entry.absent, entry.skill) == ([], Decimal("63.00"))
    await publicise(first, session)
    with use(later(60)):
        await confirm(second, session)
        kept = msgspec.json.decode(await open_archive(second, session))
    assert [one["verdict"] for one in kept["absences"]] == ["rejected"]
    assert len(await corrections_of((await find_session(first, session)).id)) == 1
