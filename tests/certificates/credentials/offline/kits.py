"""Kits in memory and in folders, and what the checks say of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf

from certificates.credentials.offline.checks import Report, check
from certificates.credentials.offline.kit import Kit, read_kit
from certificates.credentials.offline.reading import read_file
from certificates.credentials.proofs import canonical, with_proofs
from certificates.credentials.signing import FileSigner, Issuer
from foundation.clock import now
from foundation.database import fetchval
from tests.certificates.builders import ADDRESS, ISSUER

Files = dict[str, bytes]
NAMES = {
    "certificate.pdf",
    "credential.json",
    "did.json",
    "status-revocation.json",
    "status-suspension.json",
    "contexts.json",
    "checkpoint",
    "inclusion.json",
    "log-key",
    "verify.html",
    "document-roots.pem",
    "document-struck-off",
}
STRANGER = Issuer(ADDRESS, FileSigner(bytes(range(9, 41))), FileSigner(bytes(range(8, 40))))


async def number() -> str:
    return str(await fetchval("SELECT number FROM certificate ORDER BY number LIMIT 1"))


def kit_of(files: Files, folder: Path) -> Kit:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return read_kit(folder)


def told(files: Files, tmp_path: Path, name: str = "credential.json", at: datetime | None = None) -> Report:
    return check(read_file(files[name]), kit_of(files, tmp_path / "kit"), at or now())


def outcomes(report: Report) -> dict[str, str]:
    return {one.name: one.outcome for one in report.checks}


def resigned(files: Files, change: Callable[[Any], None], signer: Issuer = ISSUER) -> Files:
    """The credential changed and signed anew: whatever is wrong then, it is not the signature."""
    said = json.loads(files["credential.json"])
    said.pop("proof")
    change(said)
    return files | {"credential.json": canonical(with_proofs(said, signer, now()))}


def stripped(pdf: bytes) -> bytes:
    with pikepdf.Pdf.open(BytesIO(pdf)) as opened:
        del opened.attachments[next(iter(opened.attachments))]
        left = BytesIO()
        opened.save(left)
    return left.getvalue()
