"""The port behind which private keys lie: they are made, used and forgotten there, and never handed out."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from certificates.credentials.signing import Purpose, Signer


class Vault(Protocol):
    """A file, a hardware module, a key service: whatever keeps Ed25519 keys for an installation."""

    @property
    def place(self) -> str:
        """Where it is, for whoever has to mend it."""

    def signers(self, purpose: Purpose) -> list[Signer]:
        """Every key of that purpose that can be used now. Raises `Unavailable` when it cannot be reached."""

    def make(self, purpose: Purpose) -> Signer:
        """A fresh key; kept for good when this returns."""

    def forget(self, public_keys: Collection[bytes]) -> None:
        """Erase these keys; those that are not there are not there."""
