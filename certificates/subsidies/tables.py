"""Claims of subsidies, and the sheets by which approved ones leave the house."""

from __future__ import annotations

from piccolo.columns import UUID, BigInt, Bytea, Date, Integer, SmallInt, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class SubsidyExport(Table, db=ENGINE, tablename="subsidy_export"):
    """One sheet of one office and month; its rows are sealed as they were and do not change."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    organisation_id = UUID(default=None)
    area_code = Text(default=None)
    month = Date(default=None)
    claims = Integer(default=None)
    total = Integer(default=None)
    rows_sealed = Bytea(default=None)
    exported_by = UUID(default=None)
    exported_at = Timestamptz(default=None)


class SubsidyClaim(Table, db=ENGINE, tablename="subsidy_claim"):
    """One person, occupation and level: registered by one officer, decided once by another."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    kind = Text(default=None)
    certificate_id = UUID(default=None)
    person_id = UUID(default=None)
    occupation_code = Text(default=None)
    level = SmallInt(default=None)
    organisation_id = UUID(default=None)
    area_code = Text(default=None)
    payee = Text(default="holder")
    claimed_on = Date(default=None)
    status = Text(default=None)
    registered_by = UUID(default=None)
    registered_at = Timestamptz(default=None)
    screening_id = UUID(default=None)
    screened_epoch = BigInt(default=None)
    screened_identity_version = Integer(default=None)
    amount = Integer(default=None, null=True)
    decided_by = UUID(default=None, null=True)
    decided_at = Timestamptz(default=None, null=True)
    refusal = Text(default="")
    export_id = UUID(default=None, null=True)
