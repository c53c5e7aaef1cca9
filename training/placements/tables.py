"""Placements and the days worked in them."""

from __future__ import annotations

from decimal import Decimal

from piccolo.columns import UUID, Date, Numeric, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class Placement(Table, db=ENGINE, tablename="placement"):
    """A trainee in an institution, with every paper that must be there before the first day."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    enrolment_id = UUID(default=None)
    host_id = UUID(default=None)
    status = Text(default=None)
    post = Text(default=None)
    starts_on = Date(default=None)
    ends_on = Date(default=None)
    required_hours = Numeric(digits=(6, 2), default=Decimal(0))
    teacher_name = Text(default="")
    mentor_name = Text(default="")
    arranged_via = Text(default="school")
    agreement_school_on = Date(default=None, null=True)
    agreement_host_on = Date(default=None, null=True)
    agreement_trainee_on = Date(default=None, null=True)
    guardian_consent_on = Date(default=None, null=True)
    consent_on = Date(default=None, null=True)
    insurance_policy_no = Text(default=None, null=True)
    insurance_from = Date(default=None, null=True)
    insurance_until = Date(default=None, null=True)
    safety_training_passed_on = Date(default=None, null=True)
    health_certificate_until = Date(default=None, null=True)
    record_check_on = Date(default=None, null=True)
    record_check_letter_no = Text(default=None, null=True)
    over_cap_reason = Text(default=None, null=True)
    started_at = Timestamptz(default=None, null=True)
    completed_on = Date(default=None, null=True)
    mentor_appraisal = Text(default=None, null=True)
    mentor_score = Numeric(digits=(5, 2), default=None, null=True)
    school_appraisal = Text(default=None, null=True)
    school_score = Numeric(digits=(5, 2), default=None, null=True)
    cancelled_reason = Text(default=None, null=True)
    created_at = Timestamptz(default=None)


class PlacementLog(Table, db=ENGINE, tablename="placement_log"):
    """The hours of one day, signed by the mentor."""

    id = UUID(primary_key=True, default=None)
    placement_id = UUID(default=None)
    worked_on = Date(default=None)
    hours = Numeric(digits=(4, 2), default=None)
    note = Text(default="")
    signed_by = UUID(default=None, null=True)
    signed_at = Timestamptz(default=None, null=True)
