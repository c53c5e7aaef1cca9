"""Sealed values and blind indexes: the database alone, without the keys, shows no identity number.

Values: AES-256-GCM, bound to their place by `context`, the key's version in the first byte.
Indexes: HMAC-SHA-256 under a second key, so that equal values can be found without being read.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from foundation.errors import Unavailable
from foundation.text import text

_NONCE = 12


class Key(msgspec.Struct, frozen=True):
    """One version of the two keys, each 32 bytes in base 64."""

    version: int
    seal: str
    index: str

    def fingerprint(self) -> bytes:
        """Tells two keys apart without telling anything about them."""
        return hashlib.sha256(b"yuzheng key\0" + self.seal.encode() + b"\0" + self.index.encode()).digest()


class Keyring(msgspec.Struct, frozen=True):
    """All versions that still open something; `current` seals."""

    current: int
    keys: list[Key]

    def key(self, version: int) -> Key:
        for key in self.keys:
            if key.version == version:
                return key
        raise Unavailable(text("Sealing key version {version} is missing.", version=version))


_keyring: Keyring | None = None


def new_keyring() -> Keyring:
    """A keyring with one fresh key."""
    return Keyring(1, [Key(1, _random(), _random())])


def _random() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def use_keyring(keyring: Keyring | None) -> None:
    """From now on seal and open with these keys."""
    global _keyring
    _keyring = keyring


def keyring() -> Keyring:
    """The keys in use; raises `Unavailable` when there are none."""
    if _keyring is None:
        raise Unavailable(text("The sealing keys are not loaded."))
    return _keyring


def read_keyring(source: str | bytes) -> Keyring:
    """A keyring from its JSON form. Raises `Unavailable` when it is damaged."""
    try:
        ring = msgspec.json.decode(source, type=Keyring)
        if any(len(base64.b64decode(part)) != 32 for key in ring.keys for part in (key.seal, key.index)):
            raise ValueError("length")
    except ValueError as error:
        raise Unavailable(text("The sealing keys cannot be read.")) from error
    return ring


def write_keyring(path: Path, ring: Keyring) -> None:
    """Write a new key file that only its owner can read; never over an existing one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(msgspec.json.encode(ring))
        file.flush()
        os.fsync(file.fileno())


def seal(plain: str, context: str) -> bytes:
    """Seal a value for one place, named 'table.column'; the same value never looks the same twice."""
    ring = keyring()
    nonce = secrets.token_bytes(_NONCE)
    key = AESGCM(base64.b64decode(ring.key(ring.current).seal))
    return bytes([ring.current]) + nonce + key.encrypt(nonce, plain.encode(), context.encode())


def unseal(sealed: bytes, context: str) -> str:
    """Open a sealed value. Raises `Unavailable` when key or place are not those it was sealed for."""
    key = AESGCM(base64.b64decode(keyring().key(sealed[0]).seal))
    try:
        return key.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], context.encode()).decode()
    except InvalidTag as error:
        raise Unavailable(text("A sealed value cannot be opened with the keys at hand.")) from error


def blind_index(kind: str, value: str) -> bytes:
    """32 bytes that are equal for equal values of one kind and tell nothing without the key."""
    ring = keyring()
    key = base64.b64decode(ring.key(ring.current).index)
    return hmac.digest(key, kind.encode() + b"\0" + value.encode(), "sha256")


def key_hash64(kind: str, value: str) -> int:
    """The blind index cut to a signed 64-bit number, as the screening keys keep it."""
    return int.from_bytes(blind_index(kind, value)[:8], "big", signed=True)
