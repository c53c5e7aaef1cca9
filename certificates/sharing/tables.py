"""Share links and who looked."""

from __future__ import annotations

from piccolo.columns import UUID, Array, Bytea, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class CertificateShare(Table, db=ENGINE, tablename="certificate_share"):
    """A link with the fields that it shows; its secret is kept as a hash."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    certificate_id = UUID(default=None)
    token_hash = Bytea(default=None)
    label = Text(default="")
    fields = Array(base_column=Text())
    created_by = UUID(default=None)
    created_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    ended_at = Timestamptz(default=None, null=True)


class ShareLook(Table, db=ENGINE, tablename="share_look"):
    """Somebody looked: when, with what kind of device, from which network at large."""

    id = UUID(primary_key=True, default=None)
    share_id = UUID(default=None)
    at = Timestamptz(default=None)
    device = Text(default=None)
    network = Text(default=None)
