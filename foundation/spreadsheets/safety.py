"""No value of ours is taken for a formula by the program that opens the file (ASVS 1.2.10)."""

from __future__ import annotations

import re

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DANGEROUS = re.compile(r"\s*[=+\-@\t\r\0＝＋－＠]")
"""The signs of ASVS 1.2.10 and their full-width forms, which East Asian editions also take for formulas."""


def guarded(written: str) -> str:
    """The text, an apostrophe before a sign that could begin a formula; `foundation.reading` drops it."""
    return legible("'" + written if _DANGEROUS.match(written) else written)


def legible(written: str) -> str:
    """The text with a replacement sign for every character that no XML and no spreadsheet can hold."""
    return _ILLEGAL.sub("\ufffd", written)
