"""Identifiers: time-ordered keys inside, random and unguessable ones outside."""

from __future__ import annotations

import secrets
import uuid

from uuid_utils.compat import uuid7

#: Crockford's base 32 in lower case: no i, l, o, u, so that it survives being read aloud.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_id() -> uuid.UUID:
    """A key for a row: UUID version 7, ordered by time of making."""
    return uuid7()


def new_public_id(length: int = 12) -> str:
    """A name for an address that people may see: 5 random bits a character."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def new_token(bits: int = 128) -> str:
    """A secret for an address or a cookie, URL-safe."""
    return secrets.token_urlsafe(bits // 8)
