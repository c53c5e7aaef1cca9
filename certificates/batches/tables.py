"""A batch of certificates and its members, with what was seen of each."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Boolean, Bytea, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class CertificateBatch(Table, db=ENGINE, tablename="certificate_batch"):
    """Prepared by one officer, approved by another; what was approved is what was submitted."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    title = Text(default=None)
    session_id = UUID(default=None)
    evaluator_id = UUID(default=None)
    organisation_id = UUID(default=None)
    area_code = Text(default=None)
    status = Text(default=None)
    prepared_by = UUID(default=None)
    prepared_at = Timestamptz(default=None)
    submitted_at = Timestamptz(default=None, null=True)
    content_sha256 = Bytea(default=None, null=True)
    approved_by = UUID(default=None, null=True)
    approved_at = Timestamptz(default=None, null=True)
    approved_sha256 = Bytea(default=None, null=True)
    returned_reason = Text(default=None, null=True)
    job_id = UUID(default=None, null=True)
    issued_at = Timestamptz(default=None, null=True)


class BatchItem(Table, db=ENGINE, tablename="batch_item"):
    """One applicant of a batch, with the gate as it was seen."""

    id = UUID(primary_key=True, default=None)
    batch_id = UUID(default=None)
    entry_id = UUID(default=None)
    person_id = UUID(default=None)
    included = Boolean(default=None)
    gate = JSONB(default=None)
    excluded_reason = Text(default="")
