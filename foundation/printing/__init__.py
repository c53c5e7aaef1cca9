"""Printing: pages set as PDF/A with their own fonts, from nothing but what the program hands over."""

from __future__ import annotations

from foundation.printing.drawing import Drawing, Vectors
from foundation.printing.engine import Enclosure, Printed, Stylesheet, typeset
from foundation.printing.fetcher import Asset
from foundation.printing.fonts import add_faces, missing_characters
from foundation.printing.libraries import check_libraries

__all__ = [
    "Asset",
    "Drawing",
    "Enclosure",
    "Printed",
    "Stylesheet",
    "Vectors",
    "add_faces",
    "check_libraries",
    "missing_characters",
    "typeset",
]
