"""Invitations to an account; only the hash of a link is kept."""

from __future__ import annotations

from piccolo.columns import UUID, Bytea, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class AccountInvitation(Table, db=ENGINE, tablename="account_invitation"):
    """One link for one person, until it is used, revoked, superseded or over."""

    id = UUID(primary_key=True, default=None)
    person_id = UUID(default=None)
    organisation_id = UUID(default=None)
    invited_by = UUID(default=None)
    token_hash = Bytea(default=None)
    created_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    ended_at = Timestamptz(null=True, default=None)
    outcome = Text(null=True, default=None)
    account_id = UUID(null=True, default=None)
