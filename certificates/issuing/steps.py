"""The steps of issuing one certificate, each done in one go or not at all, each safe to do again.

    1 reserve   number and frozen content are written before anything else is done with them
    2 prepare   the credential is signed, then the document made around it, both from the frozen content
    3 file      to a temporary name, synced, renamed; then digest and credential go on record: → prepared
    4 screen    against the ban list of this moment
    5 issue     prepared → issued with its history in one transaction; the database compares the epochs

A crash between two steps leaves a certificate that the next run finds and carries on with. Nothing is made
before its number is on record, so there is nothing to repair (the lesson of certificate authorities).
"""

from __future__ import annotations

import asyncio
import uuid

import asyncpg
import msgspec

from certificates.credentials.actions import keep_credential, sign_credential
from certificates.documents.content import CertificateContent
from certificates.documents.render import render
from certificates.documents.signer import document_signer
from certificates.documents.timestamps import asking
from certificates.issuing.checks import check_document
from certificates.issuing.filing import file_document
from certificates.issuing.means import Press
from foundation.actor import Actor
from foundation.clock import now
from foundation.database import affected, execute, transaction
from foundation.errors import Stale, Unavailable
from foundation.history import record
from foundation.sealing import unseal
from foundation.text import Text, text
from screening.screenings.actions import screen
from screening.screenings.queries import ScreeningView

#: A stale screening, a serialization failure, a deadlock: screen again and try again.
_AGAIN = frozenset({"P0B02", "40001", "40P01"})
_TRIES = 10

SEALED_IN = "certificate.content"


class Reserved(msgspec.Struct, frozen=True):
    """A certificate between reservation and issue."""

    id: uuid.UUID
    public_id: str
    number: str
    person_id: uuid.UUID
    status: str
    content_sealed: bytes

    def content(self) -> CertificateContent:
        """What it says, as frozen when its number was reserved."""
        return msgspec.json.decode(unseal(self.content_sealed, SEALED_IN), type=CertificateContent)


async def prepare_document(actor: Actor, press: Press, certificate: Reserved) -> None:
    """Steps 2 and 3: sign, typeset, check, file, and write down digest and credential."""
    content = certificate.content()
    signed = await sign_credential(certificate.id, content)
    document = await asyncio.to_thread(
        render,
        content,
        credential=signed.body,
        signer=document_signer(),
        signed_at=now(),
        timestamp_of=asking(press.timestamps),
    )
    await asyncio.to_thread(check_document, document, content)
    digest = await asyncio.to_thread(file_document, press.folder, certificate.public_id, document)
    async with transaction():
        changed = await execute(
            "UPDATE certificate SET status = 'prepared', pdf_sha256 = $2, prepared_at = $3"
            " WHERE id = $1 AND status = 'reserved'",
            certificate.id,
            digest,
            now(),
        )
        if affected(changed):
            await keep_credential(certificate.id, signed)
            await record(actor, "certificate.prepared", ("certificate", certificate.id))


async def issue_prepared(actor: Actor, certificate: Reserved) -> Text | None:
    """Steps 4 and 5. Nothing when it was issued, else why it waits."""
    for _ in range(_TRIES):
        screening = await screen(actor, certificate.person_id, "issue", "certificate")
        if screening.result != "clear":
            return text("A possible match with the ban register is not resolved.")
        try:
            await _issue(actor, certificate, screening)
        except asyncpg.PostgresError as error:
            if error.sqlstate in _AGAIN:
                continue
            if error.sqlstate == "P0B04":
                return text("A possible match with the ban register is not resolved.")
            raise
        return None
    raise Unavailable(text("The ban list changes faster than certificates can be checked against it."))


async def _issue(actor: Actor, certificate: Reserved, screening: ScreeningView) -> None:
    async with transaction():
        changed = await execute(
            "UPDATE certificate SET status = 'issued', issued_at = $2, screening_id = $3,"
            " screened_epoch = $4, screened_identity_version = $5 WHERE id = $1 AND status = 'prepared'",
            certificate.id,
            now(),
            screening.id,
            screening.epoch,
            screening.identity_version,
        )
        if not affected(changed):
            raise Stale(text("Certificate {number} is being issued elsewhere.", number=certificate.number))
        await record(
            actor, "certificate.issued", ("certificate", certificate.id), {"status": ("prepared", "issued")}
        )
