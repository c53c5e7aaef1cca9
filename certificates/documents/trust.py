"""Whose signatures on documents count: every root there ever was, less what is compromised."""

from __future__ import annotations

import hashlib

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from certificates.documents.checking import Findings, check_pdf
from foundation.database import fetch


class DocumentTrust(msgspec.Struct, frozen=True):
    """Roots as DER certificates, and SHA-256s of signers that count no more."""

    roots: tuple[bytes, ...] = ()
    struck_off: frozenset[bytes] = frozenset()

    def check(self, document: bytes) -> Findings:
        """What `check_pdf` finds under this trust."""
        return check_pdf(document, self.roots, self.struck_off)


async def document_trust() -> DocumentTrust:
    """What this installation knows."""
    rows = await fetch("SELECT certificate, root, state FROM document_signer ORDER BY since, certificate")
    return DocumentTrust(
        tuple(dict.fromkeys(bytes(row["root"]) for row in rows)),
        frozenset(
            hashlib.sha256(row["certificate"]).digest() for row in rows if row["state"] == "compromised"
        ),
    )


def written(trust: DocumentTrust) -> dict[str, bytes]:
    """As the files of a kit: roots that any program reads, and digests of what is struck off."""
    roots = [x509.load_der_x509_certificate(root).public_bytes(Encoding.PEM) for root in trust.roots]
    lines = [f"{digest.hex()}\n".encode() for digest in sorted(trust.struck_off)]
    return {"document-roots.pem": b"".join(roots), "document-struck-off": b"".join(lines)}


def read_trust(roots: bytes, struck_off: bytes) -> DocumentTrust:
    """From the files of a kit. Raises `ValueError` for anything else."""
    found = x509.load_pem_x509_certificates(roots) if roots.strip() else []
    return DocumentTrust(
        tuple(one.public_bytes(Encoding.DER) for one in found),
        frozenset(bytes.fromhex(line.decode("ascii")) for line in struck_off.split()),
    )
