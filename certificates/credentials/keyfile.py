"""Finds the signing keys at start, makes them on the first one, and refuses to go on with missing ones."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certificates.credentials.signing import FileSigner, Issuer, Purpose, use_issuer
from foundation.clock import now
from foundation.database import affected, execute, fetch, transaction
from foundation.errors import Unavailable
from foundation.settings import Settings
from foundation.text import text

PURPOSES: tuple[Purpose, ...] = ("credential", "log")
NAME = "signing-keys.json"
#: Any fixed number.
_LOCK = 7_005


class PrivateKey(msgspec.Struct, frozen=True):
    """One private key, 32 bytes in base 64."""

    purpose: Purpose
    private: str

    def signer(self) -> FileSigner:
        return FileSigner(base64.b64decode(self.private))


class KeyFile(msgspec.Struct, frozen=True):
    """The signing keys of an installation that can still be used."""

    keys: list[PrivateKey]


async def open_signing_keys(settings: Settings) -> Issuer:
    """Load the file beside the sealing keys and prove that it holds the keys this database names active.

    Keys are made only where none was ever registered, and by one of several processes that start at once.
    """
    async with transaction():
        await execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
        means = await _open(settings)
    use_issuer(means)
    return means


async def _open(settings: Settings) -> Issuer:
    path = settings.data_dir / NAME
    active = {row["purpose"]: bytes(row["public_key"]) for row in await fetch(_ACTIVE)}
    known = _read(path) if path.exists() else KeyFile([])
    if not active and not known.keys:
        known = _write(path, KeyFile([new_key(purpose) for purpose in PURPOSES]))
    signers = [_signer(known, purpose, active.get(purpose), path) for purpose in PURPOSES]
    for purpose, signer in zip(PURPOSES, signers, strict=True):
        if purpose not in active:
            await _register(purpose, signer.public_key)
    return Issuer(settings.address, signers[0], signers[1])


async def rotate(settings: Settings, purpose: Purpose, *, compromised: bool = False) -> Issuer:
    """Sign with a new key from now on. The old one stays listed for what it signed; a compromised one is
    struck off the list and erased, and everything it signed has to be issued anew."""
    path = settings.data_dir / NAME
    fresh = new_key(purpose)
    known = _read(path)
    _write(path, KeyFile([*known.keys, fresh]))
    async with transaction():
        await execute(_END, purpose, "compromised" if compromised else "retired", now())
        await _register(purpose, fresh.signer().public_key)
    _write(path, KeyFile([key for key in known.keys if key.purpose != purpose] + [fresh]))
    return await open_signing_keys(settings)


async def strike_off(public_key: bytes) -> bool:
    """A retired key turns out to be compromised: nothing it signed counts any more. Whether there is one.

    The key in use is replaced by `rotate` instead: there is always one that signs.
    """
    changed = await execute(_STRIKE_OFF, public_key)
    return bool(affected(changed))


def new_key(purpose: Purpose) -> PrivateKey:
    """A fresh private key."""
    raw = Ed25519PrivateKey.generate().private_bytes_raw()
    return PrivateKey(purpose, base64.b64encode(raw).decode())


_ACTIVE = "SELECT purpose, public_key FROM issuer_key WHERE state = 'active'"
_STRIKE_OFF = "UPDATE issuer_key SET state = 'compromised' WHERE public_key = $1 AND state = 'retired'"
_END = "UPDATE issuer_key SET state = $2, until = $3 WHERE purpose = $1 AND state = 'active'"


async def _register(purpose: Purpose, public_key: bytes) -> None:
    await execute(
        "INSERT INTO issuer_key (public_key, purpose, state, since) VALUES ($1, $2, 'active', $3)"
        " ON CONFLICT DO NOTHING",
        public_key,
        purpose,
        now(),
    )


def _signer(known: KeyFile, purpose: Purpose, wanted: bytes | None, path: Path) -> FileSigner:
    for key in known.keys:
        if key.purpose == purpose and (wanted is None or key.signer().public_key == wanted):
            return key.signer()
    raise Unavailable(
        text("The signing keys of this database are missing."),
        remedy=text("Put the key file back at {path}.", path=str(path)),
    )


def _read(path: Path) -> KeyFile:
    if path.stat().st_mode & 0o077:
        raise Unavailable(
            text("The key file {path} can be read by others.", path=str(path)),
            remedy=text("Set its mode to 0600."),
        )
    try:
        return msgspec.json.decode(path.read_bytes(), type=KeyFile)
    except msgspec.DecodeError as error:
        raise Unavailable(text("The signing keys cannot be read.")) from error


def _write(path: Path, keys: KeyFile) -> KeyFile:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{secrets.token_hex(4)}.part")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(msgspec.json.encode(keys))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return keys
