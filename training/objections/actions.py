"""Record an objection while results are publicised; another person answers it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar

import msgspec
from msgspec import Meta

from foundation.actor import Actor
from foundation.clock import now, today
from foundation.database import execute, fetchrow, fetchval, transaction
from foundation.errors import Conflict, FieldProblem, Invalid, NotFound, Refused
from foundation.history import record
from foundation.ids import new_id, new_public_id
from foundation.text import Text, text
from training.evaluations.actions import own_session
from training.evaluations.queries import SessionView, find_entry
from training.evaluations.rules import SessionState
from training.evaluations.scoring import Points
from training.objections.rules import (
    NOT_INVOLVED,
    TWO_PERSONS,
    Contested,
    PutRight,
    Wanted,
    put_right,
    remedy_problems,
)
from training.objections.tables import EvaluationObjection

RECORD = "training.evaluation.score"
DECIDE = "training.evaluation.confirm"


class NewObjection(msgspec.Struct, frozen=True, kw_only=True):
    """Who says what is wrong with whose result."""

    ticket_no: Annotated[str, Meta(min_length=1, max_length=60)]
    raised_by: Annotated[str, Meta(min_length=2, max_length=60)]
    raised_on: date
    content: Annotated[str, Meta(min_length=2, max_length=1000, extra={"text": "lines"})]
    labels: ClassVar[dict[str, Text]] = {
        "ticket_no": text("Ticket number"),
        "raised_by": text("Raised by"),
        "raised_on": text("Raised on"),
        "content": text("Objection"),
    }


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What became of it; where assessors give the marks, an upheld one says how it is put right.

    `remedy`: `correct` (on the candidate's page), `remark` (marked anew), `fixed` (`points`, `document`),
    `present` (an absence recorded by mistake: the assessors mark).
    """

    verdict: str
    answer: Annotated[str, Meta(min_length=2, max_length=1000, extra={"text": "lines"})]
    remedy: str = ""
    component: str = "skill"
    points: Points | None = None
    document: Annotated[str, Meta(max_length=120)] = ""
    labels: ClassVar[dict[str, Text]] = {
        "verdict": text("Decision"),
        "answer": text("Reply"),
        "remedy": text("How it is put right"),
        "component": text("Component"),
        "points": text("Fixed score"),
        "document": text("Document of the decision"),
    }


async def object_to(actor: Actor, session_public_id: str, new: NewObjection) -> None:
    """While the results are publicised or being corrected."""
    actor.require(RECORD)
    async with transaction():
        session = await own_session(actor, session_public_id)
        if session.publicised_from is None or session.status is SessionState.CONFIRMED:
            raise Conflict(text("Objections are taken while the results are publicised."))
        entry_id = await fetchval(
            "SELECT id FROM evaluation_entry WHERE session_id = $1 AND ticket_no = $2",
            session.id,
            new.ticket_no.strip(),
        )
        _guard(new, session, known=entry_id is not None)
        row = EvaluationObjection(
            id=new_id(),
            public_id=new_public_id(),
            entry_id=entry_id,
            raised_by=new.raised_by.strip(),
            raised_on=new.raised_on,
            content=new.content.strip(),
            recorded_by=actor.account_id,
            recorded_at=now(),
        )
        await EvaluationObjection.insert(row)
        changes = {"ticket_no": (None, new.ticket_no.strip())}
        await record(actor, "session.objection", ("session", session.id), changes, reason=row.content)


def _guard(new: NewObjection, session: SessionView, *, known: bool) -> None:
    problems = []
    if not known:
        said = text("No candidate has the ticket {ticket}.", ticket=new.ticket_no)
        problems.append(FieldProblem("ticket_no", said))
    if new.raised_on > today() or (session.publicised_from and new.raised_on < session.publicised_from):
        problems.append(FieldProblem("raised_on", text("Choose a day since the publicity began.")))
    if problems:
        raise Invalid(problems)


