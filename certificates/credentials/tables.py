"""Signing keys by their public halves, and the signed credentials."""

from __future__ import annotations

from piccolo.columns import UUID, Bytea, Integer, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class IssuerKey(Table, db=ENGINE, tablename="issuer_key"):
    """A key that signs, or once signed, for this installation."""

    public_key = Bytea(primary_key=True, default=None)
    purpose = Text(default=None)
    state = Text(default="active")
    since = Timestamptz(default=None)
    until = Timestamptz(default=None, null=True)


class Credential(Table, db=ENGINE, tablename="credential"):
    """One certificate as a signed statement: exactly these bytes, for good."""

    certificate_id = UUID(primary_key=True, default=None)
    token = Text(default=None)
    subject = UUID(default=None)
    status_list = Integer(default=None)
    status_index = Integer(default=None)
    reserved_at = Timestamptz(default=None)
    body = Bytea(default=None, null=True)
    sha256 = Bytea(default=None, null=True)
    signed_with = Bytea(default=None, null=True)
