"""Results: what passes, and that two persons and a publicity stand before they hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import asyncpg
import msgspec
import pytest

from curricula.standards.data import ComponentKind
from foundation.clock import use
from foundation.database import execute, transaction
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from foundation.history import of
from tests.people import persona
from tests.training.evaluations.board import NAMES, NEW, Board, teach
from tests.training.shown import HIGHER, all_show
from tests.training.taught import later, small_cohort
from training.evaluations.actions import hold
from training.evaluations.publicity import confirm, publicise
from training.evaluations.queries import (
    confirmed_entries,
    find_session,
    list_sessions,
    statistics,
)
from training.evaluations.rules import EntryState, SessionState
from training.evaluations.scoring import Correction, Marks, correct, enter_scores

pytestmark = pytest.mark.usefixtures("database", "in_september")


@pytest.mark.parametrize(
    "theory, skill, state",
    [
        ("60", "60", "confirmed"),
        ("59.5", "100", "failed"),
        ("100", "59.99", "failed"),
        ("60", "60.5", "confirmed"),
    ],
)
async def test_each_component_is_passed_on_its_own(board: Board, theory: str, skill: str, state: str) -> None:
    session = await board.marked(theory=Decimal(theory), skill=Decimal(skill))
    await publicise(board.first, session)
    with use(later(30)):
        result = await confirm(board.second, session)
    assert (await board.entries(session))[0].status == state
    assert result.passed == (4 if state == "confirmed" else 3)
    passed = await confirmed_entries((await find_session(board.first, session)).id)
    assert len(passed) == result.passed
    assert passed[-1].theory == Decimal(80)


async def test_an_absence_is_no_score_and_does_not_pass(board: Board) -> None:
    kinds: list[ComponentKind] = ["theory", "skill"]
    session = await board.marked(theory=None, skill=None, absent=kinds)
    first = (await board.entries(session))[0]
    assert (first.status, first.theory) == (EntryState.ABSENT, None)
    figures = await statistics(await find_session(board.first, session))
    assert [(one.passed, one.failed, one.absent, one.pass_rate) for one in figures] == [(3, 0, 1, 1.0)] * 2
    await publicise(board.first, session)
    with use(later(30)):
        assert (await confirm(board.second, session)).absent == 1
    assert (await board.entries(session))[0].status is EntryState.FAILED


async def test_a_score_is_replaced_and_not_taken_away(board: Board) -> None:
    session = await board.marked()
    key = (await board.keys(session))[0]
    await enter_scores(board.first, session, {key: Marks(theory=Decimal(70), skill=Decimal(71))})
    assert (await board.entries(session))[0].theory == Decimal(70)
    with pytest.raises(Conflict):
        await enter_scores(board.first, session, {key: Marks(theory=Decimal(70))})


async def test_levels_2_and_1_need_the_review(board: Board) -> None:
    board.cohort = await small_cohort(board.registrar, "2026H", NAMES, level=2)
    await teach(board.registrar, board.cohort)
    await all_show(board.registrar, board.cohort)
    await all_show(board.registrar, board.cohort, HIGHER)
    session = await board.held(msgspec.structs.replace(NEW, level=2))
    keys = await board.keys(session)
    both = Marks(theory=Decimal(90), skill=Decimal(90))
    await enter_scores(board.first, session, dict.fromkeys(keys, both))
    assert {one.status for one in await board.entries(session)} == {EntryState.SAT}
    with pytest.raises(Refused):
        await publicise(board.first, session)  # the review is missing
    marks = {
        key: msgspec.structs.replace(both, review=Decimal("59.5" if key == keys[0] else "60")) for key in keys
    }
    await enter_scores(board.first, session, marks)
    await publicise(board.first, session)
    with use(later(30)):
        assert (await confirm(board.second, session)).passed == 3


async def test_at_level_4_there_is_no_review(board: Board) -> None:
    session = await board.held()
    key = (await board.keys(session))[0]
    with pytest.raises(Invalid):
        await enter_scores(board.first, session, {key: Marks(review=Decimal(80))})
    with pytest.raises(Invalid):
        await enter_scores(board.first, session, {key: Marks(theory=Decimal(80), absent=["theory"])})
    with pytest.raises(NotFound):
        await enter_scores(board.first, session, {"of-another-session": Marks(theory=Decimal(80))})


async def test_not_before_the_publicity_is_over_and_not_by_the_same_person(board: Board) -> None:
    session = await board.marked()
    with pytest.raises(Conflict):
        await confirm(board.second, session)  # not publicised
    with pytest.raises(Invalid):
        await publicise(board.first, session, until=date(2026, 9, 3))  # too short
    ends = await publicise(board.first, session)
    assert ends == date(2026, 9, 8)  # five working days after Tuesday, 1 September
    with use(later(7)), pytest.raises(Refused):
        await confirm(board.second, session)  # the last day still counts
    with use(later(8)):
        with pytest.raises(Refused):
            await confirm(board.first, session)
        assert (await confirm(board.second, session)).passed == 4
        with pytest.raises(Conflict):
            await confirm(board.second, session)


async def test_the_database_too_wants_two_persons_and_the_time(board: Board) -> None:
    session = await board.marked()
    key = (await find_session(board.first, session)).id
    forged = (
        "UPDATE evaluation_session SET status = 'confirmed', confirmed_by = $2, confirmed_at = $3"
        " WHERE id = $1"
    )
    with pytest.raises(asyncpg.PostgresError, match="publicised"):
        async with transaction():
            await execute(forged, key, board.second.account_id, later(30).now())
    await publicise(board.first, session)
    for who, days in ((board.first, 30), (board.second, 3)):
        with pytest.raises(asyncpg.CheckViolationError):
            async with transaction():
                await execute(forged, key, who.account_id, later(days).now())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE evaluation_entry SET theory = 100",
        "UPDATE evaluation_entry SET status = 'scored'",
        "UPDATE evaluation_entry SET absent = '{theory}'",
        "UPDATE evaluation_entry SET confirmed_at = now()",
        "UPDATE evaluation_session SET status = 'held'",
        "UPDATE evaluation_session SET level = 1",
        "DELETE FROM evaluation_entry",
    ],
)
async def test_what_is_confirmed_is_frozen_even_for_sql(board: Board, statement: str) -> None:
    session = await board.marked(theory=Decimal("59.5"))
    await publicise(board.first, session)
    with use(later(30)):
        await confirm(board.second, session)
    with pytest.raises(asyncpg.PostgresError):
        async with transaction():
            await execute(statement)
    await execute("UPDATE evaluation_entry SET status = 'annulled'")
    with pytest.raises(asyncpg.PostgresError):
        async with transaction():
            await execute("UPDATE evaluation_entry SET status = 'confirmed'")


async def test_a_correction_needs_a_reason_and_a_new_publicity(board: Board) -> None:
    session = await board.marked(theory=Decimal("59.5"))
    await publicise(board.first, session)
    entry = (await board.entries(session))[0]
    same = Correction(theory=Decimal("59.5"), skill=Decimal(75), reason="复核")
    with pytest.raises(Invalid):
        await correct(board.first, entry.public_id, same)
    await correct(board.first, entry.public_id, msgspec.structs.replace(same, theory=Decimal(61)))
    found = await find_session(board.first, session)
    assert found.status is SessionState.HELD
    with use(later(30)):
        with pytest.raises(Conflict):
            await confirm(board.second, session)
        assert await publicise(board.first, session) > date(2026, 9, 30)
    with use(later(60)):
        assert (await confirm(board.second, session)).passed == 4
    assert [one.reason for one in await of("entry", entry.id) if one.reason] == ["复核"]


async def test_another_evaluator_sees_nothing_and_another_area_neither(board: Board) -> None:
    session = await board.open()
    stranger = await persona("organiser", "360200")
    for outsider in (stranger, await persona("preparer", "360200"), board.registrar):
        with pytest.raises(NotFound):
            await find_session(outsider, session)
        assert (await list_sessions(outsider))[1] == 0
    officer = await persona("preparer", "360100")
    assert (await find_session(officer, session)).code == NEW.code
    with pytest.raises(NotFound):
        await hold(stranger, session)
    with pytest.raises(Forbidden):
        await hold(officer, session)
    with pytest.raises(Forbidden):
        await publicise(await persona("assessor"), session)
