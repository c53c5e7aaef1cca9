"""Whoever has one Han name, one valid citizen number and the birth date in it: seen, not taken apart.

Nearly everybody is like that, and nearly every candidate is somebody else: to see that takes less time than
to read all that a name and a number may mean.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from registry.documents.rules import Sex, check_digit
from screening.matching.likeness import Hints, hints
from screening.matching.names import Name, names_in, told_plainly
from screening.matching.numbers import birth_in, eighteen_places
from screening.matching.profile import Plain


def glance(name: str, number: str, born: date, sex: Sex | None) -> Plain | None:
    """What `Profile(…).plain` is of such a person; None for everybody else, who is taken apart."""
    if not (eighteen_places(number) and told_plainly(name)):
        return None
    body, birth = number[:17], birth_in(number[:17])
    if birth is None or birth != (born.year, born.month, born.day):
        return None
    if check_digit(body) != number[17]:
        return None
    known, told = _name(name)
    if told is None:
        return None
    return Plain(known, told, birth, body, sex or ("male" if int(body[16]) % 2 else "female"))


@lru_cache(maxsize=200_000)
def _name(written: str) -> tuple[Name, Hints | None]:
    (name,) = names_in(written)
    return name, hints(name)
