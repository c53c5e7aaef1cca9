"""Arrange placements: propose, sign, record the papers, accept, and begin on the first day."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from msgspec import Meta

from foundation.actor import Actor
from foundation.clock import now, today
from foundation.constraints import explain, in_our_words
from foundation.database import fetch, fetchval, transaction
from foundation.errors import Conflict, DomainError, FieldProblem, Invalid, NotFound, Refused
from foundation.history import record
from foundation.ids import new_id, new_public_id
from foundation.text import Text, text
from screening.screenings.actions import screen
from training.cohorts.actions import own_cohort
from training.enrolments.queries import find_enrolment
from training.placements.hosted import open_host, show_to_host
from training.placements.moving import as_college, as_host, before_bans, saved
from training.placements.queries import PlacementView, find_placement
from training.placements.readiness import NotReady, require_ready
from training.placements.states import PlacementState, after
from training.placements.tables import Placement

_ASSIGN = "training.placement.assign"
_SIGN = "training.placement.sign"
_ACCEPT = "training.placement.accept"
_PLACEABLE = ("active", "completed")

_TO_PLACE = """
SELECT e.id FROM enrolment e WHERE e.cohort_id = $1 AND e.status = ANY($2)
   AND ($3::text[] IS NULL OR e.public_id = ANY($3)) AND NOT EXISTS (
       SELECT 1 FROM placement w WHERE w.enrolment_id = e.id AND w.status <> 'cancelled')
 ORDER BY e.student_no FOR UPDATE OF e
"""

Name = Annotated[str, Meta(min_length=2, max_length=40)]

explain(
    "placement_one",
    lambda: Conflict(
        text("The trainee has a placement that is not over."),
        remedy=text("Complete or cancel that one first."),
    ),
)


class NewPlacement(msgspec.Struct, frozen=True, kw_only=True):
    """A placement to be proposed to a host."""

    post: Annotated[str, Meta(min_length=2, max_length=40)]
    starts_on: date
    ends_on: date
    required_hours: Annotated[Decimal, Meta(extra={"between": (Decimal(0), Decimal(2000))})] = Decimal(0)
    teacher_name: Annotated[str, Meta(max_length=40)] = ""
    arranged_via: Literal["school", "student_self_approved", "agency"] = "school"
    labels: ClassVar[dict[str, Text]] = {
        "post": text("Post"),
        "starts_on": text("First day"),
        "ends_on": text("Last day"),
        "required_hours": text("Hours to be worked"),
        "teacher_name": text("Teacher of the school"),
        "arranged_via": text("Arranged by"),
    }


class Papers(msgspec.Struct, frozen=True, kw_only=True):
    """What the school records before the first day; a field left empty is not there."""

    teacher_name: Annotated[str, Meta(max_length=40)] = ""
    consent_on: date | None = None
    guardian_consent_on: date | None = None
    insurance_policy_no: Annotated[str, Meta(max_length=60)] = ""
    insurance_from: date | None = None
    insurance_until: date | None = None
    safety_training_passed_on: date | None = None
    health_certificate_until: date | None = None
    record_check_on: date | None = None
    record_check_letter_no: Annotated[str, Meta(max_length=60)] = ""
    over_cap_reason: Annotated[str, Meta(max_length=300, extra={"text": "lines"})] = ""
    labels: ClassVar[dict[str, Text]] = {
        "teacher_name": text("Teacher of the school"),
        "consent_on": text("Consent of the trainee"),
        "guardian_consent_on": text("Consent of the guardian"),
        "insurance_policy_no": text("Policy number"),
        "insurance_from": text("Insured from"),
        "insurance_until": text("Insured until"),
        "safety_training_passed_on": text("Safety training passed on"),
        "health_certificate_until": text("Health certificate valid until"),
        "record_check_on": text("Record check declared by the school"),
        "record_check_letter_no": text("Number of the answer"),
        "over_cap_reason": text("Reason for going over the head-count"),
    }


class Acceptance(msgspec.Struct, frozen=True, kw_only=True):
    """What a host says to a proposed placement: who guides, and the day it signed."""

    mentor_name: Name
    signed_on: date
    labels: ClassVar[dict[str, Text]] = {
        "mentor_name": text("Mentor of the host"),
        "signed_on": text("Agreement signed on"),
    }


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """A party's signature under the agreement of three."""

    party: Literal["school", "trainee"]
    signed_on: date
    labels: ClassVar[dict[str, Text]] = {
        "party": text("Party"),
        "signed_on": text("Agreement signed on"),
    }


async def assign(actor: Actor, enrolment_public_id: str, host: str, new: NewPlacement) -> str:
    """Propose a trainee to a host (its code or public id); the placement's public id."""
    actor.require(_ASSIGN)
    guard_new(new)
    async with transaction():
        await fetchval("SELECT 1 FROM enrolment WHERE public_id = $1 FOR UPDATE", enrolment_public_id)
        enrolment = await find_enrolment(actor, enrolment_public_id)
        if enrolment.college_id != actor.organisation_id:
            raise NotFound()
        if enrolment.state not in _PLACEABLE:
            raise Conflict(text("Only trainees whose enrolment is under way or completed are placed."))
        return await _propose(actor, enrolment.id, (await open_host(host)).id, new)


async def assign_many(
    actor: Actor, cohort_public_id: str, host: str, new: NewPlacement, only: Sequence[str] | None = None
) -> list[str]:
    """Propose everybody of a cohort who can be placed and is not, or `only` these enrolments of them.

    All or nobody; the placements' public ids. Raises `Conflict` when somebody chosen has a placement by now.
    """
    actor.require(_ASSIGN)
    guard_new(new)
    cohort = await own_cohort(actor, cohort_public_id)
    async with transaction():
        rows = await fetch(_TO_PLACE, cohort.id, list(_PLACEABLE), None if only is None else list(only))
        if only is not None and len(rows) != len(set(only)):
            raise Conflict(
                text("Somebody whom you have chosen is placed by now, or has left."),
                remedy=text("Load the page again and choose anew."),
            )
        host_id = (await open_host(host)).id
        return [await _propose(actor, row["id"], host_id, new) for row in rows]


