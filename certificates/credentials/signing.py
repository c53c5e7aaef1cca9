"""The port through which everything is signed, and the adapter whose keys lie in a file.

A hardware module, a key service or a national algorithm is another `Signer`; nothing else changes.
"""

from __future__ import annotations

from typing import Any, Literal, Protocol

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from certificates.credentials.did import did_of, log_name_of
from certificates.credentials.multikey import multikey
from foundation.errors import Unavailable
from foundation.text import text

Purpose = Literal["credential", "log"]


class Signer(Protocol):
    """Whatever holds an Ed25519 key: 32 bytes to know it by, 64 bytes of signature for a message."""

    @property
    def public_key(self) -> bytes: ...

    def sign(self, message: bytes) -> bytes: ...


class FileSigner:
    """Signs with a private key that this process has read."""

    def __init__(self, private_key: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(private_key)

    @property
    def public_key(self) -> bytes:
        return self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)


class Issuer(msgspec.Struct, frozen=True):
    """Who signs: under which address, with which signer for credentials and which for the log.

    `vault` is where their successors are found when another process replaces them.
    """

    address: str
    credentials: Signer
    log: Signer
    vault: Any = None

    def signers(self) -> list[tuple[Purpose, Signer]]:
        """Each with what it signs."""
        return [("credential", self.credentials), ("log", self.log)]

    @property
    def did(self) -> str:
        """The issuer's identifier, did:web."""
        return did_of(self.address)

    @property
    def method(self) -> str:
        """The identifier of the key that signs credentials now."""
        return f"{self.did}#{multikey(self.credentials.public_key)}"

    @property
    def log_name(self) -> str:
        """The log's name in its checkpoints."""
        return log_name_of(self.address)


def signed_by(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the signature is that key's over that message."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


_issuer: Issuer | None = None


def use_issuer(means: Issuer | None) -> None:
    """From now on sign with these; the roof says so at start."""
    global _issuer
    _issuer = means


def issuer() -> Issuer:
    """The installation's signers. Raises `Unavailable` where there are none: nothing is issued unsigned."""
    if _issuer is None:
        raise Unavailable(text("The signing keys are not loaded."))
    return _issuer
