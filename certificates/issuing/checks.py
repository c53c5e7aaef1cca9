"""Reads a finished document back before it can be issued: what was drawn must be what was meant."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pypdfium2 as pdfium
import zxingcpp

from certificates.documents.content import CertificateContent
from foundation.errors import Refused, own_rule
from foundation.printing.reading import reading_pdf
from foundation.text import Text, text

READ_BACK = own_rule(
    "CERT-READ",
    text("A certificate is issued only when it was read back whole: one page, its fields, its QR code"),
)
_DPI = 100
_MARGIN = 12.0
#: Left, bottom, right, top of a code, as distances from the page's edges in points.
_Place = tuple[float, float, float, float]
#: Where the code was on the last page of this size: all pages of one design have it in one place.
_places: dict[tuple[float, float], _Place] = {}


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
        if content.verification_url not in _codes(page):
            raise _refused(text("its QR code cannot be read"))


def _codes(page: Any) -> list[str]:
    """What the codes on the page say: looked for where the last one was, then everywhere."""
    size = page.get_size()
    if place := _places.get(size):
        found = _read(page.render(scale=_DPI / 72, grayscale=True, crop=place).to_pil())
        if found:
            return [code.text for code in found]
    found = _read(page.render(scale=_DPI / 72, grayscale=True).to_pil())
    if len(found) == 1:
        _places[size] = _around(found[0].position, size)
    return [code.text for code in found]


def _read(image: Any) -> list[Any]:
    kinds = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    return list(zxingcpp.read_barcodes(image, formats=kinds))


def _around(position: Any, size: tuple[float, float]) -> _Place:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    across = [corner.x * 72 / _DPI for corner in corners]
    down = [corner.y * 72 / _DPI for corner in corners]
    width, height = size
    edges = (min(across), height - max(down), width - max(across), min(down))
    left, bottom, right, top = (max(0.0, edge - _MARGIN) for edge in edges)
    return left, bottom, right, top


def _signs(written: str) -> str:
    """Letters and figures only: every reader tells spaces and hyphens at the ends of lines differently."""
    return "".join(sign for sign in written if sign.isalnum())


def _refused(why: Text) -> Refused:
    return Refused(text("The document was not issued: {why}.", why=why), rule=READ_BACK)
