"""Gathers what the rules look at before the first day: papers, host, trainees there, screening."""

from __future__ import annotations

import uuid
from datetime import date

import msgspec

from foundation.clock import today
from foundation.database import fetchrow
from foundation.errors import FieldProblem, Invalid
from foundation.text import text
from registry.filings.rules import finding_of
from registry.organisations.rules import FilingState
from screening.checks.queries import standing_at
from screening.screenings.queries import unresolved
from training.placements.data import PARAMETERS
from training.placements.queries import PlacementView, trainees_at
from training.placements.rules import Block, Host, PlacementFacts, blocking, blocks_only
from training.placements.unsure import longest_check_age
from training.pledges.queries import pledges_of

_FILING = """
SELECT f.status, f.nonconforming_since, f.nonconforming_published_on, f.nonconforming_until, f.staff_on_duty,
       f.carers FROM filing f JOIN organisation o ON o.id = f.organisation_id AND o.closed_at IS NULL
 WHERE f.organisation_id = $1 ORDER BY f.created_at DESC LIMIT 1
"""


class HostCaps(msgspec.Struct, frozen=True):
    """How many trainees a host has, and generally at most may have in all and in the same post."""

    trainees: int
    most: int
    most_in_post: int

    @property
    def free(self) -> int:
        """How many more there may be."""
        return max(0, min(self.most, self.most_in_post) - self.trainees)


class NotReady(Invalid):
    """A placement that cannot begin; carries everything that stands in the way."""

    def __init__(self, blocks: list[Block]) -> None:
        said = text("The placement cannot begin yet: {count} points are open.", count=len(blocks))
        problems = [FieldProblem(block.rule.id, block.message, block.remedy) for block in blocks]
        super().__init__(problems, said)
        self.blocks = blocks
        self.rule = blocks[0].rule
        self.remedy = blocks[0].remedy


async def host_of(host_id: uuid.UUID, besides: uuid.UUID | None = None) -> Host:
    """The host as it is now. Every trainee here works in care, so all of them count for the post as well."""
    row = await fetchrow(_FILING, host_id)
    there = await trainees_at(host_id, besides)
    if row is None:
        return Host(filing=None, trainees=there, trainees_in_post=there)
    return Host(
        filing=FilingState(row["status"]),
        finding=finding_of(
            row["nonconforming_since"], row["nonconforming_published_on"], row["nonconforming_until"]
        ),
        staff_on_duty=row["staff_on_duty"],
        staff_in_post=row["carers"],
        trainees=there,
        trainees_in_post=there,
    )


async def caps_of(host_id: uuid.UUID) -> HostCaps:
    """The head-counts of a host."""
    host = await host_of(host_id)
    return HostCaps(
        host.trainees,
        host.staff_on_duty * PARAMETERS.unit_percent.value // 100,
        host.staff_in_post * PARAMETERS.post_percent.value // 100,
    )


async def facts_of(placement: PlacementView, *, screened_clear: bool | None = None) -> PlacementFacts:
    """What the rules look at; without a fresh screening, whether any match of the person is unresolved."""
    if screened_clear is None:
        screened_clear = placement.person_id not in await unresolved([placement.person_id])
    asked = await standing_at(placement.host_id, placement.person_id)
    return PlacementFacts(
        birth_date=placement.birth_date,
        grade_year=placement.grade_year,
        # A placement that begins late is judged by the day on which it really begins.
        starts_on=max(placement.starts_on, today()),
        ends_on=placement.ends_on,
        host=await host_of(placement.host_id, placement.id),
        screened_clear=screened_clear,
        arranged_via=placement.arranged_via,
        agreement_school_on=placement.agreement_school_on,
        agreement_host_on=placement.agreement_host_on,
        agreement_trainee_on=placement.agreement_trainee_on,
        consent_on=placement.consent_on,
        guardian_consent_on=placement.guardian_consent_on,
        insurance_policy_no=placement.insurance_policy_no or "",
        insurance_from=placement.insurance_from,
        insurance_until=placement.insurance_until,
        teacher_name=placement.teacher_name,
        mentor_name=placement.mentor_name,
        safety_training_passed_on=placement.safety_training_passed_on,
        pledge_signed_on=await _pledged(placement.enrolment_id),
        health_certificate_until=placement.health_certificate_until,
        host_check=asked.state,
        host_check_on=asked.answered_on,
        longest_check_age=await longest_check_age(today()),
        declared_check_on=placement.record_check_on if placement.record_check_letter_no else None,
        over_cap_reason=placement.over_cap_reason or "",
    )


async def _pledged(enrolment_id: uuid.UUID) -> date | None:
    signed = (await pledges_of([enrolment_id])).get(enrolment_id)
    return signed.signed_on if signed else None


async def blocks_of(placement: PlacementView, *, screened_clear: bool | None = None) -> list[Block]:
    """Everything found, warnings too; before it is placed somewhere nothing is changed by asking."""
    return blocking(await facts_of(placement, screened_clear=screened_clear))


async def require_ready(placement: PlacementView, *, screened_clear: bool) -> None:
    """Raise `NotReady` with every block."""
    if stopping := blocks_only(await blocks_of(placement, screened_clear=screened_clear)):
        raise NotReady(stopping)
