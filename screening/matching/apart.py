"""Telling two plain people apart at a glance: it takes a tenth of the time of weighing all they tell.

Whoever is told apart here reaches no bits that matter when weighed; nobody else is passed over.
"""

from __future__ import annotations

from typing import Final

from screening.matching.births import BITS as BIRTH_BITS
from screening.matching.births import compare as compare_births
from screening.matching.births import months_apart
from screening.matching.bounds import most_of
from screening.matching.likeness import LEAST, MOST, likeness_of
from screening.matching.numbers import BITS as NUMBER_BITS
from screening.matching.numbers import unlike, valid_bodies
from screening.matching.plain import Plain

OTHER_SEX: Final = -4.0
SAME_SEX: Final = 0.0
SAME_BIRTH: Final = ("same", "same_first")
#: So many places of two numbers that differ may be slips.
_SLIPS: Final = 3
#: Seventeen places of four bits: six of the area, eight of the birth date, three of the order.
_PLACES: Final = int("1" * 17, 16)
_AREA: Final = 1 << 44
_BIRTH: Final = 0xFFFFFFFF << 12
_DAY: Final = 0xFFFF << 12
_FIRST: Final = 0x0101 << 12
_LATER: Final = _AREA - 1
#: In more places two dates are no slip of each other.
_BIRTH_SLIPS: Final = 2
_DIFFERENT, _OTHER_AREA = NUMBER_BITS["different_valid"], NUMBER_BITS["other_area"]
_SAME_AREA: Final = NUMBER_BITS["area"]
_SAME, _SAME_FIRST = BIRTH_BITS["same"], BIRTH_BITS["same_first"]
_SAME_YEAR, _DIFFERS = BIRTH_BITS["same_year"], BIRTH_BITS["differs"]


def far(person: Plain, banned: Plain, least: float) -> bool:
    """Whether these two are certainly clear where a pair needs so many bits."""
    if not (person.whole and banned.whole):
        return _far(person, banned, least)
    apart = person.code ^ banned.code
    if not apart:
        return False
    told = SAME_SEX if person.sex == banned.sex else OTHER_SEX
    if _places(apart) <= _SLIPS:
        told += NUMBER_BITS[valid_bodies(person.body, banned.body)]
    elif apart < _AREA:
        told += _SAME_AREA
    else:
        told += _DIFFERENT if apart & _LATER else _OTHER_AREA
    if same_birth := not apart & _BIRTH:
        told += _SAME_FIRST if person.code & _DAY == _FIRST else _SAME
    else:
        told += _births(person, banned, apart & _BIRTH)
        if told + MOST < least:
            return True
    most = most_of(person.hints, banned.hints)
    if told + most < least and (most < MOST or not same_birth):
        return True
    return _names_far(person, banned, told, least, most, same_birth)


def _births(person: Plain, banned: Plain, apart: int) -> float:
    """What two dates say that are not the same; most are far apart, and no slip of each other."""
    one, other = person.births[0], banned.births[0]
    if apart & _DAY and _places(apart) > _BIRTH_SLIPS:
        years = abs(one.year - other.year)
        if years > 1:
            return _DIFFERS
        if not years and months_apart(one, other) and (one.month, one.day) != (other.day, other.month):
            return _SAME_YEAR
    return BIRTH_BITS[compare_births(one, other)]


def _places(apart: int) -> int:
    """In how many places two codes differ."""
    apart |= apart >> 1
    return ((apart | apart >> 2) & _PLACES).bit_count()


def _far(person: Plain, banned: Plain, least: float) -> bool:
    """The same where dates and numbers do not hang together, or there is no number."""
    told, same_birth = 0.0, False
    if len(person.births) == len(banned.births) == 1:
        how = compare_births(person.births[0], banned.births[0])
        told, same_birth = BIRTH_BITS[how], how in SAME_BIRTH
    elif person.births and banned.births:
        hows = [compare_births(one, other) for one in person.births for other in banned.births]
        told, same_birth = max(BIRTH_BITS[how] for how in hows), any(how in SAME_BIRTH for how in hows)
    if person.code and banned.code:
        if _places(person.code ^ banned.code) <= _SLIPS:
            return False
        how = unlike(person.body, banned.body)
        both = person.checked and banned.checked
        told += NUMBER_BITS["different" if how == "different_valid" and not both else how]
    if person.sex and banned.sex:
        told += SAME_SEX if person.sex == banned.sex else OTHER_SEX
    if not same_birth and told + MOST < least:
        return True
    most = most_of(person.hints, banned.hints)
    if told + most < least and (most < MOST or not same_birth):
        return True
    return _names_far(person, banned, told, least, most, same_birth)


def _names_far(one: Plain, other: Plain, told: float, least: float, most: float, same_birth: bool) -> bool:
    """Whether the likeness of the names does not make up for what is missing.

    `most` is what it is at most. A namesake of the day is never far.
    """
    found = likeness_of(one.written, other.written, crossed=most == MOST)
    return told + max(found.bits, LEAST) < least and not (found.how == "same" and same_birth)
