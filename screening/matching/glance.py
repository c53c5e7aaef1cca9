"""Whoever has one Han name, one valid citizen number and the birth date in it: seen, not taken apart.

Nearly everybody is like that, and nearly every candidate is somebody else: to see that takes less time than
to read all that a name and a number may mean.
"""

from __future__ import annotations

from datetime import date

from registry.documents.rules import Sex, check_digit
from screening.matching.births import Birth, digits
from screening.matching.identity import Identity
from screening.matching.names import told_plainly
from screening.matching.numbers import eighteen_places, valid_resident
from screening.matching.profile import Plain, Profile


def glance(name: str, number: str, born: date, sex: Sex | None) -> Plain | None:
    """What `Profile(…).plain` is of such a person; None for everybody else, who is taken apart."""
    if not (eighteen_places(number) and told_plainly(name)):
        return None
    birth, body = Birth(born.year, born.month, born.day), number[:17]
    if digits(birth) != body[6:14] or not 1900 <= birth.year <= 2100 or check_digit(body) != number[17]:
        return None
    return Plain(name, birth, body, sex or ("male" if int(body[16]) % 2 else "female"))


def taken_apart(identity: Identity, seen: Plain) -> Profile:
    """The profile of an identity that was seen at a glance: there is nothing left to find in it."""
    (document,) = identity.documents
    number = valid_resident(document.kind, document.number, seen.birth)
    return Profile.of_parts(identity, seen, number)
