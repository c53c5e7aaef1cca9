"""Whose token it is, and the tokens of an account."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

import msgspec

from foundation.actor import Actor
from foundation.clock import now
from foundation.database import fetch, fetchrow
from registry.accounts.queries import actor_in_role, managed_scope


def token_hash(token: str) -> bytes:
    """SHA-256; enough for a token of 256 random bits."""
    return hashlib.sha256(token.encode()).digest()


async def actor_of_token(token: str) -> Actor | None:
    """Who acts with the token: the account in the token's role, as long as both and the organisation last."""
    row = await fetchrow(
        "SELECT r.account_id, t.account_role_id FROM account_token t JOIN account_role r"
        " ON r.id = t.account_role_id"
        " WHERE t.token_hash = $1 AND t.revoked_at IS NULL AND t.expires_at > $2",
        token_hash(token),
        now(),
    )
    return await actor_in_role(row["account_id"], row["account_role_id"]) if row else None


class TokenView(msgspec.Struct, frozen=True):
    """A token as administrators see it: everything but the token."""

    id: UUID
    name: str
    role: str
    organisation_name: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None

    @property
    def live(self) -> bool:
        """Whether it still opens anything."""
        return self.revoked_at is None and self.expires_at > now()


async def tokens_of(actor: Actor, account_id: UUID) -> list[TokenView]:
    """The tokens of an account for the organisations whose accounts the actor looks after."""
    rows = await fetch(
        "SELECT t.id, t.name, r.role, o.name AS organisation_name, t.created_at, t.expires_at, t.revoked_at"
        " FROM account_token t JOIN account_role r ON r.id = t.account_role_id"
        " JOIN organisation o ON o.id = r.organisation_id"
        " WHERE (o.area_code LIKE $1 OR o.id = $2) AND r.account_id = $3 ORDER BY t.created_at DESC, t.id",
        *managed_scope(actor),
        account_id,
    )
    return [msgspec.convert(dict(row), TokenView) for row in rows]
