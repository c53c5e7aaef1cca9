"""Plans of sessions on file, as the office puts them there."""

from __future__ import annotations

from foundation.actor import Actor
from tests.people import persona
from training.plans.actions import NewPlan, PlanAnswer, answer_plan, submit_plan


async def file_plan(organiser: Actor, session: str, number: str = "") -> None:
    """Submitted by the evaluator, put on file by an officer of the city."""
    await submit_plan(organiser, session, NewPlan(candidates=20))
    answer = PlanAnswer(verdict="filed", filing_no=number or f"赣人社鉴备〔2026〕{session}")
    await answer_plan(await persona("preparer", "360100"), session, answer)
