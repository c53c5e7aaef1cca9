"""The certificate, what holds it, and the proposals about it."""

from __future__ import annotations

from piccolo.columns import UUID, BigInt, Bytea, Date, Integer, SmallInt, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class Certificate(Table, db=ENGINE, tablename="certificate"):
    """One version of one numbered certificate. What it says is frozen when its number is reserved."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    number = Text(default=None)
    version = Integer(default=1)
    person_id = UUID(default=None)
    batch_id = UUID(default=None)
    entry_id = UUID(default=None)
    evaluator_id = UUID(default=None)
    organisation_id = UUID(default=None)
    area_code = Text(default=None)
    occupation_code = Text(default=None)
    level = SmallInt(default=None)
    standard_edition = Text(default=None)
    holder_name = Text(default=None)
    issued_on = Date(default=None)
    expires_on = Date(default=None, null=True)
    status = Text(default=None)
    content_sealed = Bytea(default=None)
    content_sha256 = Bytea(default=None)
    token_hash = Bytea(default=None)
    check_code_hash = Bytea(default=None)
    screening_id = UUID(default=None, null=True)
    screened_epoch = BigInt(default=None, null=True)
    screened_identity_version = Integer(default=None, null=True)
    pdf_sha256 = Bytea(default=None, null=True)
    supersedes = UUID(default=None, null=True)
    reserved_at = Timestamptz(default=None)
    prepared_at = Timestamptz(default=None, null=True)
    issued_at = Timestamptz(default=None, null=True)
    ended_at = Timestamptz(default=None, null=True)


class CertificateHold(Table, db=ENGINE, tablename="certificate_hold"):
    """While one is open, the certificate is suspended; the state underneath stays what it was."""

    id = UUID(primary_key=True, default=None)
    certificate_id = UUID(default=None)
    kind = Text(default=None)
    ban_id = UUID(default=None, null=True)
    match_id = UUID(default=None, null=True)
    reason = Text(default="")
    opened_by = UUID(default=None, null=True)
    opened_at = Timestamptz(default=None)
    lifted_by = UUID(default=None, null=True)
    lifted_at = Timestamptz(default=None, null=True)
    lift_reason = Text(default=None, null=True)
    lift_screening_id = UUID(default=None, null=True)


class CertificateProposal(Table, db=ENGINE, tablename="certificate_proposal"):
    """Withdrawal or reissue, proposed by one person, decided by another."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    certificate_id = UUID(default=None)
    kind = Text(default=None)
    reason_code = Text(default=None)
    reason = Text(default=None)
    document_no = Text(default="")
    proposed_by = UUID(default=None)
    proposed_at = Timestamptz(default=None)
    decided_by = UUID(default=None, null=True)
    decided_at = Timestamptz(default=None, null=True)
    verdict = Text(default=None, null=True)
    reissue_id = UUID(default=None, null=True)
