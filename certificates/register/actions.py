"""Hand out the issued document: as it was filed, or not at all."""

from __future__ import annotations

from certificates.issuing.filing import read_document
from certificates.issuing.means import press
from certificates.register.queries import CertificateRow, by_number, find_certificate
from foundation.actor import Actor
from foundation.errors import Conflict, Unavailable
from foundation.history import record
from foundation.text import text


async def open_document(actor: Actor, public_id: str) -> tuple[CertificateRow, bytes]:
    """The certificate and its document, for a person within scope; the look is put on record."""
    actor.require("certificates.certificate.view")
    certificate = await find_certificate(actor, public_id)
    document = _document(certificate)
    await record(actor, "certificate.document_opened", ("certificate", certificate.id))
    return certificate, document


async def export_document(number: str) -> bytes:
    """The document of the newest version under a number, for whoever runs the installation."""
    return _document(await by_number(number.strip().upper()))


def _document(certificate: CertificateRow) -> bytes:
    if certificate.pdf_sha256 is None:
        raise Conflict(text("Certificate {number} is not issued yet.", number=certificate.number))
    document = read_document(press().folder, certificate.public_id, certificate.pdf_sha256)
    if document is None:
        raise Unavailable(
            text(
                "The document of certificate {number} is not in the archive as it was issued.",
                number=certificate.number,
            ),
            remedy=text("Restore the folder of documents from the backup."),
        )
    return document
