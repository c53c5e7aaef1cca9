"""How usual a name is: the rarer what agrees, the more it says."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

from screening.matching import data
from screening.matching.sounds import of_character, of_surname

#: What no table knows is rare, but nothing is rarer than this.
RAREST: Final = 1e-5
RAREST_SURNAME: Final = 2e-5
#: There are four hundred syllables; even the rarest is heard now and then.
RAREST_SOUND: Final = 3e-4


def surname(name: str) -> float:
    return max(data.frequency()["surname"].get(name, 0.0), RAREST_SURNAME)


def character(one: str) -> float:
    return max(data.frequency()["character"].get(one, 0.0), RAREST)


@lru_cache(maxsize=100_000)
def given(name: str) -> float:
    """The share of a whole given name; what the table lacks is put together from its characters."""
    known = data.frequency()["given"].get(name, 0.0)
    product = 1.0
    for one in name:
        product *= character(one)
    return max(known, product)


@cache
def _surname_sounds() -> dict[str, float]:
    return _summed({name: of_surname(name)[:1] for name in data.frequency()["surname"]}, "surname")


@cache
def _sounds() -> dict[str, float]:
    return _summed({one: of_character(one)[:1] for one in data.frequency()["character"]}, "character")


@cache
def _given_sounds() -> dict[str, float]:
    table = data.frequency()["given"]
    heard: dict[str, tuple[str, ...]] = {
        name: (" ".join(next(iter(of_character(one)), one) for one in name),) for name in table
    }
    return _summed(heard, "given")


def _summed(heard: dict[str, tuple[str, ...]], kind: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for value, sounds in heard.items():
        for sound in sounds:
            found[sound] = found.get(sound, 0.0) + data.frequency()[kind][value]
    return found


def surname_sound(sound: str) -> float:
    return max(_surname_sounds().get(sound, 0.0), 1e-4)


def sound(one: str) -> float:
    return max(_sounds().get(one, 0.0), RAREST_SOUND)


def given_sound(sounds: tuple[str, ...]) -> float:
    """The share of all given names that sound like this."""
    product = 1.0
    for one in sounds:
        product *= sound(one)
    return max(_given_sounds().get(" ".join(sounds), 0.0), product)
