"""The ban register: entries and the identities they name."""

from __future__ import annotations

from piccolo.columns import UUID, BigInt, Bytea, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class Ban(Table, db=ENGINE, tablename="ban"):
    """An authority's decision as it was entered by one person and confirmed by another."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    status = Text(default=None)
    kind = Text(default=None)
    legal_basis_document = Text(default=None)
    legal_basis_article = Text(default=None)
    authority_name = Text(default=None)
    authority_uscc = Text(default=None, null=True)
    document_no = Text(default=None)
    decision_on = Date(default=None)
    effective_on = Date(default=None)
    served_on = Date(default=None)
    remedy_notice = Text(default=None)
    remedy_status = Text(default="none")
    scope = Text(default=None)
    person_role = Text(default=None)
    term_until = Date(default=None, null=True)
    source_channel = Text(default=None)
    evidence_sha256 = Bytea(default=None, null=True)
    person_name = Text(default=None)
    document_masked = Text(default="")
    area_code = Text(default=None)
    organisation_id = UUID(default=None)
    recorded_by = UUID(default=None)
    recorded_at = Timestamptz(default=None)
    confirmed_by = UUID(default=None, null=True)
    confirmed_at = Timestamptz(default=None, null=True)
    lift_proposed_by = UUID(default=None, null=True)
    lift_document_no = Text(default=None, null=True)
    lift_authority_name = Text(default=None, null=True)
    lift_reason = Text(default=None, null=True)
    lifted_by = UUID(default=None, null=True)
    lifted_at = Timestamptz(default=None, null=True)
    completed_by = UUID(default=None, null=True)
    owner_id = UUID(default=None, null=True)
    due_on = Date(default=None, null=True)
    sheet_id = UUID(default=None, null=True)
    sheet_row = Integer(default=None, null=True)


class BanIdentity(Table, db=ENGINE, tablename="ban_identity"):
    """One value by which the banned person is known, sealed; an amendment ends it and adds another."""

    id = UUID(primary_key=True, default=None)
    ban_id = UUID(default=None)
    kind = Text(default=None)
    document_kind = Text(default=None, null=True)
    value_sealed = Bytea(default=None)
    masked = Text(default="")
    valid_from_epoch = BigInt(default=None)
    valid_to_epoch = BigInt(default=None, null=True)


class BanStanding(Table, db=ENGINE, tablename="ban_standing"):
    """From which epoch to which an entry was searched for; the database itself writes it."""

    ban_id = UUID(primary_key=True, default=None)
    from_epoch = BigInt(default=None)
    to_epoch = BigInt(default=None, null=True)
    term_until = Date(default=None, null=True)