async def decide(actor: Actor, session_public_id: str, objection: str, given: Decision) -> None:
    """Answered by a person who was not involved: has neither recorded it nor given a mark of the entry."""
    actor.require(DECIDE)
    if given.verdict not in ("upheld", "rejected"):
        raise Invalid([FieldProblem("verdict", text("Choose one from the list."))])
    async with transaction():
        session = await own_session(actor, session_public_id)
        row = await fetchrow(
            "SELECT o.id, o.entry_id, o.recorded_by, o.verdict, n.ticket_no, n.public_id AS entry"
            " FROM evaluation_objection o JOIN evaluation_entry n ON n.id = o.entry_id"
            " WHERE o.public_id = $1 AND n.session_id = $2 FOR UPDATE OF o",
            objection,
            session.id,
        )
        if row is None:
            raise NotFound()
        if row["verdict"] is not None:
            raise Conflict(text("This objection is answered already."))
        await _require_not_involved(actor, row)
        right = await _put_right(actor, session, row, given)
        await execute(
            "UPDATE evaluation_objection SET verdict = $2, answer = $3, decided_by = $4, decided_at = $5,"
            " remedy = $6, component = $7, points = $8, document = $9 WHERE id = $1",
            row["id"],
            given.verdict,
            given.answer.strip(),
            actor.account_id,
            now(),
            right.remedy,
            right.component,
            right.points,
            right.document,
        )
        changes = {"ticket_no": (None, row["ticket_no"]), "verdict": (None, given.verdict)}
        if right.remedy:
            changes["remedy"] = (None, right.remedy)
        subject = ("session", session.id)
        await record(actor, "session.objection_answered", subject, changes, reason=given.answer.strip())


async def _require_not_involved(actor: Actor, row: Any) -> None:
    if row["recorded_by"] == actor.account_id:
        raise Refused(
            text("You have recorded this objection; another person answers it."),
            remedy=text("Ask a colleague who may confirm results."),
            rule=TWO_PERSONS,
        )
    if await fetchval(
        "SELECT EXISTS (SELECT 1 FROM practical_mark WHERE entry_id = $1 AND assessor_id = $2)",
        row["entry_id"],
        actor.account_id,
    ):
        raise Refused(
            text("You have given this candidate a mark; another person answers the objection."),
            remedy=text("Ask a colleague who may confirm results."),
            rule=NOT_INVOLVED,
        )


async def _put_right(actor: Actor, session: SessionView, row: Any, given: Decision) -> PutRight:
    if given.verdict != "upheld":
        return PutRight()
    entry, _ = await find_entry(actor, row["entry"])
    scores: dict[str, Decimal | None] = {kind: getattr(entry, kind) for kind in session.components}
    marked = tuple(kind for kind in session.components if kind not in session.organisers)
    wanted = Wanted(
        remedy=given.remedy, component=given.component, points=given.points, document=given.document
    )
    contested = Contested(by_assessors=marked, scores=scores, kept=entry.kept, absent=entry.absent)
    if problems := remedy_problems(wanted, contested):
        raise Invalid(problems)
    right = put_right(wanted)
    await _require_no_committee(actor, session, right)
    if right.remedy and await fetchval(
        "SELECT EXISTS (SELECT 1 FROM evaluation_objection WHERE entry_id = $1 AND component = $2"
        " AND remedy IS NOT NULL AND carried_out_at IS NULL)",
        row["entry_id"],
        right.component,
    ):
        raise Conflict(text("An earlier objection against this score is not carried out yet."))
    return right


async def _require_no_committee(actor: Actor, session: SessionView, right: PutRight) -> None:
    """Whoever decides gives no mark afterwards, and a committee marks only as a whole."""
    if (right.remedy, right.component) == ("present", "review") and await fetchval(
        "SELECT EXISTS (SELECT 1 FROM evaluation_staff WHERE session_id = $1 AND account_id = $2"
        " AND duty = 'reviewer')",
        session.id,
        actor.account_id,
    ):
        raise Refused(
            text("You are a member of the committee that has to mark; another person answers the objection."),
            remedy=text("Ask a colleague who may confirm results."),
            rule=NOT_INVOLVED,
        )
