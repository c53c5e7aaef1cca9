"""What the agreement of two names says, in bits: rare names say much, usual ones little."""

from __future__ import annotations

from functools import lru_cache
from math import log2
from typing import Final, NamedTuple, TypeVar

from screening.matching import shares, sounds
from screening.matching.data import FOLD_TABLE, look_alikes
from screening.matching.names import WILD, Name, Token, tokens_in

T = TypeVar("T")

#: How probable each way of writing is for one and the same person. Found on made-up people with one seed.
_SAME, _HOMOPHONE, _SPELT, _SLURRED, _ALIKE, _CANTONESE = 0.93, 0.12, 0.8, 0.02, 0.04, 0.6
_OTHER: Final = -3.0
_OTHER_SURNAME: Final = -3.2
_UNKNOWN: Final = -0.3
_INITIAL: Final = 2.8
_CANTONESE_SHARE: Final = 0.02
_MOVED: Final = -2.5
LOST: Final = -2.5
MOST: Final = 19.0
LEAST: Final = -6.5
NO_GIVEN: Final = 6.0
SURNAME_ONLY: Final = 4.0
#: At most, where the given names agree but not the surnames; where they agree in part; where only that.
GIVEN_ONLY, PART, OTHER_PART = 9.5, 11.0, 5.0
#: Long names are written in many ways and their parts go together: by how much of them agrees.
_LONG: Final = ((0.99, 15.0), (0.9, 14.0), (0.74, 10.5), (0.6, 6.5))
_FRONT: Final = 9.0


class Likeness(NamedTuple):
    """`how`: same, written, sound, spelt, part, given, surname, long or other."""

    bits: float
    how: str


_AGREED: Final = frozenset(("same", "sound", "spelt"))
OTHER: Final = Likeness(LEAST, "other")


def compare_names(one: Name, other: Name) -> Likeness:
    """The best reading of both counts; the same from both sides."""
    return _compare(one, other) if one.text <= other.text else _compare(other, one)


@lru_cache(maxsize=300_000)
def _compare(one: Name, other: Name) -> Likeness:
    if one.long or other.long:
        return _long(one, other)
    if len(one.forms) == len(other.forms) == 1:
        found = _forms(one.forms[0], other.forms[0])
    else:
        found = max((_forms(a, b) for a in one.forms for b in other.forms), default=OTHER)
    bits = found.bits - (1.0 if found.how == "same" and one.raw != other.raw and one.han else 0.0)
    if one.text == other.text and not one.han:
        bits = max(bits, min(MOST, 1.6 * len(one.text)))
        return Likeness(min(bits, MOST), "same")
    return Likeness(max(min(bits, MOST), LEAST), found.how)


@lru_cache(maxsize=20_000)
def hint(token: Token) -> frozenset[str] | None:
    """Itself, sounds as they are confused, characters alike: tokens without one in common are others."""
    if not token.char or not token.sounds:
        return None
    return frozenset((token.char, *map(sounds.slurred, token.sounds), *look_alikes().get(token.char, ())))


def likeness_of(one: str, other: str, crossed: bool) -> Likeness:
    """What `compare_names` says, or a little more, of two names that are told plainly.

    Without `crossed` they are known to have nothing in common in another order.
    """
    a, b = tokens_in(one), tokens_in(other)
    if one != other and one.translate(FOLD_TABLE) > other.translate(FOLD_TABLE):
        a, b = b, a
    return _forms(a, b) if crossed else _in_order(a, b)


def _forms(a: tuple[Token, ...], b: tuple[Token, ...]) -> Likeness:
    best = _in_order(a, b)
    if best.how in _AGREED:
        return best
    if len(a) != len(b) or not _crossed(a, b):
        return best
    return max(best, min(_moved(a, b), _moved(b, a)))


def _in_order(a: tuple[Token, ...], b: tuple[Token, ...]) -> Likeness:
    return _aligned(a, b) if len(a) == len(b) else _lost(a, b)


