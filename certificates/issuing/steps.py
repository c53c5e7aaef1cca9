"""The steps of issuing, for many certificates at a time; each is done in one go or not at all, and safe to
do again.

    1 reserve   number and frozen content are written before anything else is done with them
    2 make      the credential is signed, then the document made around it, both from the frozen content
    3 file      to a temporary name, synced, renamed; then digest and credential go on record: → prepared
    4 screen    against the ban list of this moment
    5 issue     prepared → issued with its history in one transaction; the database compares the epochs, and
                the former version, if there is one, ends in the same statement

A crash between two steps leaves a certificate that the next run finds and carries on with. Nothing is made
before its number is on record, so there is nothing to repair (the lesson of certificate authorities).
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence

import asyncpg
import msgspec

from certificates.credentials.actions import keep_credentials
from certificates.documents.content import CertificateContent
from certificates.issuing.filing import file_documents
from certificates.issuing.making import Made
from certificates.issuing.means import Press
from certificates.issuing.replaced import follow
from foundation.actor import Actor
from foundation.clock import now
from foundation.database import affected, execute, fetch, transaction
from foundation.errors import Stale, Unavailable
from foundation.history import record_many
from foundation.sealing import unseal
from foundation.text import Text, text
from screening.screenings.actions import screen_many
from screening.screenings.queries import ScreeningView

#: A stale screening, a serialization failure, a deadlock: screen again and try again.
_AGAIN = frozenset({"P0B02", "40001", "40P01"})
_TRIES = 10

SEALED_IN = "certificate.content"

#: The rows stay locked until the files are on record: nobody else files them in between.
_STILL_RESERVED = """
SELECT id, public_id FROM certificate WHERE id = ANY($1::uuid[]) AND status = 'reserved'
 ORDER BY id FOR UPDATE
"""
_PREPARED = """
UPDATE certificate c SET status = 'prepared', pdf_sha256 = x.digest, prepared_at = $3
  FROM unnest($1::uuid[], $2::bytea[]) AS x (id, digest) WHERE c.id = x.id
"""
_ISSUED = """
UPDATE certificate c SET status = 'issued', issued_at = $5, screening_id = x.screening,
       screened_epoch = x.epoch, screened_identity_version = x.identity
  FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::integer[]) AS x (id, screening, epoch, identity)
 WHERE c.id = x.id AND c.status = 'prepared'
"""


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


async def file_and_keep(actor: Actor, press: Press, made: Sequence[Made]) -> None:
    """Step 3: documents on the disk, digests and credentials on record, all of them or none.

    What somebody else has prepared meanwhile is left as it is.
    """
    async with transaction():
        rows = await fetch(_STILL_RESERVED, [one.certificate_id for one in made])
        names = {row["id"]: row["public_id"] for row in rows}
        mine = {one.certificate_id: one for one in made if one.certificate_id in names}
        if not mine:
            return
        documents = {names[key]: one.document for key, one in mine.items()}
        digests = await asyncio.to_thread(file_documents, press.folder, documents)
        await execute(_PREPARED, list(mine), [digests[names[key]] for key in mine], now())
        await keep_credentials({key: one.credential for key, one in mine.items()})
        await record_many(actor, "certificate.prepared", "certificate", dict.fromkeys(mine))


async def issue_prepared(actor: Actor, certificate: Reserved) -> Text | None:
    """Steps 4 and 5 for one. Nothing when it was issued, else why it waits."""
    for _ in range(_TRIES):
        try:
            return (await issue_together(actor, [certificate])).get(certificate.id)
        except asyncpg.PostgresError as error:
            if error.sqlstate in _AGAIN:
                continue
            if error.sqlstate == "P0B04":
                return _unresolved()
            if error.sqlstate == "P0B11":
                return text("The version before is suspended or withdrawn; it is not replaced.")
            if error.sqlstate == "P0B10":
                return text("The key that signed it was struck off; resume issuing to have it made anew.")
            raise
    raise Unavailable(text("The ban list changes faster than certificates can be checked against it."))


async def issue_together(actor: Actor, certificates: Sequence[Reserved]) -> dict[uuid.UUID, Text]:
    """Steps 4 and 5 for many; why some wait. The others are issued, all of them or none.

    What the database refuses (a ban came in between) it refuses for all: then each is tried alone.
    """
    people = [certificate.person_id for certificate in certificates]
    screenings = await screen_many(actor, people, "issue", "certificate")
    waiting: dict[uuid.UUID, Text] = {}
    clear: dict[uuid.UUID, ScreeningView] = {}
    for certificate in certificates:
        screening = screenings[certificate.person_id]
        if screening.result == "clear":
            clear[certificate.id] = screening
        else:
            waiting[certificate.id] = _unresolved()
    if clear:
        await _issue(actor, clear)
    return waiting


async def _issue(actor: Actor, screened: dict[uuid.UUID, ScreeningView]) -> None:
    async with transaction():
        done = await execute(
            _ISSUED,
            list(screened),
            [one.id for one in screened.values()],
            [one.epoch for one in screened.values()],
            [one.identity_version for one in screened.values()],
            now(),
        )
        if affected(done) != len(screened):
            raise Stale(text("It is being issued elsewhere."))
        changes = {"status": ("prepared", "issued")}
        await record_many(actor, "certificate.issued", "certificate", dict.fromkeys(screened, changes))
        await follow(actor, list(screened))


def _unresolved() -> Text:
    return text("A possible match with the ban register is not resolved.")
