"""Takes the credential out of a file: a certificate's PDF, or the credential itself."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any, Final

import msgspec
import pypdfium2 as pdfium

from foundation.errors import Refused, Rule
from foundation.printing.reading import reading_pdf
from foundation.text import Text, text

READABLE: Final = Rule(
    "CRED-FORM",
    text("A certificate is read from a file that carries exactly one credential"),
    "W3C Verifiable Credentials Data Model 2.0",
    "6.1",
)
_LARGEST: Final = 20_000_000
_NAME: Final = "credential.json"


class Brought(msgspec.Struct, frozen=True):
    """What somebody brought to be checked; of a PDF also `printed`, the page's text, and the whole `file`."""

    body: bytes
    credential: dict[str, Any]
    printed: str | None = None
    file: bytes | None = None


def read_file(content: bytes) -> Brought:
    """Raises `Refused` when no credential can be read from it: then nothing can be told."""
    if len(content) > _LARGEST:
        raise _refused(text("The file is too large."))
    if content.startswith(b"%PDF"):
        return _from_pdf(content)
    return Brought(content, strict_json(content))


def _from_pdf(content: bytes) -> Brought:
    try:
        with reading_pdf(), pdfium.PdfDocument(BytesIO(content)) as pdf:
            attached = [pdf.get_attachment(n) for n in range(pdf.count_attachments())]
            bodies = [bytes(one.get_data()) for one in attached if one.get_name() == _NAME]
            printed = "".join(page.get_textpage().get_text_range() for page in pdf)
    except pdfium.PdfiumError as error:
        raise _refused(text("The file is a damaged PDF.")) from error
    if not bodies:
        raise _refused(text("The PDF carries no signed credential."))
    if len(bodies) > 1:
        raise _refused(text("The PDF carries more than one credential."))
    return Brought(bodies[0], strict_json(bodies[0]), printed, content)


def strict_json(content: bytes) -> dict[str, Any]:
    """An object that every reader of JSON understands the same way: no name twice, nothing but JSON."""
    try:
        found = json.loads(content, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _refused(text("The file is no readable JSON.")) from error
    if not isinstance(found, dict):
        raise _refused(text("The file is no credential."))
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _refused(why: Text) -> Refused:
    return Refused(why, rule=READABLE)
