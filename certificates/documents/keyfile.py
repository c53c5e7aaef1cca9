"""The ceremony of the documents' keys: made at the first start, found at every later one, replaced on demand.

Two files: the root's key, which vouches for signers and may be taken away to a safe place, and the signer's,
which the service needs every day.
"""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path
from typing import Final

import msgspec

from certificates.documents.signer import (
    DocumentSigner,
    FileDocumentSigner,
    document_signer,
    new_key,
    root_certificate,
    signer_certificate,
    use_document_signer,
)
from foundation.clock import now
from foundation.database import affected, execute, fetchrow, transaction
from foundation.errors import Unavailable
from foundation.settings import Settings
from foundation.text import text

SIGNER: Final = "document-signer.json"
ROOT: Final = "document-root.json"
#: Any fixed number.
_LOCK: Final = 7_009
_ACTIVE: Final = "SELECT certificate, root FROM document_signer WHERE state = 'active'"
_END: Final = "UPDATE document_signer SET state = $1, until = $2 WHERE state = 'active'"
_STRIKE_OFF: Final = (
    "UPDATE document_signer SET state = 'compromised' WHERE certificate = $1 AND state = 'retired'"
)


#: Where the signer was found, for the one that takes its place.
_settings: Settings | None = None


class Kept(msgspec.Struct, frozen=True):
    """A private key and its certificate, in base 64."""

    key: str
    certificate: str

    @property
    def parts(self) -> tuple[bytes, bytes]:
        return base64.b64decode(self.key), base64.b64decode(self.certificate)


async def open_document_signer(settings: Settings) -> FileDocumentSigner:
    """Load the signer and prove that it is the one this database names; the first start makes it."""
    async with transaction():
        await execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
        active = await fetchrow(_ACTIVE)
        if active is None:
            await _register(*_ceremony(settings))
            active = await fetchrow(_ACTIVE)
        assert active is not None
        signer = _signer(settings, bytes(active["certificate"]), bytes(active["root"]))
    global _settings
    _settings = settings
    use_document_signer(signer)
    return signer


async def document_signer_now() -> DocumentSigner:
    """The signer that the database names at this moment: one replaced by another process is followed.

    Raises `Unavailable` where its key is not at hand here.
    """
    signer, active = document_signer(), await fetchrow(_ACTIVE)
    if active is None or signer.certificates[0] == bytes(active["certificate"]) or _settings is None:
        return signer
    return await open_document_signer(_settings)


async def rotate_document_signer(settings: Settings, *, compromised: bool = False) -> FileDocumentSigner:
    """Sign with a new key from now on, under the same root where its key is at hand, else under a new one.

    What a retired signer signed goes on counting; what a compromised one signed does not.
    """
    async with transaction():
        await execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
        await execute(_END, "compromised" if compromised else "retired", now())
        await _register(*_ceremony(settings))
    return await open_document_signer(settings)


async def strike_off_signer(certificate: bytes) -> bool:
    """A retired signer turns out to be compromised. Whether there is one."""
    return bool(affected(await execute(_STRIKE_OFF, certificate)))


def _ceremony(settings: Settings) -> tuple[bytes, bytes]:
    """Make a signer under the root; the signer's and the root's certificates."""
    at, path = now(), settings.data_dir / ROOT
    if path.exists():
        root_key, root = _read(path).parts
    else:
        root_key = new_key()
        root = root_certificate(root_key, settings.address, at)
        _write(path, root_key, root)
    key = new_key()
    certificate = signer_certificate(root_key, root, key, settings.address, at)
    _write(settings.data_dir / SIGNER, key, certificate)
    return certificate, root


async def _register(certificate: bytes, root: bytes) -> None:
    await execute(
        "INSERT INTO document_signer (certificate, root, state, since) VALUES ($1, $2, 'active', $3)",
        certificate,
        root,
        now(),
    )


def _signer(settings: Settings, certificate: bytes, root: bytes) -> FileDocumentSigner:
    path = settings.data_dir / SIGNER
    key, kept = _read(path).parts if path.exists() else (b"", b"")
    if kept != certificate:
        raise Unavailable(
            text("The key that signs documents for this database is missing."),
            remedy=text("Put the key file back at {path}.", path=str(path)),
        )
    return FileDocumentSigner(key, (certificate, root))


def _read(path: Path) -> Kept:
    if path.stat().st_mode & 0o077:
        raise Unavailable(
            text("The key file {path} can be read by others.", path=str(path)),
            remedy=text("Set its mode to 0600."),
        )
    try:
        return msgspec.json.decode(path.read_bytes(), type=Kept)
    except msgspec.DecodeError as error:
        raise Unavailable(text("The signing keys cannot be read.")) from error


def _write(path: Path, key: bytes, certificate: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{secrets.token_hex(4)}.part")
    kept = Kept(base64.b64encode(key).decode(), base64.b64encode(certificate).decode())
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(msgspec.json.encode(kept))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
