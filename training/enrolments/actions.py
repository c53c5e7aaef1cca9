"""What becomes of an enrolment: it rests, goes on, is completed, or ends early."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from curricula.outlines.rules import Completion
from foundation.actor import Actor
from foundation.clock import now, today
from foundation.database import execute, fetch, fetchval, transaction
from foundation.errors import FieldProblem, Invalid, NotFound, Refused
from foundation.history import record
from foundation.ids import new_id
from foundation.text import Text, text
from registry.parameters.queries import number_or_none
from training.cohorts.actions import own_cohort
from training.enrolments.data import LONGEST_DEFERRAL
from training.enrolments.numbers import LONGEST
from training.enrolments.queries import EnrolmentView, deferrals, find_enrolment, state_of
from training.enrolments.rules import Period, after, require_deferral, require_reason
from training.enrolments.tables import EnrolmentDeferral
from training.learning.queries import completions

_CHANGE = "training.enrolment.change"
_IN_TRAINING = """
SELECT id FROM enrolment e
 WHERE cohort_id = $1 AND status = 'active' AND NOT EXISTS (
   SELECT 1 FROM enrolment_deferral d
    WHERE d.enrolment_id = e.id AND $2 BETWEEN d.from_on AND d.until_on
      AND (d.returned_on IS NULL OR d.returned_on > $2))
 ORDER BY id"""


class Rest(msgspec.Struct, frozen=True, kw_only=True):
    """A deferral to be recorded."""

    from_on: date
    until_on: date
    reason: Annotated[str, Meta(min_length=2, max_length=200)]
    labels: ClassVar[dict[str, Text]] = {
        "from_on": text("First day"),
        "until_on": text("Last day"),
        "reason": text("Reason"),
    }


class Leaving(msgspec.Struct, frozen=True, kw_only=True):
    """An early end: who brought it about, why, and since when."""

    withdrawal_trigger: str
    withdrawal_reason: str
    ended_on: date
    note: Annotated[str, Meta(max_length=500, extra={"text": "lines"})] = ""
    labels: ClassVar[dict[str, Text]] = {
        "withdrawal_trigger": text("Brought about by"),
        "withdrawal_reason": text("Reason"),
        "ended_on": text("Last day"),
        "note": text("Note"),
    }


class Moving(msgspec.Struct, frozen=True, kw_only=True):
    """A transfer to another school."""

    destination: Annotated[str, Meta(min_length=2, max_length=100)]
    ended_on: date
    labels: ClassVar[dict[str, Text]] = {
        "destination": text("Where to"),
        "ended_on": text("Last day"),
    }


async def defer(actor: Actor, public_id: str, rest: Rest) -> None:
    """Let an enrolment rest for a period; the state underneath stays. Raises `Invalid` with every problem."""
    async with transaction():
        enrolment = await _locked(actor, public_id)
        after(state_of(enrolment), "defer")
        period = Period(rest.from_on, rest.until_on)
        longest = await number_or_none(LONGEST, LONGEST_DEFERRAL, today())
        require_deferral(period, await _periods(enrolment.id), enrolment.enrolled_on, longest)
        row = EnrolmentDeferral(
            id=new_id(),
            enrolment_id=enrolment.id,
            from_on=rest.from_on,
            until_on=rest.until_on,
            returned_on=None,
            reason=rest.reason,
            recorded_at=now(),
        )
        await EnrolmentDeferral.insert(row)
        changes = {"deferred": (None, f"{rest.from_on} – {rest.until_on}")}
        await record(actor, "enrolment.deferred", ("enrolment", enrolment.id), changes, reason=rest.reason)


async def resume(actor: Actor, public_id: str, on: date | None = None) -> None:
    """The trainee is back before the deferral ends; `on` is the first day back, today where none is given."""
    async with transaction():
        enrolment = await _locked(actor, public_id)
        after(state_of(enrolment), "resume")
        back = on or today()
        recorded = (await deferrals([enrolment.id]))[enrolment.id]
        resting = next(one for one in recorded if one.period.covers(today()))
        _guard_return(back, resting.period)
        await execute("UPDATE enrolment_deferral SET returned_on = $2 WHERE id = $1", resting.id, back)
        changes = {"returned_on": (None, back.isoformat())}
        await record(actor, "enrolment.resumed", ("enrolment", enrolment.id), changes)


def _guard_return(back: date, period: Period) -> None:
    if back > today():
        raise Invalid([FieldProblem("returned_on", text("Only what has taken place is recorded."))])
    if back < period.from_on:
        raise Invalid([FieldProblem("returned_on", text("The deferral began later than this day."))])


async def withdraw(actor: Actor, public_id: str, leaving: Leaving) -> None:
    """End an enrolment early, with who brought it about and why."""
    async with transaction():
        enrolment = await _locked(actor, public_id)
        end = after(state_of(enrolment), "withdraw")
        require_reason(leaving.withdrawal_trigger, leaving.withdrawal_reason)
        _guard_end(enrolment, leaving.ended_on)
        await execute(
            "UPDATE enrolment SET status = 'withdrawn', ended_on = $2, withdrawal_trigger = $3,"
            " withdrawal_reason = $4 WHERE id = $1",
            enrolment.id,
            leaving.ended_on,
            leaving.withdrawal_trigger,
            leaving.withdrawal_reason,
        )
        changes = {
            "status": (enrolment.status, str(end)),
            "withdrawal_trigger": (None, leaving.withdrawal_trigger),
            "withdrawal_reason": (None, leaving.withdrawal_reason),
            "ended_on": (None, leaving.ended_on.isoformat()),
        }
        await record(
            actor, "enrolment.withdrawn", ("enrolment", enrolment.id), changes, reason=leaving.note or None
        )


async def transfer(actor: Actor, public_id: str, moving: Moving) -> None:
    """The trainee goes on at another school."""
    async with transaction():
        enrolment = await _locked(actor, public_id)
        end = after(state_of(enrolment), "transfer")
        _guard_end(enrolment, moving.ended_on)
        await execute(
            "UPDATE enrolment SET status = 'transferred', ended_on = $2 WHERE id = $1",
            enrolment.id,
            moving.ended_on,
        )
        changes = {
            "status": (enrolment.status, str(end)),
            "destination": (None, moving.destination),
            "ended_on": (None, moving.ended_on.isoformat()),
        }
        await record(actor, "enrolment.transferred", ("enrolment", enrolment.id), changes)


def _guard_end(enrolment: EnrolmentView, day: date) -> None:
    if day < enrolment.enrolled_on:
        raise Invalid([FieldProblem("ended_on", text("It cannot end before it began."))])
    if day > today():
        raise Invalid([FieldProblem("ended_on", text("Only what has taken place is recorded."))])


async def complete(actor: Actor, public_id: str) -> None:
    """The training is complete: every minimum is met. Raises `Refused` with what is short."""
    async with transaction():
        enrolment = await _locked(actor, public_id)
        after(state_of(enrolment), "complete")
        done = (await completions([enrolment.id]))[enrolment.id]
        if not done.met:
            raise _short(done)
        await _complete(actor, enrolment.id)


async def complete_ready(actor: Actor, cohort_public_id: str) -> int:
    """Complete everybody of a cohort who is in training and short of nothing; how many they are."""
    actor.require(_CHANGE)
    cohort = await own_cohort(actor, cohort_public_id)
    async with transaction():
        ready = await ready_to_complete(cohort.id, lock=True)
        for enrolment_id in ready:
            await _complete(actor, enrolment_id)
    return len(ready)


async def ready_to_complete(cohort_id: uuid.UUID, *, lock: bool = False) -> list[uuid.UUID]:
    """The enrolments of a cohort that could be completed today."""
    rows = await fetch(_IN_TRAINING + (" FOR UPDATE" if lock else ""), cohort_id, today())
    done = await completions([row["id"] for row in rows])
    return [row["id"] for row in rows if done[row["id"]].met]


async def _complete(actor: Actor, enrolment_id: uuid.UUID) -> None:
    await execute(
        "UPDATE enrolment SET status = 'completed', completed_on = $2 WHERE id = $1", enrolment_id, today()
    )
    changes = {"status": ("active", "completed"), "completed_on": (None, today().isoformat())}
    await record(actor, "enrolment.completed", ("enrolment", enrolment_id), changes)


def _short(done: Completion) -> Refused:
    line = done.missing[0]
    return Refused(
        text(
            "The training is not complete: {count} of its minimums are short, the first of them {label}.",
            count=len(done.missing),
            label=line.label,
        ),
        remedy=text("Record what is missing, then complete the training."),
        rule=done.rule,
    )


async def _locked(actor: Actor, public_id: str) -> EnrolmentView:
    """An enrolment of the own college, as it is once nobody else is changing it."""
    actor.require(_CHANGE)
    await fetchval("SELECT 1 FROM enrolment WHERE public_id = $1 FOR UPDATE", public_id)
    enrolment = await find_enrolment(actor, public_id)
    if enrolment.college_id != actor.organisation_id:
        raise NotFound()
    return enrolment


async def _periods(enrolment_id: uuid.UUID) -> list[Period]:
    return [one.period for one in (await deferrals([enrolment_id]))[enrolment_id]]
