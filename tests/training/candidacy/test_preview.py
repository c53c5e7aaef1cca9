"""A changed condition is looked at before it holds: who gains, who loses, and nothing is written."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from foundation.database import fetchval
from foundation.errors import Forbidden
from tests.parameters import confirm
from tests.people import persona
from tests.training.evaluations.board import Board, board, in_september, teach
from tests.training.shown import WORK, all_show
from tests.training.taught import course, enrolments, key_of, small_cohort
from training.candidacy.preview import Question, preview
from training.evaluations.entering import enter_candidates

__all__ = ["board", "in_september"]
pytestmark = pytest.mark.usefixtures("database", "in_september")
NOW = Question(
    occupation="4-10-01-03", level=4, edition="2021年版", then_edition="2021年版", day=date(2026, 9, 1)
)


@pytest.fixture
async def nurse(board: Board) -> str:
    """Somebody whose work only counts once health caregivers are confirmed to be related."""
    cohort = await small_cohort(board.registrar, "2026N", names=("孙小果",))
    await teach(board.registrar, cohort)
    await all_show(board.registrar, cohort, msgspec.structs.replace(WORK, occupation="4-14-01-03"))
    return cohort


async def test_who_gains_by_a_confirmation_is_seen_first_and_admitted_afterwards(
    board: Board, nurse: str
) -> None:
    same = await preview(board.registrar, NOW)
    assert (same.weighed, same.gain, same.lose, same.shift) == (5, [], [], [])
    rows = await fetchval("SELECT count(*) FROM history")
    then = await preview(board.registrar, msgspec.structs.replace(NOW, confirming="RO-HEALTH"))
    assert [(one.name, [rule.id for rule in one.after.met]) for one in then.gain] == [("孙小果", ["G18-4b"])]
    assert [(one.trainees, one.gain) for one in then.counts if one.gain] == [(1, 1)]
    assert await fetchval("SELECT count(*) FROM history") == rows
    session = await board.open()
    keys = [await key_of(one) for one in await enrolments(nurse)]
    assert (await enter_candidates(board.first, session, keys)).admitted == 0  # type: ignore[arg-type]
    await confirm("RO-HEALTH")
    assert (await enter_candidates(board.first, session, keys)).admitted == 1  # type: ignore[arg-type]


async def test_offices_see_their_area_and_strangers_nothing(board: Board) -> None:
    officer = await persona("preparer", "360100")
    assert (await preview(officer, NOW)).weighed == 4
    assert (await preview(await persona("preparer", "360700"), NOW)).weighed == 0
    with pytest.raises(Forbidden):
        await preview(board.first, NOW)


async def test_the_two_generations_answer_differently(board: Board) -> None:
    """Six years since 2021-01-01 are not full on 2026-09-01; five years are."""
    facilitator = await course(board.registrar, "YDY-4", occupation="4-10-01-01")
    late = await small_cohort(board.registrar, "2026G", names=("钱小米",), course_public_id=facilitator)
    await all_show(board.registrar, late, msgspec.structs.replace(WORK, from_on=date(2021, 1, 1)))
    question = Question(
        occupation="4-10-01-01", level=4, edition="2021年版", then_edition="2025年版", day=date(2026, 9, 1)
    )
    found = await preview(board.registrar, question)
    assert [(one.name, one.before.earliest, [rule.id for rule in one.after.met]) for one in found.gain] == [
        ("钱小米", date(2027, 1, 1), ["G23-4a"])
    ]
    back = msgspec.structs.replace(question, edition="2025年版", then_edition="2021年版")
    assert (await preview(board.registrar, back)).lose == []  # unconfirmed, it admits nobody to begin with
    await confirm("4-10-01-01/2025年版")
    assert [one.name for one in (await preview(board.registrar, back)).lose] == ["钱小米"]