async def sign(actor: Actor, public_id: str, signature: Signature) -> None:
    """Record the signature of the school or of the trainee; the host signs when it accepts."""
    actor.require(_SIGN)
    _guard_past("signed_on", signature.signed_on)
    async with transaction():
        placement = await as_college(actor, public_id)
        _guard_not_begun(placement)
        changes = {f"agreement_{signature.party}_on": signature.signed_on}
        await saved(actor, placement, "signed", changes)


async def record_papers(actor: Actor, public_id: str, papers: Papers) -> None:
    """Record the papers as they are now. Raises `Invalid` with every problem."""
    actor.require(_SIGN)
    values = msgspec.structs.asdict(papers)
    for field in ("consent_on", "guardian_consent_on", "safety_training_passed_on", "record_check_on"):
        _guard_past(field, values[field])
    if papers.insurance_from and papers.insurance_until and papers.insurance_until < papers.insurance_from:
        raise Invalid([FieldProblem("insurance_until", text("The last day lies before the first."))])
    async with transaction():
        placement = await as_college(actor, public_id)
        _guard_not_begun(placement)
        await saved(actor, placement, "papers_recorded", values)


async def accept(actor: Actor, public_id: str, acceptance: Acceptance) -> None:
    """The host agrees, names the mentor and signs."""
    actor.require(_ACCEPT)
    _guard_past("signed_on", acceptance.signed_on)
    async with transaction():
        placement = await as_host(actor, public_id)
        status = after(PlacementState(placement.status), "accept")
        changes = {
            "status": status,
            "mentor_name": acceptance.mentor_name,
            "agreement_host_on": acceptance.signed_on,
        }
        await saved(actor, placement, "accepted", changes)


async def start(actor: Actor, public_id: str) -> None:
    """Begin: screened now, host checked now, one beginner at a host after the other.

    Raises `NotReady` with everything that is open; the placement then says that something is missing.
    """
    actor.require(_ASSIGN)
    blocked: NotReady | None = None
    async with transaction():
        await before_bans()
        host_id = (await find_placement(actor, public_id)).host_id
        # Everybody who begins at this host waits here, so that no two can take the same last place.
        await fetchval("SELECT 1 FROM organisation WHERE id = $1 FOR NO KEY UPDATE", host_id)
        placement = await as_college(actor, public_id)
        status = _ready_for_start(placement)
        screening = await screen(actor, placement.person_id, "placement", "placement")
        try:
            await require_ready(placement, screened_clear=screening.result == "clear")
            await saved(actor, placement, "started", {"status": after(status, "start"), "started_at": now()})
        except NotReady as found:  # what the screening found stays on record, so this transaction ends well
            blocked = found
            if placement.status != PlacementState.BLOCKED:
                await saved(actor, placement, "blocked", {"status": after(status, "block")})
    if blocked is not None:
        raise blocked


def _ready_for_start(placement: PlacementView) -> PlacementState:
    """The state from which it begins; what was missing before is looked at again."""
    status = PlacementState(placement.status)
    if status is PlacementState.BLOCKED:
        status = after(status, "unblock")
    after(status, "start")
    if today() < placement.starts_on:
        raise Conflict(
            text("The first day is {day}.", day=placement.starts_on),
            remedy=text("Begin the placement on that day."),
        )
    if placement.ends_on < today():
        raise Conflict(
            text("The placement should have ended on {day}.", day=placement.ends_on),
            remedy=text("Cancel it and propose a new one."),
        )
    return status


async def _propose(actor: Actor, enrolment_id: uuid.UUID, host_id: uuid.UUID, new: NewPlacement) -> str:
    values: dict[str, Any] = msgspec.structs.asdict(new)
    placement = Placement(
        id=new_id(),
        public_id=new_public_id(),
        enrolment_id=enrolment_id,
        host_id=host_id,
        status=str(PlacementState.PROPOSED),
        created_at=now(),
        **values,
    )
    with in_our_words():
        async with transaction():
            await Placement.insert(placement)
    await show_to_host(actor, enrolment_id, host_id)
    changes = {
        "status": (None, "proposed"),
        "starts_on": (None, new.starts_on.isoformat()),
        "ends_on": (None, new.ends_on.isoformat()),
        "post": (None, new.post),
    }
    await record(actor, "placement.proposed", ("placement", placement.id), changes)
    return str(placement.public_id)


def guard_new(new: NewPlacement) -> None:
    """Raise `Invalid` when it ends before it begins."""
    if new.ends_on < new.starts_on:
        raise Invalid([FieldProblem("ends_on", text("The last day lies before the first."))])


def _guard_past(field: str, day: date | None) -> None:
    if day is not None and day > today():
        raise Invalid([FieldProblem(field, text("Only what has taken place is recorded."))])


def _guard_not_begun(placement: PlacementView) -> None:
    if placement.status not in ("proposed", "accepted", "blocked"):
        raise Conflict(text("The papers belong to the time before the first day; it has passed."))


async def start_many(actor: Actor, public_ids: Sequence[str]) -> dict[str, DomainError]:
    """Begin several, each by itself; those that cannot begin, with what stands in the way."""
    refused: dict[str, DomainError] = {}
    for public_id in public_ids:
        try:
            await start(actor, public_id)
        except (Invalid, Refused, Conflict) as found:
            refused[public_id] = found
    return refused
