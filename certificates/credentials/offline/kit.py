"""What a verifier needs beside the certificate: keys, status lists, contexts, and the log's checkpoint."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

import msgspec

from certificates.credentials import queries
from certificates.credentials.contexts import kit as contexts
from certificates.credentials.offline.browser_page import NAME as PAGE
from certificates.credentials.offline.browser_page import browser_page, kit_of_files
from certificates.credentials.signing import issuer
from certificates.documents.trust import DocumentTrust, document_trust, read_trust, written
from certificates.log.actions import sequence
from certificates.log.queries import inclusion_of, latest_note, verifier_keys
from certificates.register.actions import export_document
from certificates.register.queries import by_number
from certificates.status.actions import sign_lists
from certificates.status.queries import status_list
from foundation.errors import NotFound, Unavailable
from foundation.text import text

Document = dict[str, Any]


class Kit(msgspec.Struct, frozen=True):
    """All from one issuer. What is missing is left empty; the checks then say what they cannot tell."""

    did: Document
    lists: list[Document] = []
    log_keys: list[str] = []
    checkpoint: str = ""
    inclusion: Document = {}
    documents: DocumentTrust = DocumentTrust()


_LIST: Final = re.compile(r"/status/(revocation|suspension)/(\d{1,6})$")


async def exported(number: str) -> dict[str, bytes]:
    """The files that let anybody verify this certificate without network, by name.

    Raises `NotFound` for an unknown number, `Unavailable` where the certificate has no credential.
    """
    row = await by_number(number.strip().upper())
    document = await export_document(number)
    found = await queries.of_certificate(row.id)
    if found is None:
        raise Unavailable(text("Certificate {number} has no signed credential.", number=row.number))
    await sequence()
    await sign_lists()
    revocation, suspension = await _lists_of(json.loads(found.body))
    proof = await inclusion_of(row.id)
    if proof is None:
        raise Unavailable(text("Certificate {number} is not in the log yet.", number=row.number))
    files = {
        "certificate.pdf": document,
        "credential.json": found.body,
        "did.json": _json(await queries.did_now()),
        "status-revocation.json": revocation,
        "status-suspension.json": suspension,
        "contexts.json": _json(contexts()),
        "checkpoint": proof[0].encode(),
        "inclusion.json": _json(proof[1]),
        "log-key": "".join(f"{key}\n" for key in await verifier_keys()).encode(),
        **written(await document_trust()),
    }
    return {**files, PAGE: browser_page(kit_of_files(files))}


async def own_kit(credential: Document) -> Kit:
    """What this installation itself knows: always as fresh as its database."""
    await sign_lists()
    lists = [json.loads(body) for body in await _lists_of(credential)]
    token = str(credential.get("id", "")).rsplit("/", 1)[-1]
    found = await queries.by_token(token)
    proof = await inclusion_of(found.certificate_id) if found else None
    note = proof[0] if proof else await latest_note() or ""
    keys = await verifier_keys()
    return Kit(await queries.did_now(), lists, keys, note, proof[1] if proof else {}, await document_trust())


async def _lists_of(credential: Document) -> list[bytes]:
    """Our own lists that the credential names; whoever names others has to show them."""
    found = []
    entries = credential.get("credentialStatus")
    for entry in entries if isinstance(entries, list) else []:
        named = str(entry.get("statusListCredential", "")) if isinstance(entry, dict) else ""
        place = _LIST.search(named) if named.startswith(f"{issuer().address}/") else None
        kept = await status_list(int(place[2]), place[1]) if place else None
        if kept is not None:
            found.append(kept.body)
    return found


def read_kit(folder: Path) -> Kit:
    """A kit from a folder. Raises `NotFound` without did.json, `Unavailable` for a damaged file."""
    if not (folder / "did.json").is_file():
        raise NotFound(text("There is no did.json in {folder}.", folder=str(folder)))
    try:
        return Kit(
            _read(folder / "did.json"),
            [_read(file) for file in sorted(folder.glob("status-*.json"))],
            _lines(folder / "log-key"),
            (folder / "checkpoint").read_text("utf-8") if (folder / "checkpoint").is_file() else "",
            _read(folder / "inclusion.json") if (folder / "inclusion.json").is_file() else {},
            read_trust(_bytes(folder / "document-roots.pem"), _bytes(folder / "document-struck-off")),
        )
    except (ValueError, OSError) as error:
        raise Unavailable(text("The kit in {folder} cannot be read.", folder=str(folder))) from error


def _read(file: Path) -> Document:
    found = json.loads(file.read_bytes())
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found


def _bytes(file: Path) -> bytes:
    return file.read_bytes() if file.is_file() else b""


def _lines(file: Path) -> list[str]:
    return file.read_text("utf-8").split() if file.is_file() else []


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
