"""Plan a session, open it for candidates, and hold it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from curricula.standards.rules import components
from foundation.actor import Actor
from foundation.clock import now, today
from foundation.constraints import explain, in_our_words
from foundation.database import execute, fetchval, transaction
from foundation.errors import Conflict, FieldProblem, Invalid, NotFound, Refused
from foundation.history import record
from foundation.ids import new_id, new_public_id
from foundation.text import Text, text
from training.evaluations.queries import SessionView, find_session
from training.evaluations.rules import ARRANGED, PLAN_FILED, SessionState, session_after
from training.evaluations.tables import EvaluationSession
from training.examining.queries import missing_before
from training.plans.queries import standing_plan

_PLAN = "training.evaluation.plan"

explain(
    "evaluation_session_evaluator_id_code_key",
    lambda: Invalid([FieldProblem("code", text("Another session has this code."))]),
)
explain("P0B07", lambda: Conflict(text("Confirmed results do not change.")))


class NewSession(msgspec.Struct, frozen=True, kw_only=True):
    """A session to be planned."""

    code: Annotated[str, Meta(min_length=2, max_length=40, pattern=r"^[A-Za-z0-9._-]+$")]
    name: Annotated[str, Meta(min_length=2, max_length=80)]
    occupation_code: str
    standard_edition: str
    level: Annotated[int, Meta(ge=1, le=5)]
    held_on: date
    place: Annotated[str, Meta(max_length=100)] = ""
    double_entry: bool = False
    labels: ClassVar[dict[str, Text]] = {
        "code": text("Code"),
        "name": text("Name of the session"),
        "occupation_code": text("Occupation"),
        "standard_edition": text("Edition of the standard"),
        "level": text("Level"),
        "held_on": text("Day of the examination"),
        "place": text("Place"),
    }


async def plan_session(actor: Actor, new: NewSession) -> str:
    """Plan a session of a level that the edition has; its public id."""
    actor.require(_PLAN)
    _guard_level(new)
    session = EvaluationSession(
        id=new_id(),
        public_id=new_public_id(),
        evaluator_id=actor.organisation_id,
        status=str(SessionState.PLANNED),
        created_at=now(),
        **msgspec.structs.asdict(new),
    )
    async with transaction():
        with in_our_words():
            async with transaction():
                await EvaluationSession.insert(session)
        changes = {"code": (None, new.code), "held_on": (None, new.held_on.isoformat())}
        await record(actor, "session.planned", ("session", session.id), changes)
    return str(session.public_id)


def _guard_level(new: NewSession) -> None:
    try:
        components(new.occupation_code, new.standard_edition, new.level)
    except (NotFound, Refused) as error:
        raise Invalid([FieldProblem("level", error.message)]) from error


async def open_session(actor: Actor, public_id: str) -> None:
    """From now on candidates are entered; the plan is on file with the office before."""
    actor.require(_PLAN)
    async with transaction():
        session = await own_session(actor, public_id)
        session_after(session.status, "open")
        plan = await standing_plan(session.id)
        if plan is None or plan.verdict != "filed":
            raise Refused(
                text("The plan of this session is not on file with the human resources office."),
                remedy=text("Submit the plan; the office files it or returns it with a reason."),
                rule=PLAN_FILED,
            )
        await move(actor, session, "open", "opened")


async def hold(actor: Actor, public_id: str) -> None:
    """The examination has taken place; nobody is entered any more, scores are."""
    actor.require(_PLAN)
    async with transaction():
        session = await own_session(actor, public_id)
        session_after(session.status, "hold")
        if today() < session.held_on:
            raise Conflict(text("The examination is on {day}.", day=session.held_on))
        if not session.admitted:
            raise Conflict(
                text("No candidate is admitted."), remedy=text("Enter candidates, or plan another session.")
            )
        if session.double_entry and (missing := await missing_before(session)):
            raise Refused(
                text("The examination is not arranged: {missing}", missing=missing[0]),
                remedy=text("Complete the arrangement of rooms, seats and staff."),
                rule=ARRANGED,
            )
        await move(actor, session, "hold", "held")


async def own_session(actor: Actor, public_id: str) -> SessionView:
    """A session of the actor's own evaluator, locked. Raises `NotFound`."""
    await fetchval("SELECT 1 FROM evaluation_session WHERE public_id = $1 FOR UPDATE", public_id)
    session = await find_session(actor, public_id)
    if session.evaluator_id != actor.organisation_id:
        raise NotFound()
    return session


async def session_by_code(actor: Actor, code: str) -> str:
    """The public id of the own session with that code. Raises `NotFound`."""
    found = await fetchval(
        "SELECT public_id FROM evaluation_session WHERE evaluator_id = $1 AND code = $2",
        actor.organisation_id,
        code.strip(),
    )
    if found is None:
        raise NotFound(text("Your organisation has no session with this code."))
    return str(found)


async def move(actor: Actor, session: SessionView, step: str, done: str) -> None:
    """Take a step that needs nothing but its state."""
    status = session_after(session.status, step)
    await execute("UPDATE evaluation_session SET status = $2 WHERE id = $1", session.id, str(status))
    await record(
        actor, f"session.{done}", ("session", session.id), {"status": (str(session.status), str(status))}
    )
