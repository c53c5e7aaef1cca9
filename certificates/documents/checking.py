"""Is this PDF exactly what we signed? Found out from the file alone and the roots that are trusted.

A signature that is valid says little by itself: whatever is appended to a signed file leaves it valid, and
common programs say so in words people overlook. Here a document is genuine only when the signature covers
the file from its first byte to its last.
"""

from __future__ import annotations

import hashlib
import re
from binascii import unhexlify
from collections.abc import Collection, Sequence
from datetime import datetime
from io import BytesIO
from itertools import islice
from typing import Final

import msgspec
import pypdfium2 as pdfium
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes

from certificates.documents.cms import Opened, open_signed_data
from certificates.documents.timestamps import time_of
from foundation.printing.reading import reading_pdf
from foundation.text import Text, text

ATTACHMENT: Final = "credential.json"
_RANGE: Final = re.compile(rb"/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]")
_MOMENT: Final = re.compile(rb"/M ?\(D:(\d{14})Z\)")
#: Of signatures, pages and attachments; more than that is no certificate.
_MOST: Final = 20


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """What can be said about a PDF's signature. Only `genuine` means that it is what we signed."""

    #: There is a signature of our kind in it.
    signed: bool
    #: Everything that the signature covers is as it was.
    intact: bool = False
    #: It covers the whole file; nothing was put behind it.
    whole: bool = False
    #: One of the roots vouches for its certificate, which was in force and is not struck off.
    trusted: bool = False
    #: Whose certificate it is.
    signer: str = ""
    #: When it was signed: as the signer says, or as a time-stamp in it says.
    signed_at: datetime | None = None
    timestamped: bool = False
    #: The credential that the file carries now; nothing where there is none, or more than one.
    attachment: bytes | None = None
    #: What was put behind the signature, as far as it can be named.
    later: tuple[Text, ...] = ()

    @property
    def genuine(self) -> bool:
        return self.signed and self.intact and self.whole and self.trusted


def check_pdf(document: bytes, roots: Sequence[bytes], struck_off: Collection[bytes] = ()) -> Findings:
    """Examine `document`: `roots` are DER certificates, `struck_off` SHA-256s of signers that count no more.

    Never raises: what cannot be read is not signed. Takes a few milliseconds; call it in a thread.
    """
    best = Findings(signed=False)
    trust = _Trust(tuple(roots), frozenset(struck_off))
    for found in islice(_RANGE.finditer(document), _MOST):
        start, first, second, rest = map(int, found.groups())
        if start == 0 and first < second <= second + rest <= len(document):
            findings = _examined(document, first, second, second + rest, trust)
            best = max(best, findings, key=_worth)
    return msgspec.structs.replace(best, attachment=look_into(document).credential)


def _worth(findings: Findings) -> tuple[bool, ...]:
    return (findings.signed, findings.intact, findings.trusted, findings.whole)


class _Trust(msgspec.Struct, frozen=True):
    roots: tuple[bytes, ...]
    struck_off: frozenset[bytes]

    def covers(self, signer: x509.Certificate, above: Sequence[bytes], at: datetime | None) -> bool:
        """Whether a root, and nobody else, vouches for this certificate, in force at that moment."""
        if not set(above) <= set(self.roots):
            return False
        if at is None or not signer.not_valid_before_utc <= at <= signer.not_valid_after_utc:
            return False
        if signer.fingerprint(hashes.SHA256()) in self.struck_off:
            return False
        return any(_issued_by(signer, root) for root in self.roots)


def _issued_by(signer: x509.Certificate, root: bytes) -> bool:
    try:
        signer.verify_directly_issued_by(x509.load_der_x509_certificate(root))
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _examined(document: bytes, first: int, second: int, end: int, trust: _Trust) -> Findings:
    """What the signature in this hole, over everything else up to `end`, is worth."""
    hole = document[first:second]
    if hole[:1] + hole[-1:] != b"<>":
        return Findings(signed=False)
    digest = hashlib.sha256(document[:first])
    digest.update(document[second:end])
    try:
        container = unhexlify(hole[1:-1])
        if container.hex().encode() != hole[1:-1]:
            return Findings(signed=True)
        opened = open_signed_data(container)
        return _judged(document, opened, digest.digest(), (first, end), trust)
    except ValueError:  # it is no signature that we could have made
        return Findings(signed=True)


def _judged(document: bytes, opened: Opened, digest: bytes, span: tuple[int, int], trust: _Trust) -> Findings:
    first, end = span
    signer, intact, whole = opened.signer, opened.holds(digest), end == len(document)
    stamp = time_of(opened.timestamp, opened.signature) if opened.timestamp else None
    at = stamp or _claimed(document[:first])
    return Findings(
        signed=True,
        intact=intact,
        whole=whole,
        trusted=intact and trust.covers(signer, opened.certificates[1:], at),
        signer=signer.subject.rfc4514_string(),
        signed_at=at,
        timestamped=stamp is not None,
        later=() if whole else _later(document[:end], document),
    )


def _claimed(before: bytes) -> datetime | None:
    """The moment that the signer names; it stands before the signature and is covered by it."""
    found = list(_MOMENT.finditer(before[-2_000:]))
    try:
        return datetime.strptime(found[-1][1].decode() + "+0000", "%Y%m%d%H%M%S%z") if found else None
    except ValueError:
        return None


class Seen(msgspec.Struct, frozen=True):
    """What a reader finds in a PDF."""

    pages: int = 0
    words: str = ""
    annotations: int = 0
    attachments: tuple[tuple[str, bytes], ...] = ()

    @property
    def credential(self) -> bytes | None:
        bodies = [body for name, body in self.attachments if name == ATTACHMENT]
        return bodies[0] if len(bodies) == 1 else None


def look_into(document: bytes) -> Seen:
    """Pages, words, annotations and attachments; nothing at all of what cannot be read."""
    try:
        with reading_pdf(), pdfium.PdfDocument(BytesIO(document)) as pdf:
            pages = [pdf[n] for n in range(min(len(pdf), _MOST))]
            attached = [pdf.get_attachment(n) for n in range(min(pdf.count_attachments(), _MOST))]
            return Seen(
                len(pdf),
                "".join(page.get_textpage().get_text_range() for page in pages),
                sum(pdfium.raw.FPDFPage_GetAnnotCount(page) for page in pages),
                tuple((one.get_name(), bytes(one.get_data())) for one in attached),
            )
    except pdfium.PdfiumError:
        return Seen()


def _later(signed: bytes, document: bytes) -> tuple[Text, ...]:
    before, now = look_into(signed), look_into(document)
    changes = (
        (now.pages != before.pages, text("pages were added or taken away")),
        (now.words != before.words, text("words were changed")),
        (now.annotations != before.annotations, text("notes or fields were put on the page")),
        (now.attachments != before.attachments, text("the data inside was replaced")),
    )
    return tuple(what for changed, what in changes if changed) or (text("something was appended"),)
