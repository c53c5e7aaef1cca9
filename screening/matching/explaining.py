"""A score in words an officer understands: each feature, both sides masked, and what it weighs."""

from __future__ import annotations

from typing import Final

import msgspec

from foundation.text import Text, text
from registry.people.rules import mask_name, mask_number
from screening.matching.births import Birth
from screening.matching.names import Name
from screening.matching.numbers import Number
from screening.matching.profile import Profile
from screening.matching.scoring import Score, Weighed
from screening.matching.threshold import by_chance


class Evidence(msgspec.Struct, frozen=True):
    """One thing that agrees or differs, with both values masked, for the officer who decides."""

    feature: str
    agrees: bool
    message: Text
    person: str
    banned: str
    bits: float | None = None


_NAME: Final = {
    "same": text("The same name"),
    "sound": text("The name sounds the same and is written with other characters"),
    "spelt": text("The name in Latin letters fits the characters"),
    "moved": text("The same name in another order"),
    "part": text("Part of the name agrees"),
    "long": text("Most of a long name agrees"),
    "given": text("The given name agrees, the surname differs"),
    "surname": text("Only the surname agrees"),
    "other": text("Another name"),
}
_BIRTH: Final = {
    "same": text("The same birth date"),
    "same_first": text("The same birth date, a first of January, as it is often made up"),
    "month": text("The same year and month of birth"),
    "lunar": text("The same birth date, once by the moon's calendar"),
    "swapped": text("The same birth date with day and month exchanged"),
    "year": text("The same year of birth; no more is known"),
    "defaulted": text("The same year; one date looks made up for an unknown day"),
    "digit": text("One digit of the birth date differs"),
    "transposed": text("Two digits of the birth date are exchanged"),
    "years": text("The same day, the year differs by one or two"),
    "decade": text("The same day, just ten years apart"),
    "near": text("The birth dates lie within two months"),
    "same_month": text("The same month of the same year"),
    "same_year": text("Another birth date in the same year"),
    "differs": text("Another birth date"),
}
_NUMBER: Final = {
    "same": text("The same document"),
    "same_other": text("The same document"),
    "same_bare": text("The same number on documents of different kinds"),
    "same_misread": text("The same number when letters are read as the digits they resemble"),
    "completed": text("The same number, one place missing or too many on one side"),
    "slip_wrong_check": text("One slip apart, and a check digit that does not fit: probably a typing error"),
    "slip_no_check": text("One slip apart, without a check digit to tell"),
    "slip": text("One slip apart, both numbers valid: perhaps a twin or a neighbour"),
    "slip_in_order": text(
        "Numbers given in one place on one day, one slip apart: perhaps a twin or a neighbour"
    ),
    "two_slips": text("Two slips apart, and a check digit that does not fit"),
    "other_slip": text("One slip apart"),
    "mask": text("Everything that shows of the masked number agrees"),
    "mask_differs": text("The masked number does not fit"),
    "area_birth": text("Another number of the same area and birth date"),
    "area": text("Another number of the same area"),
    "different": text("Another number"),
    "different_valid": text("Another number, and both are valid"),
    "other_area": text("Another area, the rest of the number agrees"),
}
_AGREEING: Final = {
    "name": frozenset(_NAME) - {"other", "surname"},
    "birth_date": frozenset(_BIRTH) - {"near", "same_year", "same_month", "differs"},
    "document": frozenset(_NUMBER),
    "number": frozenset(_NUMBER)
    - {"mask_differs", "slip_in_order", "area_birth", "area", "different", "different_valid"},
    "sex": frozenset({"same"}),
}


def explain(person: Profile, banned: Profile, found: Score, listed: int) -> tuple[Evidence, ...]:
    """The most telling document first, then name, birth date and sex, and last what chance would do."""
    order = ("document", "number", "name", "birth_date", "sex")
    parts = sorted(found.parts, key=lambda part: order.index(part.feature))
    return (*(_line(part, person, banned) for part in parts), _chance(found.bits, listed))


def _chance(bits: float, listed: int) -> Evidence:
    """An order of magnitude: features are not quite independent of each other."""
    expected = by_chance(listed, bits)
    if expected >= 0.01:
        said = text(
            "About {count} people on a list of this size would agree so far by chance.",
            count=_round(expected),
        )
    else:
        said = text("Fewer than one such list in a hundred holds somebody who agrees so far by chance.")
    return Evidence("chance", expected < 0.5, said, "", "", round(bits, 2))


def _round(expected: float) -> str:
    return f"{expected:.0f}" if expected >= 10 else f"{expected:.2g}"


def _line(part: Weighed, person: Profile, banned: Profile) -> Evidence:
    said, left, right = _shown(part, person, banned)
    agrees = part.how in _AGREEING[part.feature]
    return Evidence(part.feature, agrees, said, left, right, round(part.bits, 2))


def _shown(part: Weighed, person: Profile, banned: Profile) -> tuple[Text, str, str]:
    i, j = part.person, part.banned
    if part.feature == "name":
        return _NAME[part.how], _name(person.names[i]), _name(banned.names[j])
    if part.feature == "birth_date":
        return _BIRTH[part.how], _birth(person.births[i]), _birth(banned.births[j])
    if part.feature == "sex":
        said = text("The same sex") if part.how == "same" else text("Another sex")
        return said, person.sex or "", banned.sex or ""
    return _NUMBER[part.how], _number(person.numbers[i]), _number(banned.numbers[j])


def _name(name: Name) -> str:
    return mask_name(name.raw.title() if not name.han else name.raw)


def _birth(birth: Birth) -> str:
    """The day is left out: year and month are enough to compare by eye."""
    if not birth.month:
        return f"{birth.year}-**-**"
    return f"{birth.year}-{birth.month:02d}-**"


def _number(number: Number) -> str:
    return mask_number(number.bare) if number.bare else mask_number(number.mask)
