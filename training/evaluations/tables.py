"""Evaluation sessions, their entries, and the score sheets uploaded for them."""

from __future__ import annotations

from piccolo.columns import UUID, Array, Boolean, Bytea, Date, Integer, Numeric, SmallInt, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class EvaluationSession(Table, db=ENGINE, tablename="evaluation_session"):
    """An evaluator's examination of one level of one edition on one day."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    evaluator_id = UUID(default=None)
    code = Text(default=None)
    name = Text(default=None)
    occupation_code = Text(default=None)
    standard_edition = Text(default=None)
    level = SmallInt(default=None)
    held_on = Date(default=None)
    place = Text(default="")
    status = Text(default=None)
    publicised_from = Date(default=None, null=True)
    publicised_until = Date(default=None, null=True)
    publicised_by = UUID(default=None, null=True)
    confirmed_by = UUID(default=None, null=True)
    confirmed_at = Timestamptz(default=None, null=True)
    created_at = Timestamptz(default=None)
    double_entry = Boolean(default=False)


class EvaluationEntry(Table, db=ENGINE, tablename="evaluation_entry"):
    """A person in a session, with what admits them and what they scored; frozen once confirmed."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    session_id = UUID(default=None)
    person_id = UUID(default=None)
    enrolment_id = UUID(default=None, null=True)
    ticket_no = Text(default=None)
    status = Text(default=None)
    eligibility_rule = Text(default="")
    eligibility_evidence = Text(default="")
    theory = Numeric(digits=(5, 2), default=None, null=True)
    skill = Numeric(digits=(5, 2), default=None, null=True)
    review = Numeric(digits=(5, 2), default=None, null=True)
    absent = Array(base_column=Text(), default=list)
    scored_at = Timestamptz(default=None, null=True)
    confirmed_at = Timestamptz(default=None, null=True)
    created_at = Timestamptz(default=None)
    kept = Array(base_column=Text(), default=list)
    kept_from = UUID(default=None, null=True)


class ScoreImport(Table, db=ENGINE, tablename="score_import"):
    """An uploaded score sheet; its bytes are sealed and go when it is settled."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    session_id = UUID(default=None)
    file_name = Text(default=None)
    file_sha256 = Bytea(default=None)
    file_sealed = Bytea(default=None, null=True)
    state = Text(default=None)
    rows_read = Integer(default=None)
    rows_good = Integer(default=None)
    rows_known = Integer(default=None)
    rows_bad = Integer(default=None)
    uploaded_by = UUID(default=None)
    uploaded_at = Timestamptz(default=None)
    settled_at = Timestamptz(default=None, null=True)
    scored = Integer(default=0)
