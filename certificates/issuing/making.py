"""Makes one document from its order: the credential signed, the page filled and signed, both read back.

Pure work for the processor. It signs through ports only, so it can be done in a process without keys.
"""

from __future__ import annotations

import uuid
from datetime import datetime

import msgspec

from certificates.credentials.actions import Signed, signed
from certificates.credentials.rules import Statement
from certificates.credentials.signing import Issuer
from certificates.documents.content import CertificateContent
from certificates.documents.render import render
from certificates.documents.signer import DocumentSigner
from certificates.documents.timestamps import asking
from certificates.issuing.checks import check_document


class Order(msgspec.Struct, frozen=True):
    """Everything that goes into one document; nothing else does."""

    certificate_id: uuid.UUID
    statement: Statement
    content: CertificateContent
    reserved_at: datetime
    signed_at: datetime
    timestamps: str = ""


class Made(msgspec.Struct, frozen=True):
    """A document and the credential inside it."""

    certificate_id: uuid.UUID
    credential: Signed
    document: bytes


class Means(msgspec.Struct, frozen=True):
    """Who signs credentials, and who documents."""

    issuer: Issuer
    documents: DocumentSigner


def make(order: Order, means: Means) -> Made:
    """The document of this order. Raises `Refused` for what must not be issued."""
    credential = signed(order.statement, means.issuer, order.reserved_at)
    document = render(
        order.content,
        credential=credential.body,
        signer=means.documents,
        signed_at=order.signed_at,
        timestamp_of=asking(order.timestamps),
    )
    check_document(document, order.content)
    return Made(order.certificate_id, credential, document)
