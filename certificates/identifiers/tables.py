"""The licence identifier of a certificate."""

from __future__ import annotations

from piccolo.columns import UUID, Text
from piccolo.table import Table

from foundation.database import ENGINE


class CertificateIdentifier(Table, db=ENGINE, tablename="certificate_identifier"):
    """Given with the number, and never changed."""

    certificate_id = UUID(primary_key=True, default=None)
    identifier = Text(default=None)
