"""Take an absence back that was recorded by mistake: with a reason, by two persons where assessors mark."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import msgspec
from msgspec import Meta

from foundation.actor import Actor
from foundation.clock import now
from foundation.database import execute, fetchrow, transaction
from foundation.errors import Conflict, FieldProblem, Invalid, NotFound, Refused
from foundation.history import record
from foundation.ids import new_id, new_public_id
from foundation.text import Text, text
from training.absences.queries import corrections_of_entry
from training.absences.rules import TWO_PERSONS, require_absent, require_before_publicity
from training.absences.tables import AbsenceCorrection
from training.evaluations.actions import own_session
from training.evaluations.queries import EntryView, SessionView, find_entry
from training.evaluations.rules import entry_after

REQUEST = "training.evaluation.score"
DECIDE = "training.evaluation.confirm"


class WasThere(msgspec.Struct, frozen=True, kw_only=True):
    """From which component the candidate was not absent, and how that is known."""

    component: str
    reason: Annotated[str, Meta(min_length=2, max_length=300, extra={"text": "lines"})]
    labels: ClassVar[dict[str, Text]] = {"component": text("Component"), "reason": text("Reason")}


class SecondLook(msgspec.Struct, frozen=True, kw_only=True):
    """What the second person finds: `agreed` or `rejected`."""

    verdict: str
    answer: Annotated[str, Meta(max_length=300, extra={"text": "lines"})] = ""
    labels: ClassVar[dict[str, Text]] = {"verdict": text("Decision"), "answer": text("Reason")}


async def take_back(actor: Actor, entry_public_id: str, given: WasThere) -> bool:
    """Whether it is done; where assessors mark, it waits for a second person."""
    actor.require(REQUEST)
    async with transaction():
        entry, session = await _locked(actor, entry_public_id)
        require_absent(given.component, entry.absent)
        alone = given.component in session.organisers
        require_before_publicity(session.status, publicised=not alone and session.publicised_from is not None)
        if alone:
            await _strike(actor, entry, given.component, given.reason.strip())
            return True
        if any(
            one.waiting and one.component == given.component for one in await corrections_of_entry(entry.id)
        ):
            raise Conflict(text("This correction waits for the second person already."))
        row = AbsenceCorrection(
            id=new_id(),
            public_id=new_public_id(),
            entry_id=entry.id,
            component=given.component,
            reason=given.reason.strip(),
            requested_by=actor.account_id,
            requested_at=now(),
        )
        await AbsenceCorrection.insert(row)
        changes = {"component": (None, given.component)}
        await record(actor, "entry.absence_contested", ("entry", entry.id), changes, reason=row.reason)
    return False


async def decide(actor: Actor, entry_public_id: str, correction: str, given: SecondLook) -> bool:
    """Agree, and the candidate is marked like the others; or reject it with a reason. By another person."""
    actor.require(DECIDE)
    agreed = _agreed(given)
    async with transaction():
        entry, session = await _locked(actor, entry_public_id)
        row = await _waiting(entry, correction)
        require_before_publicity(session.status, publicised=session.publicised_from is not None)
        if row["requested_by"] == actor.account_id:
            raise Refused(
                text("You want this absence taken back; another person agrees to it."),
                remedy=text("Ask a colleague who may confirm results."),
                rule=TWO_PERSONS,
            )
        await execute(
            "UPDATE absence_correction SET verdict = $2, answer = $3, decided_by = $4, decided_at = $5"
            " WHERE id = $1",
            row["id"],
            given.verdict,
            given.answer.strip(),
            actor.account_id,
            now(),
        )
        if agreed:
            require_absent(row["component"], entry.absent)
            await _strike(actor, entry, row["component"], row["reason"])
            await execute("UPDATE absence_correction SET carried_out_at = $2 WHERE id = $1", row["id"], now())
        else:
            changes = {"component": (None, row["component"])}
            reason = given.answer.strip()
            await record(actor, "entry.absence_stands", ("entry", entry.id), changes, reason=reason)
    return agreed


async def _locked(actor: Actor, entry_public_id: str) -> tuple[EntryView, SessionView]:
    _, found = await find_entry(actor, entry_public_id)
    session = await own_session(actor, found.public_id)
    entry, _ = await find_entry(actor, entry_public_id)  # as it is now that the session is ours
    return entry, session


async def _strike(actor: Actor, entry: EntryView, component: str, reason: str) -> None:
    """The candidate was there; the component is open."""
    state = entry_after(entry.status, "reopen")
    absent = [kind for kind in entry.absent if kind != component]
    await execute(
        "UPDATE evaluation_entry SET absent = $2, status = $3 WHERE id = $1", entry.id, absent, str(state)
    )
    changes: dict[str, Any] = {component: ("absent", None)}
    await record(actor, "entry.absence_taken_back", ("entry", entry.id), changes, reason=reason)


def _agreed(given: SecondLook) -> bool:
    if given.verdict not in ("agreed", "rejected"):
        raise Invalid([FieldProblem("verdict", text("Choose one from the list."))])
    if given.verdict == "rejected" and len(given.answer.strip()) < 2:
        raise Invalid([FieldProblem("answer", text("Say why."))])
    return given.verdict == "agreed"


async def _waiting(entry: EntryView, correction: str) -> Any:
    row = await fetchrow(
        "SELECT id, component, reason, requested_by, verdict FROM absence_correction"
        " WHERE public_id = $1 AND entry_id = $2 FOR UPDATE",
        correction,
        entry.id,
    )
    if row is None:
        raise NotFound()
    if row["verdict"] is not None:
        raise Conflict(text("This correction is decided already."))
    return row