def _crossed(a: tuple[Token, ...], b: tuple[Token, ...]) -> bool:
    """Whether the surname stands elsewhere on the other side, or the given characters are exchanged."""
    if any(_alike(a[0], other) for other in b[1:]) or any(_alike(b[0], other) for other in a[1:]):
        return True
    return len(a) == 3 and _alike(a[1], b[2]) and _alike(a[2], b[1])


def _alike(x: Token, y: Token) -> bool:
    return bool(x.char and x.char == y.char) or any(one in y.sounds for one in x.sounds)


def _moved(a: tuple[Token, ...], b: tuple[Token, ...]) -> Likeness:
    """One side put in another order; which side had the right one nobody knows, so the lower counts."""
    ways = [found for moved in moves(a) if (found := _aligned(moved, b)).how in _AGREED]
    return Likeness(max(ways).bits + _MOVED, "moved") if ways else OTHER


def moves(a: tuple[T, ...]) -> list[tuple[T, ...]]:
    """Given name first, and given characters exchanged."""
    moved = [(*a[1:], a[0]), (*a[-1:], *a[:-1])] if len(a) > 1 else []
    return [*moved, (a[0], a[2], a[1])] if len(a) == 3 else moved


def _lost(a: tuple[Token, ...], b: tuple[Token, ...]) -> Likeness:
    """One token more on one side: a character lost, or a husband's surname set before the own one."""
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    if len(longer) != len(shorter) + 1 or len(shorter) < 1:
        return _surname_only(a, b)
    ways = [_aligned(longer[:at] + longer[at + 1 :], shorter) for at in range(len(longer))]
    best = max(ways)
    if best.how == "other":
        return best
    how = "part" if best.how != "surname" else "surname"
    return Likeness(best.bits + (LOST if len(shorter) > 1 else -6.0), how)


def _surname_only(a: tuple[Token, ...], b: tuple[Token, ...]) -> Likeness:
    if not a or not b:
        return OTHER
    bits, _ = _token(a[0], b[0], True)
    return Likeness(min(bits, SURNAME_ONLY) + 2 * _OTHER, "surname") if bits > 0 else OTHER


def _aligned(a: tuple[Token, ...], b: tuple[Token, ...]) -> Likeness:
    first, how_first = _token(a[0], b[0], True)
    found = [_token(x, y, False) for x, y in zip(a[1:], b[1:], strict=True)]
    hows = {how for _, how in found}
    bits = first + sum(bit for bit, _ in found) - _usual(a[1:], b[1:], hows)
    agreed = [how for _, how in found if how not in ("other", "unknown")]
    if how_first == "other":
        return (
            Likeness(min(bits, GIVEN_ONLY), "given")
            if agreed and "other" not in hows
            else _partly(bits, bool(agreed))
        )
    if not agreed:
        return Likeness(min(bits, NO_GIVEN), "surname")
    if "other" in hows:
        return Likeness(min(bits, PART), "part")
    if hows == {"same"} and how_first == "same":
        return Likeness(bits, "same")
    if "unknown" in hows or how_first == "unknown":
        return Likeness(min(bits, 13.0), "part")
    return Likeness(min(bits, 15.5), "spelt" if "spelt" in hows or how_first == "spelt" else "sound")


def _partly(bits: float, some: bool) -> Likeness:
    return Likeness(min(bits, OTHER_PART), "part") if some else OTHER


def _usual(a: tuple[Token, ...], b: tuple[Token, ...], hows: set[str]) -> float:
    """How much more usual the whole given name is than its characters let expect."""
    if len(a) < 2 or not hows <= _AGREED:
        return 0.0
    known = a if all(token.char for token in a) else b
    if hows == {"same"}:
        whole = "".join(token.char for token in known)
        product = _product([shares.character(token.char) for token in known])
        return log2(shares.given(whole) / product)
    if not all(token.sounds for token in known):
        return 0.0
    heard = tuple(token.sounds[0] for token in known)
    return log2(shares.given_sound(heard) / _product([shares.sound(one) for one in heard]))


