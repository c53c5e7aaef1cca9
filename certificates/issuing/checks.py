"""Reads a typeset document back before it can be issued: what was drawn must be what was meant."""

from __future__ import annotations

from io import BytesIO

import pypdfium2 as pdfium
import zxingcpp

from certificates.documents.content import CertificateContent
from foundation.errors import Refused
from foundation.printing.reading import reading_pdf
from foundation.text import Text, text

_DPI = 100


def check_document(document: bytes, content: CertificateContent) -> None:
    """Raises `Refused` unless it is one page, names holder and number, and its QR code leads to this one."""
    with reading_pdf(), pdfium.PdfDocument(BytesIO(document)) as pdf:
        if len(pdf) != 1:
            raise _refused(text("it has {pages} pages instead of one", pages=len(pdf)))
        page = pdf[0]
        drawn = _signs(page.get_textpage().get_text_range())
        for wanted in (content.holder_name, content.certificate_number, content.check_code):
            if _signs(wanted) not in drawn:
                raise _refused(text("a field is missing from the page"))
        image = page.render(scale=_DPI / 72, grayscale=True).to_pil()
    codes = [
        code.text
        for code in zxingcpp.read_barcodes(
            image, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
        )
    ]
    if content.verification_url not in codes:
        raise _refused(text("its QR code cannot be read"))


def _signs(written: str) -> str:
    """Letters and figures only: every reader tells spaces and hyphens at the ends of lines differently."""
    return "".join(sign for sign in written if sign.isalnum())


def _refused(why: Text) -> Refused:
    return Refused(text("The document was not issued: {why}.", why=why))
