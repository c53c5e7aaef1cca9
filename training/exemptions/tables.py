"""Exemptions with their evidence, and how they are taken back."""

from __future__ import annotations

from piccolo.columns import UUID, Bytea, Date, Numeric, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class Exemption(Table, db=ENGINE, tablename="exemption"):
    """Hours of a module learnt elsewhere; the file of the evidence is sealed."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    enrolment_id = UUID(default=None)
    kind = Text(default=None)
    module_code = Text(default=None)
    hours = Numeric(digits=(6, 2), default=None)
    score = Numeric(digits=(5, 2), default=None, null=True)
    learnt_at = Text(default=None)
    learnt_on = Date(default=None)
    evidence = Text(default=None)
    file_name = Text(default=None, null=True)
    file_sha256 = Bytea(default=None, null=True)
    file_sealed = Bytea(default=None, null=True)
    note = Text(default="")
    status = Text(default="proposed")
    proposed_by = UUID(default=None)
    proposed_at = Timestamptz(default=None)
    decided_by = UUID(default=None, null=True)
    decided_at = Timestamptz(default=None, null=True)
    decision_note = Text(default=None, null=True)


class ExemptionRevocation(Table, db=ENGINE, tablename="exemption_revocation"):
    """A proposal to take an approved exemption back, and what the second person said."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    exemption_id = UUID(default=None)
    reason = Text(default=None)
    document = Text(default=None)
    file_name = Text(default=None, null=True)
    file_sha256 = Bytea(default=None, null=True)
    file_sealed = Bytea(default=None, null=True)
    proposed_by = UUID(default=None)
    proposed_at = Timestamptz(default=None)
    verdict = Text(default=None, null=True)
    decided_by = UUID(default=None, null=True)
    decided_at = Timestamptz(default=None, null=True)
    decision_note = Text(default="")
