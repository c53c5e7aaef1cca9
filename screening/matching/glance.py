"""Whoever has one Han name, one valid citizen number and the birth date in it: seen, not taken apart.

Nearly everybody is like that, and nearly every candidate is somebody else: to see that takes less time than
to read all that a name and a number may mean.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from registry.documents.rules import Sex, check_digit
from screening.matching.births import Birth, digits
from screening.matching.identity import Identity
from screening.matching.numbers import valid_resident
from screening.matching.plain import Plain, plain_hints
from screening.matching.profile import Profile


def glance(name: str, number: str, born: date, sex: Sex | None) -> Plain | None:
    """What `Profile(…).plain` is of such a person; None for everybody else, who is taken apart."""
    written, births = _day(born)
    if number[6:14] != written or len(number) != 18 or (hints := plain_hints(name)) is None:
        return None
    body = number[:17]
    try:
        if check_digit(body) != number[17]:
            return None
    except ValueError:
        return None
    by_number: Sex = "male" if body[16] in "13579" else "female"
    return Plain(name, *hints, births, body, int(body, 16), True, True, sex or by_number)


@cache
def _day(born: date) -> tuple[str, tuple[Birth, ...]]:
    """A birth date as it stands in a number, and as it is compared; one of other times stands in none."""
    birth = Birth(born.year, born.month, born.day)
    return digits(birth) if 1900 <= born.year <= 2100 else "", (birth,)


def at_a_glance(identity: Identity) -> Plain | None:
    """The same of an identity."""
    if len(identity.names) != 1 or len(identity.documents) != 1 or len(identity.birth_dates) != 1:
        return None
    if identity.partial_births:
        return None
    return glance(identity.names[0], identity.documents[0].number, identity.birth_dates[0], identity.sex)


def taken_apart(identity: Identity, seen: Plain) -> Profile:
    """The profile of an identity that was seen at a glance: there is nothing left to find in it."""
    (document,) = identity.documents
    number = valid_resident(document.kind, document.number, seen.births[0])
    return Profile.of_parts(identity, seen, number)
