"""Watches, look-ups and the notices that organisations receive."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Date, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class CertificateWatch(Table, db=ENGINE, tablename="certificate_watch"):
    """An organisation is told when this certificate's answer changes."""

    id = UUID(primary_key=True, default=None)
    organisation_id = UUID(default=None)
    certificate_id = UUID(default=None)
    since = Date(default=None)
    ended_on = Date(default=None, null=True)
    created_by = UUID(default=None)
    created_at = Timestamptz(default=None)


class CertificateLookup(Table, db=ENGINE, tablename="certificate_lookup"):
    """Who looked a certificate up, and what was answered; shown to its holder."""

    id = UUID(primary_key=True, default=None)
    certificate_id = UUID(default=None)
    channel = Text(default=None)
    organisation_id = UUID(default=None, null=True)
    purpose = Text(default="")
    answer = Text(default=None)
    at = Timestamptz(default=None)


class Notice(Table, db=ENGINE, tablename="notice"):
    """What an organisation is told; never why a certificate is on hold."""

    id = UUID(primary_key=True, default=None)
    organisation_id = UUID(default=None)
    kind = Text(default=None)
    subject_kind = Text(default=None)
    subject_id = UUID(default=None)
    message = JSONB(default=None)
    href = Text(default="")
    at = Timestamptz(default=None)
    read_at = Timestamptz(default=None, null=True)
    read_by = UUID(default=None, null=True)
