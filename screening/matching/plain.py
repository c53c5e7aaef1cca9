"""Whoever tells no more than one Han name, whole birth dates and a citizen number: nearly everybody."""

from __future__ import annotations

from functools import cache

import msgspec

from registry.documents.rules import Sex
from screening.matching.births import Birth
from screening.matching.bounds import Hints
from screening.matching.likeness import hint
from screening.matching.names import given_character, surname_in, surname_of, told_plainly


class Plain(msgspec.Struct, frozen=True, gc=False):
    """One name, whole birth dates, and perhaps a citizen number of eighteen places.

    `code` is its first seventeen places read as hexadecimal digits, 0 where there is no number: what two of
    them have in common is seen in their exclusive or. `whole`: the check digit fits, and the one birth date
    is that in the number. The name is not read: most people are told apart by its `hints`, where it has any.
    """

    written: str
    hints: Hints | None
    births: tuple[Birth, ...]
    body: str
    code: int
    checked: bool
    whole: bool
    sex: Sex | None


def plain_hints(written: str) -> tuple[Hints | None] | None:
    """What the characters of a name that is told plainly may agree with; None for all other names."""
    if not told_plainly(written):
        return None
    surname = surname_in(written)
    found = (_of_surname(surname), *map(_of_given, written[len(surname) :]))
    return (found,) if all(found) else (None,)  # type: ignore[return-value]


# A name that is told plainly has common characters only, so neither of these grows without end.
@cache
def _of_surname(written: str) -> frozenset[str] | None:
    return hint(surname_of(written))


@cache
def _of_given(written: str) -> frozenset[str] | None:
    return hint(given_character(written))
