"""The plan of a session is on file with the office before the session is announced."""

from __future__ import annotations

from typing import Any

import asyncpg
import msgspec
import pytest

from foundation.database import execute, transaction
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused, Rule, Unavailable
from foundation.text import text
from tests.people import persona
from tests.training.evaluations.board import NEW, Board, board, in_september
from tests.training.filed import file_plan
from training.evaluations.actions import open_session, plan_session
from training.plans import register
from training.plans.actions import NewPlan, PlanAnswer, answer_plan, submit_plan
from training.plans.queries import plans_of, standing_plan
from training.plans.register import use_register

__all__ = ["board", "in_september"]
pytestmark = pytest.mark.usefixtures("database", "in_september")
PLAN = NewPlan(candidates=20)
FILED = PlanAnswer(verdict="filed", filing_no="洪人社鉴备〔2026〕1号")
RETURNED = PlanAnswer(verdict="returned", reason="考点未写明")


async def test_without_a_plan_on_file_nothing_is_announced_not_even_by_sql(board: Board) -> None:
    session = await plan_session(board.first, NEW)
    with pytest.raises(Refused) as refused:
        await open_session(board.first, session)
    assert refused.value.rule is not None
    assert refused.value.rule.id == "EV-PLAN"
    with pytest.raises(asyncpg.PostgresError) as wrong:
        async with transaction():
            await execute("UPDATE evaluation_session SET status = 'open'")
    assert wrong.value.sqlstate == "P0B07"
    await submit_plan(board.first, session, PLAN)
    with pytest.raises(Refused):
        await open_session(board.first, session)  # it waits
    officer = await persona("preparer", "360100")
    await answer_plan(officer, session, RETURNED)
    with pytest.raises(NotFound):
        await answer_plan(officer, session, FILED)
    await submit_plan(board.first, session, PLAN)
    with pytest.raises(Conflict):
        await submit_plan(board.first, session, PLAN)
    await answer_plan(officer, session, FILED)
    with pytest.raises(Conflict):
        await answer_plan(officer, session, FILED)
    await open_session(board.first, session)
    with pytest.raises(Conflict):
        await submit_plan(board.first, session, PLAN)


@pytest.mark.parametrize(
    "given, field",
    [
        (PlanAnswer(verdict="?"), "verdict"),
        (PlanAnswer(verdict="filed"), "filing_no"),
        (PlanAnswer(verdict="returned"), "reason"),
    ],
)
async def test_an_answer_has_a_number_or_a_reason(board: Board, given: PlanAnswer, field: str) -> None:
    session = await plan_session(board.first, NEW)
    await submit_plan(board.first, session, PLAN)
    with pytest.raises(Invalid) as wrong:
        await answer_plan(await persona("preparer", "360100"), session, given)
    assert [one.field for one in wrong.value.problems] == [field]


async def test_an_office_gives_a_number_once_and_only_in_its_area(board: Board) -> None:
    one = await plan_session(board.first, NEW)
    await file_plan(board.first, one, "第1号")
    other = await plan_session(board.first, msgspec.structs.replace(NEW, code="S2"))
    await submit_plan(board.first, other, PLAN)
    with pytest.raises(Invalid):
        await answer_plan(
            await persona("preparer", "360100"), other, msgspec.structs.replace(FILED, filing_no="第1号")
        )
    with pytest.raises(NotFound):
        await answer_plan(await persona("preparer", "360700"), other, FILED)
    with pytest.raises(Forbidden):
        await answer_plan(board.second, other, FILED)
    assert len(await plans_of(await _id(board, other))) == 1
    assert (await standing_plan(await _id(board, other))) is not None


async def _id(board: Board, session: str) -> Any:
    from training.evaluations.queries import find_session

    return (await find_session(board.first, session)).id


async def test_outside_the_registered_scope_no_plan_is_taken(board: Board) -> None:
    session = await plan_session(board.first, NEW)

    async def refuses(*_: Any) -> None:
        raise Refused(text("The evaluator is not registered."), rule=Rule("TEST", text("A rule"), "An order"))

    use_register(refuses)
    with pytest.raises(Refused):
        await submit_plan(board.first, session, PLAN)
    use_register(register._unknown)
    with pytest.raises(Unavailable):
        await submit_plan(board.first, session, PLAN)
