"""Sealed values and blind indexes: the database alone, without the keys, shows no identity number.

Values: AES-256-GCM, bound to their place by `context`, the key's version in the first byte.
Indexes: HMAC-SHA-256 under a second key, so that equal values can be found without being read.
Search keys: the same under a key of their own, which can be changed: then two are in use for a while.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from functools import lru_cache
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


class SearchKey(msgspec.Struct, frozen=True):
    """One version of the key behind the search keys."""

    version: int
    key: str

    def fingerprint(self) -> bytes:
        """Tells two keys apart without telling anything about them."""
        return hashlib.sha256(b"yuzheng search key\0" + self.key.encode()).digest()


class Keyring(msgspec.Struct, frozen=True):
    """All versions that still open something; `current` seals."""

    current: int
    keys: list[Key]
    search: list[SearchKey] = []

    @property
    def searching(self) -> list[SearchKey]:
        """The keys that make search keys, the oldest first; key files without any use the index key."""
        return self.search or [SearchKey(self.current, self.key(self.current).index)]

    def key(self, version: int) -> Key:
        for key in self.keys:
            if key.version == version:
                return key
        raise Unavailable(text("Sealing key version {version} is missing.", version=version))


_keyring: Keyring | None = None


def new_keyring() -> Keyring:
    """A keyring with one fresh key."""
    return Keyring(1, [Key(1, _random(), _random())], [SearchKey(1, _random())])


def with_search_key(ring: Keyring, version: int) -> Keyring:
    """The same keys and one more search key, freshly made."""
    return msgspec.structs.replace(ring, search=[*ring.searching, SearchKey(version, _random())])


def _random() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def use_keyring(keyring: Keyring | None) -> None:
    """From now on seal and open with these keys."""
    global _keyring
    _keyring = keyring
    _cipher.cache_clear()
    _index_key.cache_clear()


@lru_cache(maxsize=8)
def _cipher(key: Key) -> AESGCM:
    return AESGCM(base64.b64decode(key.seal))


@lru_cache(maxsize=8)
def _index_key(key: Key) -> bytes:
    return base64.b64decode(key.index)


def keyring() -> Keyring:
    """The keys in use; raises `Unavailable` when there are none."""
    if _keyring is None:
        raise Unavailable(text("The sealing keys are not loaded."))
    return _keyring


def read_keyring(source: str | bytes) -> Keyring:
    """A keyring from its JSON form. Raises `Unavailable` when it is damaged."""
    try:
        ring = msgspec.json.decode(source, type=Keyring)
        parts = [part for key in ring.keys for part in (key.seal, key.index)]
        parts += [key.key for key in ring.search]
        if any(len(base64.b64decode(part)) != 32 for part in parts):
            raise ValueError("length")
    except ValueError as error:
        raise Unavailable(text("The sealing keys cannot be read.")) from error
    return ring


def replace_keyring(path: Path, ring: Keyring) -> None:
    """Put another key file in the place of the old one, in one step: a crash leaves one or the other."""
    aside = path.with_name(f"{path.name}.new")
    aside.unlink(missing_ok=True)
    write_keyring(aside, ring)
    aside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


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
    cipher = _cipher(ring.key(ring.current))
    return bytes([ring.current]) + nonce + cipher.encrypt(nonce, plain.encode(), context.encode())


def unseal(sealed: bytes, context: str) -> str:
    """Open a sealed value. Raises `Unavailable` when key or place are not those it was sealed for."""
    cipher = _cipher(keyring().key(sealed[0]))
    try:
        return cipher.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], context.encode()).decode()
    except InvalidTag as error:
        raise Unavailable(text("A sealed value cannot be opened with the keys at hand.")) from error


def blind_index(kind: str, value: str) -> bytes:
    """32 bytes that are equal for equal values of one kind and tell nothing without the key."""
    ring = keyring()
    key = _index_key(ring.key(ring.current))
    return hmac.digest(key, kind.encode() + b"\0" + value.encode(), "sha256")


def search_keys() -> list[SearchKey]:
    """The keys that make search keys; raises `Unavailable` when there are none."""
    return keyring().searching


def key_hash64(kind: str, value: str, search: SearchKey | None = None) -> int:
    """A value under a search key (the newest) cut to a signed 64-bit number, as the search keys are kept."""
    key = _opened(search or search_keys()[-1])
    digest = hmac.digest(key, kind.encode() + b"\0" + value.encode(), "sha256")
    return int.from_bytes(digest[:8], "big", signed=True)


@lru_cache(maxsize=8)
def _opened(search: SearchKey) -> bytes:
    return base64.b64decode(search.key)
