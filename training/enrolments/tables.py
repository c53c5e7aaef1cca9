"""Enrolments and the periods for which they rest."""

from __future__ import annotations

from piccolo.columns import UUID, Date, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class Enrolment(Table, db=ENGINE, tablename="enrolment"):
    """A person in a cohort; one person is in one cohort once."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    person_id = UUID(default=None)
    cohort_id = UUID(default=None)
    college_id = UUID(default=None)
    student_no = Text(default=None)
    status = Text(default=None)
    enrolled_on = Date(default=None)
    completed_on = Date(default=None, null=True)
    ended_on = Date(default=None, null=True)
    withdrawal_trigger = Text(default=None, null=True)
    withdrawal_reason = Text(default=None, null=True)
    created_at = Timestamptz(default=None)


class EnrolmentDeferral(Table, db=ENGINE, tablename="enrolment_deferral"):
    """A period in which an enrolment rests; the state underneath is not overwritten."""

    id = UUID(primary_key=True, default=None)
    enrolment_id = UUID(default=None)
    from_on = Date(default=None)
    until_on = Date(default=None)
    returned_on = Date(default=None, null=True)
    reason = Text(default=None)
    recorded_at = Timestamptz(default=None)
