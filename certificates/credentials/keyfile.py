"""The vault of an installation without a hardware module: a file that only its owner can read."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Collection
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certificates.credentials.signing import FileSigner, Purpose, Signer
from foundation.errors import Unavailable
from foundation.text import text

NAME = "signing-keys.json"


class PrivateKey(msgspec.Struct, frozen=True):
    """One private key, 32 bytes in base 64."""

    purpose: Purpose
    private: str

    def signer(self) -> FileSigner:
        return FileSigner(base64.b64decode(self.private))


class KeyFile(msgspec.Struct, frozen=True):
    """The signing keys of an installation that can still be used."""

    keys: list[PrivateKey]


class FileVault:
    """Keys in one file, which is replaced as a whole or not at all."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def place(self) -> str:
        return str(self._path)

    def signers(self, purpose: Purpose) -> list[Signer]:
        return [key.signer() for key in self.read().keys if key.purpose == purpose]

    def make(self, purpose: Purpose) -> Signer:
        fresh = new_key(purpose)
        self.write(KeyFile([*self.read().keys, fresh]))
        return fresh.signer()

    def forget(self, public_keys: Collection[bytes]) -> None:
        known = self.read()
        left = [key for key in known.keys if key.signer().public_key not in public_keys]
        if len(left) < len(known.keys):
            self.write(KeyFile(left))

    def read(self) -> KeyFile:
        """What is in the file; nothing where there is none. Raises `Unavailable`."""
        if not self._path.exists():
            return KeyFile([])
        if self._path.stat().st_mode & 0o077:
            raise Unavailable(
                text("The key file {path} can be read by others.", path=str(self._path)),
                remedy=text("Set its mode to 0600."),
            )
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=KeyFile)
        except msgspec.DecodeError as error:
            raise Unavailable(text("The signing keys cannot be read.")) from error

    def write(self, keys: KeyFile) -> None:
        """Put these keys in the place of what was there, through a draft that is synced first."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(f".{secrets.token_hex(4)}.part")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.encode(keys))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path)


def new_key(purpose: Purpose) -> PrivateKey:
    """A fresh private key."""
    raw = Ed25519PrivateKey.generate().private_bytes_raw()
    return PrivateKey(purpose, base64.b64encode(raw).decode())
