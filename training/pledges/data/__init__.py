"""The versions of the pledge, read once; the digest is that of the Chinese words as they are signed."""

from __future__ import annotations

import hashlib
from datetime import date

import msgspec

from foundation.rulebook import Cited, read_toml


class Heading(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the headings of the code of conduct."""

    zh: str
    en: str


class PledgeText(Cited, frozen=True, kw_only=True):
    """A version of the text."""

    version: str
    opening: str
    headings: tuple[Heading, ...]
    closing: str

    @property
    def lines(self) -> tuple[str, ...]:
        """The words as they are signed, line by line."""
        numbered = (f"{number}. {one.zh}" for number, one in enumerate(self.headings, 1))
        return (self.opening, *numbered, self.closing)

    @property
    def digest(self) -> bytes:
        """SHA-256 of the words, lines joined by newlines, in UTF-8."""
        return hashlib.sha256("\n".join(self.lines).encode()).digest()


class _Table(msgspec.Struct, frozen=True):
    pledges: tuple[PledgeText, ...]


PLEDGES = {one.version: one for one in read_toml(__name__, "pledges.toml", _Table).pledges}


def pledge_on(day: date) -> PledgeText:
    """The version that is signed on that day; before the first one, the first."""
    valid = [one for one in PLEDGES.values() if one.in_force(day)]
    return max(valid or list(PLEDGES.values()), key=lambda one: one.version)
