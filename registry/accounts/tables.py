"""Accounts and their roles; one account may act for several organisations."""

from __future__ import annotations

from piccolo.columns import UUID, Boolean, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class Account(Table, db=ENGINE, tablename="account"):
    """Somebody who signs in; `person_id` is set for a worker's own account."""

    id = UUID(primary_key=True, default=None)
    public_id = Text(default=None)
    login = Text(default=None)
    name = Text(default=None)
    password_hash = Text(default=None, secret=True)
    person_id = UUID(null=True, default=None)
    must_change_password = Boolean(default=False)
    disabled_at = Timestamptz(null=True, default=None)
    password_changed_at = Timestamptz(default=None)
    created_at = Timestamptz(default=None)


class AccountRole(Table, db=ENGINE, tablename="account_role"):
    """What an account may do for one organisation, until it ends."""

    id = UUID(primary_key=True, default=None)
    account_id = UUID(default=None)
    organisation_id = UUID(default=None)
    role = Text(default=None)
    granted_by = UUID(default=None)
    granted_at = Timestamptz(default=None)
    ended_at = Timestamptz(null=True, default=None)
