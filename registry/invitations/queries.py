"""How a person stands with regard to an account, and whom a link invites."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

import msgspec

from foundation.clock import now
from foundation.database import fetchrow
from foundation.errors import NotFound
from foundation.text import text


class Standing(msgspec.Struct, frozen=True):
    """The person's account, if there is one, and the newest invitation, if it has not ended."""

    has_account: bool
    account_since: datetime | None
    invited_at: datetime | None
    invited_for: str | None
    expires_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether a link can be used at this moment."""
        return self.expires_at is not None and self.expires_at > now()


class Invited(msgspec.Struct, frozen=True):
    """Whom a link invites, and who has made it."""

    id: UUID
    person_id: UUID
    name: str
    organisation_id: UUID
    organisation_name: str
    expires_at: datetime


_STANDING = """
SELECT a.id IS NOT NULL AS has_account, a.created_at AS account_since,
       i.created_at AS invited_at, o.name AS invited_for, i.expires_at
  FROM person p
  LEFT JOIN account a ON a.person_id = p.id AND a.disabled_at IS NULL
  LEFT JOIN account_invitation i ON i.person_id = p.id AND i.ended_at IS NULL
  LEFT JOIN organisation o ON o.id = i.organisation_id
 WHERE p.id = $1
"""
_INVITED = """
SELECT i.id, i.person_id, p.name, i.organisation_id, o.name AS organisation_name, i.expires_at
  FROM account_invitation i JOIN person p ON p.id = i.person_id
  JOIN organisation o ON o.id = i.organisation_id AND o.closed_at IS NULL
 WHERE i.token_hash = $1 AND i.ended_at IS NULL AND i.expires_at > $2
"""


def token_hash(token: str) -> bytes:
    """SHA-256; enough for a token of 128 random bits."""
    return hashlib.sha256(token.encode()).digest()


async def standing(person_id: UUID) -> Standing:
    """Whoever asks has made sure that the person is in scope."""
    row = await fetchrow(_STANDING, person_id)
    if row is None:
        raise NotFound
    return msgspec.convert(dict(row), Standing)


async def invited(token: str, *, lock: bool = False) -> Invited:
    """Whom the link invites. Unknown, used, revoked, superseded and over are one answer: `NotFound`."""
    row = await fetchrow(_INVITED + (" FOR UPDATE OF i" if lock else ""), token_hash(token), now())
    if row is None:
        raise NotFound(
            text("This invitation does not work."),
            remedy=text(
                "It may be over, used already, or replaced by a newer one. "
                "Ask the school or institution that gave it to you for another."
            ),
        )
    return msgspec.convert(dict(row), Invited)
