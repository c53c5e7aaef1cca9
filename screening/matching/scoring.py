"""Two profiles weighed against each other: bits for and against their being one person, feature by feature.

The sum has no upper bound and no feature can veto; what is missing on one side counts nothing.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from screening.matching.apart import OTHER_SEX, SAME_BIRTH, SAME_SEX, far
from screening.matching.births import BITS as BIRTH_BITS
from screening.matching.births import compare as compare_births
from screening.matching.bounds import at_most
from screening.matching.likeness import LEAST, MOST, compare_names
from screening.matching.numbers import BITS as NUMBER_BITS
from screening.matching.numbers import Number, slips, unlike, valid_bodies
from screening.matching.profile import Profile

_MOST_MASKED: Final = 18.0
_RESIDENT: Final = ("01", "02", "03", "04")


class Weighed(NamedTuple):
    """One feature: how it agrees, what that says, and what was compared on either side (an index each)."""

    feature: str
    how: str
    bits: float
    person: int = -1
    banned: int = -1


class Score(NamedTuple):
    """The sum and its parts; absent features have no part."""

    bits: float
    parts: tuple[Weighed, ...]

    def part(self, feature: str) -> Weighed | None:
        return next((part for part in self.parts if part.feature == feature), None)


def score(person: Profile, banned: Profile) -> Score:
    """Weigh everything that both sides tell."""
    rest = _without_names(person, banned)
    return _sum(_names(person, banned), rest)


def score_from(person: Profile, banned: Profile, least: float) -> Score | None:
    """The score, or None where it cannot reach so much: what takes longest is looked at last."""
    if person.plain and banned.plain and far(person.plain, banned.plain, least):
        return None
    rest = _without_names(person, banned)
    told = sum(part.bits for part in rest)
    if told + MOST < least and not any(_telling(part, MOST) for part in rest):
        return None
    most = _at_most(person, banned)
    if told + most < least and not any(_telling(part, most) for part in rest):
        return None
    return _sum(_names(person, banned), rest)


def _at_most(person: Profile, banned: Profile) -> float:
    most = LEAST if person.names and banned.names else 0.0
    for one in person.names:
        for other in banned.names:
            most = max(most, at_most(one, other))
    return most


def _telling(part: Weighed, most: float) -> bool:
    """With this a pair is looked at however few bits it reaches: the same number, or perhaps a namesake."""
    if part.feature == "birth_date":
        return part.how in SAME_BIRTH and most == MOST
    return part.feature == "document" or part.how == "same_bare"


def _without_names(person: Profile, banned: Profile) -> list[Weighed]:
    parts = (_births(person, banned), _numbers(person, banned), _sex(person, banned))
    return [part for part in parts if part is not None]


def _sum(name: Weighed | None, rest: list[Weighed]) -> Score:
    parts = (name, *rest) if name else tuple(rest)
    return Score(sum(part.bits for part in parts), parts)


def _names(person: Profile, banned: Profile) -> Weighed | None:
    best: Weighed | None = None
    for i, one in enumerate(person.names):
        for j, other in enumerate(banned.names):
            found = compare_names(one, other)
            if best is None or found.bits > best.bits:
                best = Weighed("name", found.how, max(found.bits, LEAST), i, j)
    return best


def _births(person: Profile, banned: Profile) -> Weighed | None:
    best: Weighed | None = None
    for i, one in enumerate(person.births):
        for j, other in enumerate(banned.births):
            how = compare_births(one, other)
            if best is None or BIRTH_BITS[how] > best.bits:
                best = Weighed("birth_date", how, BIRTH_BITS[how], i, j)
    return best


def _sex(person: Profile, banned: Profile) -> Weighed | None:
    if not person.sex or not banned.sex:
        return None
    same = person.sex == banned.sex
    return Weighed("sex", "same" if same else "differs", SAME_SEX if same else OTHER_SEX)


def _numbers(person: Profile, banned: Profile) -> Weighed | None:
    best: Weighed | None = None
    for i, one in enumerate(person.numbers):
        for j, other in enumerate(banned.numbers):
            how, bits = _pair(one, other)
            if how and (best is None or bits > best.bits):
                feature = "document" if how in ("same", "same_other") else "number"
                best = Weighed(feature, how, bits, i, j)
    return best


def _pair(one: Number, other: Number) -> tuple[str, float]:
    if one.mask or other.mask:
        return _masked(one, other)
    if one.body and other.body:
        how = _bodies(one, other)
    elif one.bodies or other.bodies:
        how = _completed(one, other)
    else:
        how = _others(one, other)
    return how, NUMBER_BITS.get(how, 0.0)


def _bodies(one: Number, other: Number) -> str:
    apart = slips(one.body, other.body)
    if apart == 0:
        return "same"
    if one.body in other.bodies or other.body in one.bodies:
        return "completed"
    if one.checked and other.checked:
        return valid_bodies(one.body, other.body)
    wrong = one.checked is False or other.checked is False
    if apart == 1:
        return "slip_wrong_check" if wrong else "slip_no_check"
    if apart == 2 and wrong:
        return "two_slips"
    # Two numbers of one person: issued anew, or the area written wrong.
    how = unlike(one.body, other.body)
    return "different" if how == "different_valid" else how


def _completed(one: Number, other: Number) -> str:
    """A number of too few or too many places."""
    if one.bare == other.bare:
        return "same_other"
    mine, theirs = {one.body, *one.bodies} - {""}, {other.body, *other.bodies} - {""}
    if mine & theirs:
        return "completed"
    return "different" if mine and theirs else ""


def _others(one: Number, other: Number) -> str:
    """Passports and permits; a resident's number and a passport say nothing about each other."""
    if not one.bare or not other.bare or bool(one.body) != bool(other.body):
        return ""
    if one.bare == other.bare:
        return "same_other" if one.kind == other.kind else "same_bare"
    if one.loose == other.loose:
        return "same_misread"
    return "other_slip" if _one_slip(one.loose, other.loose) else ""


def _one_slip(one: str, other: str) -> bool:
    if len(one) != len(other) or len(one) < 7:
        return _one_lost(one, other)
    wrong = [at for at in range(len(one)) if one[at] != other[at]]
    if len(wrong) == 2:
        a, b = wrong
        return b - a == 1 and one[a] == other[b] and one[b] == other[a]
    return len(wrong) == 1


def _one_lost(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if len(longer) != len(shorter) + 1 or len(shorter) < 7:
        return False
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))


def _masked(one: Number, other: Number) -> tuple[str, float]:
    """What shows of both must agree; the birth date in it counts as a birth date, not here again."""
    left, right = one.mask or one.body + _check(one), other.mask or other.body + _check(other)
    if len(left) < 17 or len(right) < 17:
        return "", 0.0
    shown = [at for at in range(min(len(left), len(right))) if "*" not in (left[at], right[at])]
    wrong = sum(left[at] != right[at] for at in shown)
    if wrong:
        return "mask_differs", NUMBER_BITS["mask_differs"] if wrong > 1 else -1.0
    area = 6.0 if sum(at < 6 for at in shown) == 6 else sum(at < 6 for at in shown) * 0.8
    behind = sum(3.3 for at in shown if at >= 14)
    return ("mask", min(area + behind, _MOST_MASKED)) if shown else ("", 0.0)


def _check(number: Number) -> str:
    return number.bare[17:] if len(number.bare) == 18 else ""
