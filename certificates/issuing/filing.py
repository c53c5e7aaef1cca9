"""Puts finished documents on the disk so that each is either whole or not there."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Mapping
from pathlib import Path


def path_of(folder: Path, public_id: str) -> Path:
    """Where a certificate's document lies: two letters of its random name spread the folders."""
    return folder / public_id[:2] / f"{public_id}.pdf"


def file_document(folder: Path, public_id: str, document: bytes) -> bytes:
    """File one document; its SHA-256."""
    return file_documents(folder, {public_id: document})[public_id]


def file_documents(folder: Path, documents: Mapping[str, bytes]) -> dict[str, bytes]:
    """Write each to a temporary name, sync, rename; then sync the folders. Their SHA-256.

    Doing it again with the same bytes changes nothing that a reader could see. Each writer has a name of its
    own for the draft, so that two of them cannot mix; what a killed one left behind is cleared away.
    """
    for public_id, document in documents.items():
        _file(path_of(folder, public_id), document)
    for touched in {path_of(folder, public_id).parent for public_id in documents}:
        _sync(touched)
    return {public_id: hashlib.sha256(document).digest() for public_id, document in documents.items()}


def _file(target: Path, document: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(f".{secrets.token_hex(4)}.part")
    with draft.open("wb") as file:
        file.write(document)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(target)
    for left in target.parent.glob(f"{target.stem}.*.part"):
        left.unlink(missing_ok=True)


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
