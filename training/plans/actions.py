"""Submit the plan of a session, file it under a number, or return it with a reason."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from foundation.actor import Actor
from foundation.clock import now
from foundation.constraints import explain, in_our_words
from foundation.database import execute, fetchval, transaction
from foundation.errors import Conflict, FieldProblem, Invalid, NotFound
from foundation.history import record
from foundation.ids import new_id, new_public_id
from foundation.text import Text, text
from training.evaluations.actions import own_session
from training.evaluations.queries import SessionView, find_session
from training.evaluations.rules import SessionState
from training.plans.queries import PlanView, standing_plan
from training.plans.register import require_registered
from training.plans.tables import EvaluationPlan

SUBMIT = "training.evaluation.plan"
FILE = "training.evaluation.file"

explain(
    "evaluation_plan_number",
    lambda: Invalid([FieldProblem("filing_no", text("Your office has given this number already."))]),
)
explain(
    "evaluation_plan_standing",
    lambda: Conflict(text("A plan of this session is with the office already.")),
)


class NewPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What the office wants to know beforehand, beside what the session says already."""

    candidates: Annotated[int, Meta(ge=1, le=100_000)]
    note: Annotated[str, Meta(max_length=500, extra={"text": "lines"})] = ""
    labels: ClassVar[dict[str, Text]] = {
        "candidates": text("Candidates expected"),
        "note": text("Note"),
    }


class PlanAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A number, or a reason."""

    verdict: str
    filing_no: Annotated[str, Meta(max_length=60)] = ""
    reason: Annotated[str, Meta(max_length=300)] = ""
    labels: ClassVar[dict[str, Text]] = {
        "verdict": text("Decision"),
        "filing_no": text("Filing number"),
        "reason": text("Reason"),
    }


async def submit_plan(actor: Actor, session_public_id: str, new: NewPlan) -> None:
    """Only within the evaluator's registered scope, and only while the session is planned."""
    actor.require(SUBMIT)
    async with transaction():
        session = await own_session(actor, session_public_id)
        if session.status is not SessionState.PLANNED:
            raise Conflict(text("The session is announced already."))
        await require_registered(
            session.evaluator_id, session.occupation_code, session.level, session.held_on
        )
        plan = EvaluationPlan(
            id=new_id(),
            public_id=new_public_id(),
            session_id=session.id,
            candidates=new.candidates,
            note=new.note.strip(),
            submitted_by=actor.account_id,
            submitted_at=now(),
        )
        with in_our_words():
            async with transaction():
                await EvaluationPlan.insert(plan)
        await record(
            actor, "session.plan_submitted", ("session", session.id), {"candidates": (None, new.candidates)}
        )


async def answer_plan(actor: Actor, session_public_id: str, given: PlanAnswer) -> None:
    """An officer of the area files the plan under a number of the office, or returns it."""
    actor.require(FILE)
    filed = given.verdict == "filed"
    _guard(given, filed=filed)
    async with transaction():
        session = await find_session(actor, session_public_id)
        plan = await _open_plan(session)
        with in_our_words():
            async with transaction():
                await execute(
                    "UPDATE evaluation_plan SET verdict = $2, filing_no = $3, reason = $4, answered_by = $5,"
                    " answered_for = $6, answered_at = $7 WHERE id = $1",
                    plan.id,
                    "filed" if filed else "returned",
                    given.filing_no.strip() if filed else "",
                    "" if filed else given.reason.strip(),
                    actor.account_id,
                    actor.organisation_id,
                    now(),
                )
        kind = "session.plan_filed" if filed else "session.plan_returned"
        changes = {"filing_no": (None, given.filing_no.strip())} if filed else {}
        await record(actor, kind, ("session", session.id), changes, reason=given.reason.strip() or None)


async def _open_plan(session: SessionView) -> PlanView:
    await fetchval("SELECT 1 FROM evaluation_session WHERE id = $1 FOR UPDATE", session.id)
    plan = await standing_plan(session.id)
    if plan is None:
        raise NotFound()
    if plan.verdict is not None:
        raise Conflict(text("This plan is answered already."))
    return plan


def _guard(given: PlanAnswer, *, filed: bool) -> None:
    if given.verdict not in ("filed", "returned"):
        raise Invalid([FieldProblem("verdict", text("Choose one from the list."))])
    if filed and not given.filing_no.strip():
        raise Invalid([FieldProblem("filing_no", text("Give the number under which the plan is on file."))])
    if not filed and len(given.reason.strip()) < 2:
        raise Invalid([FieldProblem("reason", text("Say why."))])
