"""What goes into a document besides its page, and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from foundation.errors import Rule
from foundation.printing.fonts import families
from foundation.text import text

#: A document is complete in itself, legible everywhere, and never cut.
WHOLE: Final = Rule(
    "PRINT-WHOLE",
    text("A printed document carries everything it needs and fits its page"),
    "ISO 19005-3:2012（PDF/A-3）",
)


class Asset(msgspec.Struct, frozen=True):
    """A file that a print template may name as `asset:NAME`."""

    body: bytes
    media_type: str


class Enclosure(msgspec.Struct, frozen=True):
    """A file that travels inside the document as the data it shows."""

    name: str
    body: bytes
    description: str
    created: datetime


class Printed(msgspec.Struct, frozen=True):
    """A finished document."""

    pdf: bytes
    pages: int


class Stylesheet:
    """A style sheet and the faces it brings; in it, `var(--faces)` names the common ones.

    Keep one for as long as the template lives: it is parsed the first time it is used.
    """

    def __init__(self, css: str, display_faces: Mapping[str, bytes] | None = None) -> None:
        self.css = css
        self.display_faces = dict(display_faces or {})

    @property
    def families(self) -> set[str]:
        """Families a document may be set in."""
        return {*families(), *self.display_faces}
