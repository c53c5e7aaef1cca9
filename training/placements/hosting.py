"""A placement under way: days are logged, it rests or goes on, ends, and both sides appraise it."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from curricula.courses.queries import version
from foundation.actor import Actor
from foundation.clock import now, today
from foundation.constraints import explain, in_our_words
from foundation.database import transaction
from foundation.errors import Conflict, FieldProblem, Invalid, NotFound, Refused
from foundation.history import record
from foundation.ids import new_id
from foundation.text import Text, text
from screening.screenings.queries import unresolved
from training.learning.entering import Hours, enter_hours
from training.learning.matching import spans
from training.learning.rules import day_problem
from training.placements.conduct import Conduct, require_complete, require_loggable, require_passed
from training.placements.data import PLACEMENT_RULES
from training.placements.moving import as_college, as_host, before_bans, saved
from training.placements.queries import PlacementView, find_placement
from training.placements.states import PlacementState, after
from training.placements.tables import PlacementLog

_LOG = "training.placement.log_sign"
_ASSESS = "training.placement.assess"
_APPRAISE = "training.placement.appraise"
_ASSIGN = "training.placement.assign"

Words = Annotated[str, Meta(min_length=2, max_length=500, extra={"text": "lines"})]
Points = Annotated[Decimal, Meta(extra={"between": (Decimal(0), Decimal(100))})]

explain(
    "placement_log_placement_id_worked_on_key",
    lambda: Invalid([FieldProblem("worked_on", text("This day is logged already."))]),
)


class WorkedDay(msgspec.Struct, frozen=True, kw_only=True):
    """The hours of one day."""

    worked_on: date
    hours: Annotated[Decimal, Meta(extra={"between": (Decimal("0.5"), Decimal(24))})]
    note: Annotated[str, Meta(max_length=500, extra={"text": "lines"})] = ""
    labels: ClassVar[dict[str, Text]] = {
        "worked_on": text("Date"),
        "hours": text("Hours"),
        "note": text("Note"),
    }


class Appraisal(msgspec.Struct, frozen=True, kw_only=True):
    """What one side says of the trainee."""

    score: Points
    appraisal: Words
    labels: ClassVar[dict[str, Text]] = {"score": text("Points"), "appraisal": text("Appraisal")}


class Because(msgspec.Struct, frozen=True, kw_only=True):
    """Why."""

    reason: Words
    labels: ClassVar[dict[str, Text]] = {"reason": text("Reason")}


async def log_day(actor: Actor, public_id: str, day: WorkedDay) -> None:
    """The mentor logs and signs a day; the hours count as practice of the course where they fit into it."""
    actor.require(_LOG)
    async with transaction():
        placement = await as_host(actor, public_id)
        if placement.status != PlacementState.ACTIVE:
            raise Conflict(text("Days are logged while the placement is under way."))
        require_loggable(_conduct(placement), day.worked_on, day.hours, today())
        with in_our_words():
            async with transaction():
                await PlacementLog.insert(_row(actor, placement.id, day))
        await _as_practice(actor, placement, day)
        changes = {"worked_on": (None, day.worked_on.isoformat()), "hours": (None, f"{day.hours:f}")}
        await record(actor, "placement.day_logged", ("placement", placement.id), changes)


def _row(actor: Actor, placement_id: uuid.UUID, day: WorkedDay) -> PlacementLog:
    return PlacementLog(
        id=new_id(),
        placement_id=placement_id,
        worked_on=day.worked_on,
        hours=day.hours,
        note=day.note,
        signed_by=actor.account_id,
        signed_at=now(),
    )


async def _as_practice(actor: Actor, placement: PlacementView, day: WorkedDay) -> None:
    """Into the last module of practice, which the outlines keep for institutions, while it is taught."""
    course = await version(placement.course_version_id)
    practice = [module.code for module in course.modules if module.kind == "practice"]
    taught = (await spans([placement.enrolment_id]))[placement.enrolment_id]
    if practice and day_problem(taught, day.worked_on, today()) is None:
        hours = Hours(placement.enrolment_id, practice[-1], day.worked_on, day.hours)
        await enter_hours(actor, [hours], "placement", placement.public_id)


async def interrupt(actor: Actor, public_id: str, because: Because) -> None:
    """Either side stops it for a while."""
    await _move_either(actor, public_id, "interrupt", because.reason)


async def resume(actor: Actor, public_id: str) -> None:
    """Either side lets it go on."""
    await _move_either(actor, public_id, "resume", None)


async def _move_either(
    actor: Actor, public_id: str, step: Literal["interrupt", "resume"], reason: str | None
) -> None:
    if not (actor.may(_ASSIGN) or actor.may(_LOG)):
        actor.require(_ASSIGN)
    async with transaction():
        if step == "resume":
            await before_bans()
        placement = await _either(actor, public_id)
        status = after(PlacementState(placement.status), step)
        if step == "resume":
            await _require_unheld(placement)
        await saved(
            actor,
            placement,
            "interrupted" if step == "interrupt" else "resumed",
            {"status": status},
            reason=reason,
        )


async def _require_unheld(placement: PlacementView) -> None:
    """Nobody goes back among children while a match is not ruled out."""
    if await unresolved([placement.person_id]):
        raise Refused(
            text("The trainee cannot be placed at present."),
            remedy=text("Ask the health commission of your area."),
            rule=PLACEMENT_RULES["CH-06"].rule,
        )


async def _either(actor: Actor, public_id: str) -> PlacementView:
    found = await find_placement(actor, public_id)
    if found.college_id == actor.organisation_id:
        return await as_college(actor, public_id)
    return await as_host(actor, public_id)


async def cancel(actor: Actor, public_id: str, because: Because) -> None:
    """The school ends it before its time, with the reason."""
    actor.require(_ASSIGN)
    async with transaction():
        placement = await as_college(actor, public_id)
        status = after(PlacementState(placement.status), "cancel")
        changes = {"status": status, "cancelled_reason": because.reason}
        await saved(actor, placement, "cancelled", changes, reason=because.reason)


async def complete(actor: Actor, public_id: str) -> None:
    """The last day is over and the hours are there. Raises `Refused` with what is short."""
    actor.require(_ASSIGN)
    async with transaction():
        placement = await as_college(actor, public_id)
        status = after(PlacementState(placement.status), "complete")
        require_complete(_conduct(placement), today())
        await saved(actor, placement, "completed", {"status": status, "completed_on": today()})


async def appraise(actor: Actor, public_id: str, appraisal: Appraisal) -> None:
    """The mentor's or the school's points, by whose organisation the actor acts for."""
    async with transaction():
        placement = await _either(actor, public_id)
        side = _side(actor, placement)
        if placement.status != PlacementState.COMPLETED:
            raise Conflict(text("A trainee is appraised once the placement is completed."))
        changes = {f"{side}_score": appraisal.score, f"{side}_appraisal": appraisal.appraisal}
        await saved(actor, placement, "appraised", changes)


def _side(actor: Actor, placement: PlacementView) -> Literal["school", "mentor"]:
    if placement.college_id == actor.organisation_id:
        actor.require(_ASSESS)
        return "school"
    if placement.host_id != actor.organisation_id:
        raise NotFound()
    actor.require(_APPRAISE)
    return "mentor"


async def assess(actor: Actor, public_id: str) -> None:
    """Both sides have appraised and both say passed. Raises `Refused` otherwise."""
    actor.require(_ASSESS)
    async with transaction():
        placement = await as_college(actor, public_id)
        status = after(PlacementState(placement.status), "assess")
        require_passed(_conduct(placement))
        await saved(actor, placement, "assessed", {"status": status})


def _conduct(placement: PlacementView) -> Conduct:
    return Conduct(
        starts_on=placement.starts_on,
        ends_on=placement.ends_on,
        required_hours=placement.required_hours,
        hours=placement.hours,
        mentor_score=placement.mentor_score,
        school_score=placement.school_score,
    )
