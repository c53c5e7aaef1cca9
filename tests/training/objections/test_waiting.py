"""An upheld objection waits on the front page of whoever marks anew or writes the score, of nobody else."""

from __future__ import annotations

from foundation.actor import Actor
from tests.training.evaluations.board import board, in_september
from tests.training.examined import Examined
from tests.training.objections.test_remarking import FIXED, REMARK, answered, publicised
from yuzheng.tasks import tasks_for

__all__ = ["board", "in_september", "publicised"]
ANEW, WRITE = "Candidates to mark anew after an objection", "Scores fixed by a decision to write"


async def _waits(actor: Actor) -> dict[str, int]:
    found = {task.label.english(): task.count for task in await tasks_for(actor) if task.count}
    return {label: count for label, count in found.items() if label in (ANEW, WRITE)}


async def test_new_marks_and_fixed_scores_wait_for_those_who_may_give_them(publicised: Examined) -> None:
    await answered(publicised, REMARK)
    await answered(publicised, FIXED, at=1)
    assert await _waits(publicised.assessors[0]) == {}  # gave a contested mark
    assert await _waits(publicised.assessors[2]) == {ANEW: 1}
    assert await _waits(publicised.board.first) == {WRITE: 1}
    assert await _waits(publicised.board.second) == {}  # decided
    await publicised.marks(2, "64")
    assert await _waits(publicised.assessors[2]) == {}
