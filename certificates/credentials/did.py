"""The issuer's identifier (did:web), and the document that lists its keys."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote, urlsplit

from certificates.credentials.multikey import multikey

CONTEXTS: Final = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]


def did_of(address: str) -> str:
    """`https://host:port/path` → `did:web:host%3Aport:path`."""
    parts = urlsplit(address)
    return ":".join(["did:web", quote(parts.netloc, safe=""), *(p for p in parts.path.split("/") if p)])


def log_name_of(address: str) -> str:
    """A log is named by its address without the scheme."""
    parts = urlsplit(address)
    return f"{parts.netloc}{parts.path.rstrip('/')}/log"


def did_document(did: str, public_keys: list[bytes]) -> dict[str, Any]:
    """Every key whose signatures count. A compromised one must be left out altogether: verifiers ignore
    `revoked` and `expires`, and some look only at `verificationMethod`."""
    methods = [
        {
            "id": f"{did}#{multikey(key)}",
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": multikey(key),
        }
        for key in public_keys
    ]
    names = [method["id"] for method in methods]
    return {"@context": CONTEXTS, "id": did, "verificationMethod": methods, "assertionMethod": names}
