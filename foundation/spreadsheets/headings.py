"""How headings are compared: 姓 名 is 姓名, *证件号码（18位） is 证件号码."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_BRACKETED = re.compile(r"[(\[【〔<《「].*?[)\]】〕>》」]")
_IGNORED = re.compile(r"[\s*★☆✱:,.、。;；_\-–—/|()\[\]【】〔〕<>《》「」'\"“”]|[\u200b-\u200f\ufeff]")


def heading_key(written: str) -> str:
    """What is left of a heading for comparison, brackets' contents included."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", written)).casefold()


def heading_keys(written: str) -> tuple[str, str]:
    """The heading's key, and its key without what stands in brackets."""
    folded = unicodedata.normalize("NFKC", written)
    return heading_key(folded), heading_key(_BRACKETED.sub("", folded))


def heading_set(known: Iterable[str]) -> frozenset[str]:
    """The keys of known headings, for `is_known`."""
    return frozenset(heading_key(written) for written in known)


def is_known(written: str, known: frozenset[str]) -> bool:
    """Whether the heading is one of the known."""
    return not known.isdisjoint(heading_keys(written))
