"""Tokens of programs; only their hashes are kept."""

from __future__ import annotations

from piccolo.columns import UUID, Bytea, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class AccountToken(Table, db=ENGINE, tablename="account_token"):
    """One token of one role, until it expires or is revoked."""

    id = UUID(primary_key=True, default=None)
    account_role_id = UUID(default=None)
    name = Text(default=None)
    token_hash = Bytea(default=None)
    created_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    revoked_at = Timestamptz(null=True, default=None)
