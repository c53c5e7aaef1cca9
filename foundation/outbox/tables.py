"""Addresses outside of the pages, and what is sent there."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Boolean, Bytea, Integer, Text, Timestamptz
from piccolo.table import Table

from foundation.database import ENGINE


class OutboxAddress(Table, db=ENGINE, tablename="outbox_address"):
    """An organisation's e-mail address or webhook; used once it is confirmed, until it ends."""

    id = UUID(primary_key=True, default=None)
    organisation_id = UUID(default=None)
    channel = Text(default=None)
    address = Text(default=None)
    secret_sealed = Bytea(default=None, null=True)
    added_by = UUID(default=None)
    added_at = Timestamptz(default=None)
    confirmed_by = UUID(default=None, null=True)
    confirmed_at = Timestamptz(default=None, null=True)
    ended_by = UUID(default=None, null=True)
    ended_at = Timestamptz(default=None, null=True)


class OutboxMessage(Table, db=ENGINE, tablename="outbox_message"):
    """One message to one address, and how it went."""

    id = UUID(primary_key=True, default=None)
    organisation_id = UUID(default=None)
    address_id = UUID(default=None)
    kind = Text(default=None)
    notice_id = UUID(default=None, null=True)
    urgent = Boolean(default=False)
    state = Text(default="queued")
    tries = Integer(default=0)
    problem = JSONB(default=None, null=True)
    created_at = Timestamptz(default=None)
    tried_at = Timestamptz(default=None, null=True)
    next_at = Timestamptz(default=None, null=True)
    settled_at = Timestamptz(default=None, null=True)
