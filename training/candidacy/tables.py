"""Evidence of candidates, the sheets it came in, and the decisions on eligibility."""

from __future__ import annotations

from piccolo.columns import UUID, Array, BigInt, Boolean, Bytea, Date, Integer, SmallInt, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class CandidateEvidence(Table, db=ENGINE, tablename="candidate_evidence"):
    """One paper about a person; never changed, only seen and set aside."""

    id = UUID(primary_key=True, default=None)
    person_id = UUID(default=None)
    kind = Text(default=None)
    occupation = Text(default="")
    from_on = Date(default=None, null=True)
    until_on = Date(default=None, null=True)
    employer = Text(default="")
    insured_months = Integer(default=None, null=True)
    diploma = Text(default="")
    major = Text(default="")
    final_year = Boolean(default=False)
    assessed = Boolean(default=False)
    level = SmallInt(default=None, null=True)
    number = Text(default="")
    rank = Text(default="")
    paper = Text(default=None)
    file_name = Text(default="")
    file_sealed = Bytea(default=None, null=True)
    fingerprint = Text(default=None)
    entered_by = UUID(default=None)
    entered_for = UUID(default=None)
    entered_at = Timestamptz(default=None)
    seen_by = UUID(default=None, null=True)
    seen_at = Timestamptz(default=None, null=True)
    voided_by = UUID(default=None, null=True)
    voided_at = Timestamptz(default=None, null=True)
    void_reason = Text(default=None, null=True)


class EvidenceImport(Table, db=ENGINE, tablename="evidence_import"):
    """An uploaded sheet of evidence; its bytes are sealed and go when it is settled."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    cohort_id = UUID(default=None)
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
    entered = Integer(default=0)


class EligibilityDecision(Table, db=ENGINE, tablename="eligibility_decision"):
    """What was decided on an entry, by which rules, on what evidence; only ever added."""

    id = UUID(primary_key=True, default=None)
    nth = BigInt(default=None)
    entry_id = UUID(default=None)
    decided_on = Date(default=None)
    eligible = Boolean(default=None)
    rules_version = Text(default=None)
    met = Array(base_column=Text(), default=list)
    earliest = Date(default=None, null=True)
    answer = Text(default=None)
    evidence = Array(base_column=UUID(), default=list)
    certificates = Array(base_column=Text(), default=list)
    decided_by = UUID(default=None)
    decided_at = Timestamptz(default=None)
