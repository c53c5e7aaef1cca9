"""Checkpoints as C2SP signed notes: the log's name, size and root, signed with Ed25519."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

import msgspec

from certificates.credentials.signing import Signer, signed_by

_ED25519 = b"\x01"


class Checkpoint(msgspec.Struct, frozen=True):
    """How long the log was, and its root then."""

    size: int
    root: bytes


def key_id(name: str, public_key: bytes) -> bytes:
    """Four bytes that say which key signed."""
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public_key).digest()[:4]


def verifier_key(name: str, public_key: bytes) -> str:
    """The public key as verifiers of signed notes take it."""
    told = base64.b64encode(_ED25519 + public_key).decode()
    return f"{name}+{key_id(name, public_key).hex()}+{told}"


def read_verifier_key(written: str) -> tuple[str, bytes]:
    """Name and public key. Raises `ValueError`."""
    name, told, key = written.strip().split("+", 2)
    data = base64.b64decode(key, validate=True)
    if len(data) != 33 or data[:1] != _ED25519 or key_id(name, data[1:]).hex() != told:
        raise ValueError("not a key for signed notes")
    return name, data[1:]


def signed_note(name: str, checkpoint: Checkpoint, signer: Signer) -> str:
    """The checkpoint with its signature."""
    said = f"{name}\n{checkpoint.size}\n{base64.b64encode(checkpoint.root).decode()}\n"
    signature = key_id(name, signer.public_key) + signer.sign(said.encode())
    return f"{said}\n— {name} {base64.b64encode(signature).decode()}\n"


def read_note(note: str, name: str, public_keys: Iterable[bytes]) -> Checkpoint:
    """The checkpoint, if the log of this name signed it with one of these keys. Raises `ValueError`."""
    said, _, signatures = note.partition("\n\n")
    origin, size, root, *_ = said.split("\n")
    known = {key_id(name, key): key for key in public_keys}
    for line in signatures.splitlines():
        sign, signer, written = line.split(" ", 2)
        signature = base64.b64decode(written, validate=True)
        key = known.get(signature[:4]) if (sign, signer) == ("—", name) else None
        if key is not None and signed_by(key, signature[4:], f"{said}\n".encode()):
            if origin != name or not size.isascii() or not size.isdigit():
                break
            return Checkpoint(int(size), base64.b64decode(root, validate=True))
    raise ValueError("not signed by this log")


def is_signed(note: str, name: str, public_key: bytes) -> bool:
    """Whether this key signed the checkpoint."""
    try:
        read_note(note, name, [public_key])
    except ValueError:
        return False
    return True
