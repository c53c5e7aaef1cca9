"""Whatever is done to a signed document after signing is seen, and what it was is named where it can be."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pikepdf
import pypdf
import pytest
from pypdf.annotations import FreeText
from pypdf.generic import DecodedStreamObject, NameObject

from certificates.documents.checking import check_pdf
from certificates.documents.content import CertificateContent
from certificates.documents.render import render
from certificates.documents.signer import (
    FileDocumentSigner,
    new_key,
    root_certificate,
    signer_certificate,
)
from certificates.documents.trust import DocumentTrust, read_trust, written
from tests.certificates.builders import ADDRESS, document_maker
from tests.certificates.documents.papers import USUAL

AT = datetime(2026, 10, 18, 2, 30, tzinfo=UTC)
CREDENTIAL = b'{"number": 1}'
MAKER = document_maker()
ROOTS = [MAKER.certificates[1]]


def made(signer: FileDocumentSigner | None = MAKER, at: datetime = AT) -> bytes:
    return render(CertificateContent(**USUAL), credential=CREDENTIAL, signer=signer, signed_at=at)


@pytest.fixture(scope="module")
def document() -> bytes:
    return made()


def test_as_it_was_signed(document: bytes) -> None:
    found = check_pdf(document, ROOTS)
    assert found.genuine
    assert (found.attachment, found.signed_at, found.later) == (CREDENTIAL, AT, ())
    assert ADDRESS in found.signer


def updated(document: bytes, change: Callable[[pypdf.PdfWriter], None]) -> bytes:
    """With something appended the way editors do it: everything that was signed is still there."""
    writer = pypdf.PdfWriter(BytesIO(document), incremental=True)
    change(writer)
    out = BytesIO()
    writer.write(out)
    assert out.getvalue().startswith(document)
    return out.getvalue()


def reworded(writer: pypdf.PdfWriter) -> None:
    more = DecodedStreamObject()
    page = writer.pages[0]
    fonts: Any = page["/Resources"]["/Font"]  # type: ignore[index]
    font = next(name for name in fonts if "Filled" in fonts[name]["/BaseFont"])
    more.set_data(f"q 1 0 0 1 0 0 cm BT {font} 20 Tf 100 100 Td <0001> Tj ET Q".encode())
    page["/Contents"].append(writer._add_object(more))


def annotated(writer: pypdf.PdfWriter) -> None:
    writer.add_annotation(0, FreeText(text="一级 高级技师", rect=(200, 300, 400, 340)))


def exchanged(writer: pypdf.PdfWriter) -> None:
    spec = writer.root_object["/AF"][0].get_object()  # type: ignore[index]
    other = DecodedStreamObject()
    other.set_data(b'{"number": 2}')
    other[NameObject("/Type")] = NameObject("/EmbeddedFile")
    spec["/EF"][NameObject("/F")] = writer._add_object(other)


def lengthened(writer: pypdf.PdfWriter) -> None:
    writer.add_blank_page(842, 595)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (reworded, "words were changed"),
        (annotated, "notes or fields were put on the page"),
        (exchanged, "the data inside was replaced"),
        (lengthened, "pages were added or taken away"),
    ],
)
def test_something_was_put_behind_the_signature(
    document: bytes, change: Callable[[pypdf.PdfWriter], None], named: str
) -> None:
    found = check_pdf(updated(document, change), ROOTS)
    assert not found.genuine
    assert (found.signed, found.intact, found.whole, found.trusted) == (True, True, False, True)
    assert named in [what.english() for what in found.later]


def test_no_byte_can_be_flipped(document: bytes) -> None:
    for place in range(0, len(document), len(document) // 97):
        flipped = bytearray(document)
        flipped[place] ^= 1
        assert not check_pdf(bytes(flipped), ROOTS).genuine


def test_nothing_hides_where_the_signature_is_written(document: bytes) -> None:
    start = document.index(b"/Contents<") + len(b"/Contents<")
    end = document.index(b">", start)
    assert document[end - 8 : end] == b"0" * 8
    for hidden in (b"DEADBEEF", b"        ", b"%comment"):
        assert not check_pdf(document[: end - 8] + hidden + document[end:], ROOTS).genuine


def test_cut_off_lengthened_or_written_anew(document: bytes) -> None:
    anew = BytesIO()
    with pikepdf.open(BytesIO(document)) as pdf:
        pdf.save(anew)
    for changed in (document[:-1], document + b"\n", document[: len(document) // 2], anew.getvalue()):
        assert not check_pdf(changed, ROOTS).genuine


def test_a_document_without_signature_is_not_signed() -> None:
    for plain in (made(None), b"", b"%PDF-1.7", b"/ByteRange [0 1 2 3]", b"/ByteRange[0 9999999999 1 1]"):
        found = check_pdf(plain, ROOTS)
        assert (found.signed, found.genuine) == (False, False)


def test_a_signature_of_somebody_else() -> None:
    key, root_key = new_key(), new_key()
    root = root_certificate(root_key, ADDRESS, AT)
    stranger = FileDocumentSigner(key, (signer_certificate(root_key, root, key, ADDRESS, AT), root))
    found = check_pdf(made(stranger), ROOTS)
    assert (found.intact, found.whole, found.trusted) == (True, True, False)
    assert check_pdf(made(stranger), [*ROOTS, root]).genuine
    assert not check_pdf(made(stranger), [b"no certificate"]).genuine


def test_a_signer_outside_its_time_or_struck_off(document: bytes) -> None:
    assert not check_pdf(made(at=datetime(2019, 1, 1, tzinfo=UTC)), ROOTS).trusted
    off = {hashlib.sha256(MAKER.certificates[0]).digest()}
    found = check_pdf(document, ROOTS, off)
    assert (found.intact, found.trusted, found.genuine) == (True, False, False)


def test_somebody_elses_certificate_in_front_of_ours(document: bytes) -> None:
    """The key must be that of the certificate which the signature names."""
    key, root_key = new_key(), new_key()
    root = root_certificate(root_key, ADDRESS, AT)
    thief = FileDocumentSigner(key, (signer_certificate(root_key, root, key, ADDRESS, AT), root))
    thief._certificates = MAKER.certificates
    assert not check_pdf(made(thief), ROOTS).intact
    with pytest.raises(ValueError, match="another key's"):
        FileDocumentSigner(key, MAKER.certificates)


def test_a_second_signature_over_less_counts_for_nothing(document: bytes) -> None:
    span = re.search(rb"/ByteRange\[[\d ]+\]", document)
    assert span
    doubled = document + b"\n" + span.group() + b"\n"
    assert not check_pdf(doubled, ROOTS).genuine


def test_trust_travels_in_a_kit() -> None:
    trust = DocumentTrust(tuple(ROOTS), frozenset({b"\1" * 32}))
    files = written(trust)
    assert read_trust(files["document-roots.pem"], files["document-struck-off"]) == trust
    assert read_trust(b"", b"") == DocumentTrust()


def test_signing_again_gives_the_same_bytes(document: bytes) -> None:
    assert made() == document
