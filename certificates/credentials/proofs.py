"""Data Integrity proofs (W3C vc-di-eddsa): made in two suites over the same document, checked in one.

`eddsa-rdfc-2022` comes first, since some verifiers take the first proof only. We check `eddsa-jcs-2022`:
it covers every byte, while a JSON-LD processor leaves unknown terms out of what it verifies.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import rfc8785

from certificates.credentials.contexts import contexts
from certificates.credentials.multikey import from_multibase, multibase
from certificates.credentials.signing import Issuer, signed_by

Document = dict[str, Any]

JCS: Final = "eddsa-jcs-2022"
RDFC: Final = "eddsa-rdfc-2022"


def moment(at: datetime) -> str:
    """A moment as credentials write it: whole seconds, UTC."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def with_proofs(document: Document, issuer: Issuer, created: datetime) -> Document:
    """The document with its set of two proofs, in the order in which verifiers want them."""
    return {**document, "proof": [_proof(document, issuer, created, suite) for suite in (RDFC, JCS)]}


def canonical(document: Any) -> bytes:
    """JCS (RFC 8785): one sequence of bytes for one document."""
    return rfc8785.dumps(document)


def _proof(document: Document, issuer: Issuer, created: datetime, suite: str) -> Document:
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "created": moment(created),
        "verificationMethod": issuer.method,
        "proofPurpose": "assertionMethod",
    }
    signature = issuer.credentials.sign(_digest(document, options, suite))
    # The suite for JCS signs the context with the options and keeps it there; the other one only signs it.
    kept = {"@context": document["@context"], **options} if suite == JCS else options
    return {**kept, "proofValue": multibase(signature)}


def _digest(document: Document, options: Document, suite: str) -> bytes:
    write = canonical if suite == JCS else _quads
    bound = {"@context": document["@context"], **options}
    return hashlib.sha256(write(bound)).digest() + hashlib.sha256(write(document)).digest()


def _quads(document: Document) -> bytes:
    from pyld import jsonld  # half a second to load: only whoever signs pays for it

    quads: str = jsonld.normalize(
        document,
        {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _pinned_only},
    )
    return quads.encode()


def _pinned_only(url: str, options: Any) -> Document:
    """Nothing but the pinned contexts; an unknown address is an error (`KeyError`), not a request."""
    return {"contextUrl": None, "documentUrl": url, "document": contexts()[url]}


def verified_by(document: Mapping[str, Any], public_keys: Mapping[str, bytes]) -> str | None:
    """The verification method whose JCS proof over the whole document holds, or nothing.

    `public_keys` are those that the issuer lists for assertions, by their identifiers.
    """
    proofs = document.get("proof")
    for proof in proofs if isinstance(proofs, list) else [proofs]:
        if (
            isinstance(proof, dict)
            and proof.get("cryptosuite") == JCS
            and _holds(document, proof, public_keys)
        ):
            return str(proof["verificationMethod"])
    return None


def _holds(document: Mapping[str, Any], proof: Document, public_keys: Mapping[str, bytes]) -> bool:
    method = proof.get("verificationMethod")
    if proof.get("type") != "DataIntegrityProof" or proof.get("proofPurpose") != "assertionMethod":
        return False
    if not isinstance(method, str) or method not in public_keys:
        return False
    if proof.get("@context", document.get("@context")) != document.get("@context"):
        return False
    plain = {name: value for name, value in document.items() if name != "proof"}
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    try:
        signature = from_multibase(str(proof.get("proofValue")))
        digest = hashlib.sha256(canonical(options)).digest() + hashlib.sha256(canonical(plain)).digest()
    except (ValueError, rfc8785.CanonicalizationError):
        return False
    return signed_by(public_keys[method], signature, digest)
