"""Search keys: who shares one is compared. A ban is looked for under its slips, so a person needs few keys.

document      the same document; the only strong key
near          the number and everything one slip away
number        a number whatever the document
area_birth    area, birth date and sex of the number
area_tail     area and last four places of the number
family_birth  surname by sound and birth date
given_birth   one syllable of the given name and birth date
sound_...     the whole name by sound with year, with month and day, with area or last places of the number
no_birth      the whole name by sound where one side tells no birth date
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, islice, product
from typing import Final, Literal, NamedTuple

import msgspec

from screening.matching.births import by_the_moon, digits
from screening.matching.data import surnames
from screening.matching.identity import Identity
from screening.matching.names import Name, Token
from screening.matching.numbers import Number, neighbours
from screening.matching.profile import Profile
from screening.matching.sounds import cantonese, coarse

KeyKind = Literal[
    "document",
    "near",
    "number",
    "area_birth",
    "family_birth",
    "given_birth",
    "sound_year",
    "sound_day",
    "sound_area",
    "sound_tail",
    "area_tail",
    "no_birth",
]
Value = tuple[KeyKind, str]
_MOST_SOUNDS: Final = 4
_MOST_HEARD: Final = 2
#: A spelling may stand for more: chan is chan, zhan, chen and zeng.
_MOST_SPELT: Final = 6


class Key(msgspec.Struct, frozen=True, order=True):
    """A value to be searched by; it is sealed before it is stored. `strong`: alone enough to stop."""

    kind: KeyKind
    value: str
    strong: bool


def worker_keys(identity: Identity) -> list[Key]:
    """The keys a person is found by; none where neither a document nor a birth date is told."""
    profile = Profile(identity)
    return _keys(person_values(profile)) if _identified(profile) else []


def ban_keys(identity: Identity) -> list[Key]:
    """The keys a ban is found by, its slips included; none where it tells no more than a name."""
    profile = Profile(identity)
    return _keys({*ban_values(profile), *near_values(profile)}) if _identified(profile) else []


def searchable(identity: Identity) -> bool:
    """Whether a ban of this identity has keys at all."""
    profile = Profile(identity)
    return _identified(profile) and any(True for _ in chain(near_values(profile), ban_values(profile)))


def strong_keys(identity: Identity) -> frozenset[Key]:
    """The keys that alone are enough to stop a certificate: the same document."""
    return frozenset(_keys(_documents(Profile(identity))))


def _keys(values: Iterable[Value]) -> list[Key]:
    return sorted({Key(kind, value, kind == "document") for kind, value in values})


def _identified(profile: Profile) -> bool:
    return bool(profile.numbers or profile.births)


def person_values(profile: Profile) -> set[Value]:
    """What a person is found by."""
    values = set(_shared(profile))
    values.update(("near", body) for number in profile.numbers for body in _all_bodies(number))
    values.update(_given_first(profile))
    heard = _all_heard(profile)
    values.update(("no_birth", f"ban {name}") for name in heard)
    if not profile.births:
        values.update(("no_birth", f"person {name}") for name in heard)
    return values


def ban_values(profile: Profile) -> set[Value]:
    """What a ban is found by, without the slips of its numbers."""
    values = set(_shared(profile))
    heard = _all_heard(profile)
    values.update(("no_birth", f"person {name}") for name in heard)
    if not profile.births:
        values.update(("no_birth", f"ban {name}") for name in heard)
    return values


def near_values(profile: Profile) -> Iterator[Value]:
    """Every slip of a number; a number of too few or too many places as all it may have been."""
    for number in profile.numbers:
        for body in _all_bodies(number):
            yield ("near", body)
        for body in neighbours(number.body) if number.body else ():
            yield ("near", body)


def _all_bodies(number: Number) -> tuple[str, ...]:
    return (number.body, *number.bodies) if number.body else number.bodies


def _documents(profile: Profile) -> Iterator[Value]:
    """A number of another kind alone is no proof: a passport and a permit may share eight digits."""
    for number in profile.numbers:
        if number.body:
            yield ("document", f"body:{number.body}")
        elif number.bare:
            yield ("document", f"{number.kind}:{number.bare}")


def _shared(profile: Profile) -> Iterator[Value]:
    yield from _documents(profile)
    for number in profile.numbers:
        if number.bare and not number.body:
            yield ("number", number.loose)
        if number.area and number.birth and number.birth.whole:
            yield ("area_birth", f"{number.area}{digits(number.birth)}{profile.sex or ''}")
        if number.area and number.tail:
            yield ("area_tail", f"{number.area}{number.tail}")
    yield from _named(profile)


class _Fragments(NamedTuple):
    """What of a name goes into keys: surnames, given syllables and the whole, by sound."""

    families: tuple[str, ...]
    given: tuple[str, ...]
    whole: tuple[str, ...]


@lru_cache(maxsize=200_000)
def _fragments(name: Name) -> _Fragments:
    families: dict[str, None] = {}
    given: dict[str, None] = {}
    for form in name.forms:
        heard = [_sounds(token) for token in form]
        families.update(dict.fromkeys((*heard[0], *_cantonese(form[0])) if form else ()))
        given.update(dict.fromkeys(sound for sounds in heard[1:] for sound in sounds))
    return _Fragments(tuple(families), tuple(given), _whole(name))


def _whole(name: Name) -> tuple[str, ...]:
    """The whole name by sound, every reading; nothing where a character is unknown."""
    found: dict[str, None] = {}
    for form in name.forms:
        options = [_sounds(token) for token in form]
        if len(form) > 1 and all(options):
            for way in islice(product(*options), _MOST_SOUNDS if name.han else 4 * _MOST_SOUNDS):
                found.setdefault(" ".join(way))
    return tuple(found)


def _named(profile: Profile) -> Iterator[Value]:
    whole = [birth for birth in profile.births if birth.whole]
    moon = [sun for birth in whole for sun in by_the_moon(birth)]
    years = {birth.year for birth in (*profile.births, *moon)}
    days = {digits(birth) for birth in whole}
    for name in profile.names:
        parts = _fragments(name)
        for birth in days:
            yield from (("family_birth", f"{sound}|{birth}") for sound in parts.families)
            yield from (("given_birth", f"{sound}|{birth}") for sound in parts.given)
        for heard in parts.whole:
            yield from (("sound_year", f"{heard}|{year}") for year in years)
            yield from (("sound_day", f"{heard}|{birth[4:]}") for birth in days)
            yield from _with_number(heard, profile)


def _given_first(profile: Profile) -> Iterator[Value]:
    """A name of two characters written the other way round shares no fragment; longer ones do."""
    days = [digits(birth) for birth in profile.births if birth.whole]
    for form in (form for name in profile.names for form in name.forms if len(form) == 2):
        family, given = map(_sounds, form)
        for birth in days:
            yield from (("family_birth", f"{sound}|{birth}") for sound in given)
            yield from (("given_birth", f"{sound}|{birth}") for sound in family)


def _with_number(heard: str, profile: Profile) -> Iterator[Value]:
    for number in profile.numbers:
        if number.area:
            yield ("sound_area", f"{heard}|{number.area}")
        if number.tail:
            yield ("sound_tail", f"{heard}|{number.tail}")


def _cantonese(surname: Token) -> tuple[str, ...]:
    """A surname that no table of spellings knows, in Cantonese; `~` keeps it apart from pinyin."""
    if surname.spelt:
        return (f"~{coarse(surname.spelt)}",)
    if surname.char in surnames() or surname.wild:
        return ()
    return tuple(f"~{sound}" for sound in sorted(cantonese(surname.char)))


def _sounds(token: Token) -> tuple[str, ...]:
    """What a token sounds like; a spelling that is no syllable stands for itself."""
    most = _MOST_SPELT if token.spelt else _MOST_HEARD
    return token.sounds[:most] or ((token.spelt,) if len(token.spelt) > 1 else ())


def _all_heard(profile: Profile) -> list[str]:
    return [heard for name in profile.names for heard in _fragments(name).whole]
