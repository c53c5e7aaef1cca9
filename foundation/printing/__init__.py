"""Printing: pages set as PDF/A with their own fonts, from nothing but what the program hands over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import ModuleType

from foundation.printing.dismantling import Sheet
from foundation.printing.drawing import Drawing, Vectors
from foundation.printing.fonts import add_faces, missing_characters
from foundation.printing.libraries import check_libraries
from foundation.printing.sheets import Asset, Enclosure, Printed, Stylesheet

__all__ = [
    "Asset",
    "Drawing",
    "Enclosure",
    "Printed",
    "Stylesheet",
    "Vectors",
    "add_faces",
    "check_libraries",
    "dismantle",
    "missing_characters",
    "typeset",
]


def typeset(
    html: str,
    style: Stylesheet,
    *,
    drawings: Mapping[str, Vectors] | None = None,
    images: Mapping[str, Asset] | None = None,
    enclosures: Sequence[Enclosure] = (),
) -> Printed:
    """`html` as a PDF/A-3a and PDF/UA-1 file: tagged, fonts embedded, the same bytes for the same input.

    Drawings and images are named in the page as `asset:NAME`. Raises `Refused` when the page asks for
    anything else, or when a character is missing from our faces; `Unavailable` when this machine cannot
    print.
    """
    printed: Printed = _engine().typeset(html, style, drawings or {}, images or {}, enclosures)
    return printed


def dismantle(
    html: str, style: Stylesheet, *, drawings: Mapping[str, Vectors], named: Mapping[str, str]
) -> Sheet:
    """`html` set on one page and taken apart, for `foundation.printing.plan`.

    `named`: drawings that are only places for something else, by the name under which the sheet tells their
    numbers. Raises `Refused` when the page needs a second sheet, besides what `typeset` raises.
    """
    sheet: Sheet = _engine().dismantle(html, style, drawings, named)
    return sheet


@lru_cache(maxsize=1)
def _engine() -> ModuleType:
    """The typesetter, loaded with the first document.

    It is large, a process that only verifies never needs it, and without its system libraries it could not
    say which of them are missing.
    """
    check_libraries()
    from foundation.printing import engine

    return engine