def _product(values: list[float]) -> float:
    result = 1.0
    for value in values:
        result *= value
    return result


@lru_cache(maxsize=200_000)
def _token(x: Token, y: Token, surname: bool) -> tuple[float, str]:
    if x.char == WILD or y.char == WILD:
        return _UNKNOWN, "unknown"
    if x.char and x.char == y.char:
        return log2(_SAME / (shares.surname(x.char) if surname else shares.character(x.char))), "same"
    if (mine := hint(x)) and (theirs := hint(y)) and mine.isdisjoint(theirs):
        return (_OTHER_SURNAME if surname else _OTHER), "other"
    common = [one for one in x.sounds if one in y.sounds]
    if common:
        share = max((shares.surname_sound if surname else shares.sound)(one) for one in common)
        both = bool(x.char and y.char)
        return max(log2((_HOMOPHONE if both else _SPELT) / share), 0.5), "sound" if both else "spelt"
    return _unlike(x, y, surname)


def _unlike(x: Token, y: Token, surname: bool) -> tuple[float, str]:
    """Neither the same character nor the same sound."""
    if (x.spelt and y.char) or (y.spelt and x.char):
        spelt, char = (x.spelt, y) if x.spelt else (y.spelt, x)
        if len(spelt) == 1 and any(sound.startswith(spelt) for sound in char.sounds):
            return _INITIAL, "spelt"
        if sounds.coarse(spelt) in sounds.cantonese(char.char):
            return log2(_CANTONESE / _CANTONESE_SHARE), "spelt"
    elif x.spelt and y.spelt and _words_alike(x.spelt, y.spelt):
        return (_INITIAL, "spelt") if 1 in (len(x.spelt), len(y.spelt)) else (6.0, "spelt")
    if x.char and y.char and y.char in look_alikes().get(x.char, ()):
        return max(log2(_ALIKE / shares.character(x.char)), -1.0), "alike"
    common = {sounds.slurred(one) for one in x.sounds} & {sounds.slurred(one) for one in y.sounds}
    if common:
        share = max(
            (shares.surname_sound if surname else shares.sound)(one) for one in (*x.sounds, *y.sounds)
        )
        return max(log2(_SLURRED / share), 0.0) + 0.5, "slurred"
    return (_OTHER_SURNAME if surname else _OTHER), "other"


def _words_alike(one: str, other: str) -> bool:
    if 1 in (len(one), len(other)):
        return one[0] == other[0]
    return one == other or (min(len(one), len(other)) > 3 and distance(one, other) <= 1)


def _long(one: Name, other: Name) -> Likeness:
    """Names written from another language: by the share of what sounds the same."""
    best = OTHER
    for a in one.forms:
        for b in other.forms:
            left, right = _heard(a), _heard(b)
            most = max(len(left), len(right))
            if most and min(len(left), len(right)) > 1:
                best = max(best, _by_share(1 - distance(left, right) / most))
                if min(len(left), len(right)) >= 3 and _begins(left, right):
                    best = max(best, Likeness(_FRONT, "part"))
    return best


def _by_share(share: float) -> Likeness:
    for least, bits in _LONG:
        if share >= least:
            return Likeness(bits, "same" if share >= 0.99 else "long")
    return OTHER


def _heard(tokens: tuple[Token, ...]) -> tuple[str, ...]:
    found: list[str] = []
    for token in tokens:
        plain = token.sounds[0] if token.sounds and (token.char or len(token.spelt) < 7) else token.spelt
        found.append(sounds.slurred(plain or token.char))
    return tuple(found)


def _begins(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    shorter, longer = sorted((left, right), key=len)
    return longer[: len(shorter)] == shorter


def distance(one: tuple[str, ...] | str, other: tuple[str, ...] | str) -> int:
    """How many insertions, losses and replacements lie between two sequences."""
    row = list(range(len(other) + 1))
    for at, x in enumerate(one, 1):
        before, row[0] = row[0], at
        for place, y in enumerate(other, 1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (x != y))
    return row[-1]
