"""The token that a form must bring back: made from the session's own secret, useless in any other session."""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from typing import Final

from litestar import Request

from foundation.errors import Forbidden
from foundation.text import text
from foundation.web.client import Connection
from foundation.web.sessions import session_of

FIELD: Final = "_csrf"
HEADER: Final = "x-csrf-token"
_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
_NONCE: Final = 12


def issue_token(secret: bytes) -> str:
    """A token for one page; each looks different, so that compressed pages give nothing away."""
    nonce = secrets.token_bytes(_NONCE)
    return base64.urlsafe_b64encode(nonce + _mac(secret, nonce)).decode()


def is_valid(token: str, secret: bytes) -> bool:
    """Whether the token was made from this secret."""
    try:
        raw = base64.urlsafe_b64decode(token.encode())
    except (binascii.Error, ValueError):
        return False
    return hmac.compare_digest(raw[_NONCE:], _mac(secret, raw[:_NONCE]))


def _mac(secret: bytes, nonce: bytes) -> bytes:
    return hmac.digest(secret, b"csrf\0" + nonce, "sha256")


async def require_token(connection: Connection) -> None:
    """Raise `Forbidden` unless the request brings a token of its own session."""
    session = session_of(connection)
    stored = session.stored if session else None
    if stored is None or not is_valid(await _token(connection), stored.csrf_secret):
        raise Forbidden(
            text("This form has expired or does not belong to your session."),
            remedy=text("Go back, load the page again and send the form once more."),
        )


async def _token(connection: Connection) -> str:
    sent = connection.headers.get(HEADER)
    if sent is None and connection.headers.get("content-type", "").startswith(_FORMS):
        assert isinstance(connection, Request)
        sent = (await connection.form()).get(FIELD)
    return sent if isinstance(sent, str) else ""
