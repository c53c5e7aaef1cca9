"""Whoever has one Han name, one valid citizen number and the birth date in it: seen, not taken apart.

Nearly everybody is like that, and nearly every candidate is somebody else: to see that takes less time than
to read all that a name and a number may mean.
"""

from __future__ import annotations

from datetime import date

from registry.documents.rules import Sex, check_digit
from screening.matching.births import Birth
from screening.matching.identity import Identity
from screening.matching.numbers import eighteen_places, valid_resident
from screening.matching.plain import Plain, plain_hints
from screening.matching.profile import Profile


def glance(name: str, number: str, born: date, sex: Sex | None) -> Plain | None:
    """What `Profile(…).plain` is of such a person; None for everybody else, who is taken apart."""
    if not eighteen_places(number) or (hints := plain_hints(name)) is None:
        return None
    birth, body = Birth(born.year, born.month, born.day), number[:17]
    if int(body[6:14]) != birth.year * 10_000 + birth.month * 100 + birth.day:
        return None
    if not 1900 <= birth.year <= 2100 or check_digit(body) != number[17]:
        return None
    by_number: Sex = "male" if body[16] in "13579" else "female"
    return Plain(name, *hints, (birth,), body, int(body, 16), True, True, sex or by_number)


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
