"""Puts a finished document on the disk so that it is either whole or not there."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path


def path_of(folder: Path, public_id: str) -> Path:
    """Where a certificate's document lies: two letters of its random name spread the folders."""
    return folder / public_id[:2] / f"{public_id}.pdf"


def file_document(folder: Path, public_id: str, document: bytes) -> bytes:
    """Write to a temporary name, sync, rename, sync the folder; its SHA-256.

    Doing it again with the same bytes changes nothing that a reader could see. Each writer has a name of its
    own for the draft, so that two of them cannot mix; what a killed one left behind is cleared away.
    """
    target = path_of(folder, public_id)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(f".{secrets.token_hex(4)}.part")
    with draft.open("wb") as file:
        file.write(document)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(target)
    for left in target.parent.glob(f"{public_id}.*.part"):
        left.unlink(missing_ok=True)
    _sync(target.parent)
    return hashlib.sha256(document).digest()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_document(folder: Path, public_id: str, expected_sha256: bytes) -> bytes | None:
    """The filed document, or nothing when it is missing or not the one that was issued."""
    try:
        document = path_of(folder, public_id).read_bytes()
    except FileNotFoundError:
        return None
    return document if hashlib.sha256(document).digest() == expected_sha256 else None
