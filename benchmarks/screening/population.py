"""Made-up people whose names are spread as names in China are spread; nobody of them exists.

Targets, published shares of the whole population: surnames at rank 1/3/10/20/50/100/200 hold
7.5/21.9/43.5/55.6/72.5/86.4/95.4 %; two women share a given name with probability 1.05e-3, the hundred most
frequent given names hold a quarter of all, the thousand most frequent 59 %; 24 % have one character.
The lists of characters and names are our own; only the shares are made to fit.
"""

from __future__ import annotations

import bisect
import itertools
import math
import random
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from registry.documents.rules import check_digit

_DATA: Final = Path(__file__).parent / "data"
ONE_CHARACTER: Final = 0.24
POPULAR: Final = 0.13
COMPOUND: Final = 0.001
_FIRST_BIRTH, _LAST_BIRTH = date(1966, 1, 1), date(2006, 12, 31)
_SHARES: Final = ((3, 21.9), (10, 43.5), (20, 55.6), (50, 72.5), (100, 86.4), (200, 95.4), (1800, 100.0))
_MALE: Final = frozenset(
    "伟强勇军刚国建志明文杰超鹏飞斌俊辉鑫浩宇健峰林亮毅旭帆龙凯涛波生民成良山福祥才发根水木兵锋德忠光"
)


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A made-up person in the form `yuzheng screen` reads."""

    name: str
    former: list[str] = []
    doc: str = "RIC"
    no: str = ""
    dob: str = ""
    sex: str = "F"


class Weighted:
    """Values drawn by weight."""

    def __init__(self, values: Sequence[str], weights: Sequence[float]) -> None:
        total = sum(weights)
        self.values = list(values)
        self.shares = [weight / total for weight in weights]
        self._sums = list(itertools.accumulate(self.shares))

    def draw(self, dice: random.Random) -> str:
        return self.values[min(bisect.bisect(self._sums, dice.random()), len(self.values) - 1)]


def words(file: str) -> list[str]:
    """The values of a list, each once, in its order."""
    return list(dict.fromkeys((_DATA / file).read_text(encoding="utf-8").split()))


@cache
def tail() -> list[str]:
    """The characters of the first level of GB 2312, in an order that means nothing."""
    rows = [bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF)]
    known = [row.decode("gb2312", "ignore") for row in rows]
    characters = [character for character in known if character]
    random.Random(20240101).shuffle(characters)  # noqa: S311 - made-up people
    return characters


def _ranked(values: Sequence[str], shift: float, power: float) -> Weighted:
    return Weighted(values, [(rank + shift) ** -power for rank in range(1, len(values) + 1)])


@cache
def surnames() -> Weighted:
    """1,800 surnames whose cumulated shares meet the published ones; between these in the logarithm."""
    known = [name for name in words("surnames.txt") if len(name) == 1]
    rest = [character for character in tail() if character not in known]
    held = [_held(rank) for rank in range(1801)]
    return Weighted([*known, *rest][:1800], [after - before for before, after in itertools.pairwise(held)])


def _held(rank: int) -> float:
    """The share that the surnames up to this rank hold together."""
    if rank <= 3:
        return (0, 7.5, 14.8, 21.9)[rank]
    (low, below), (high, above) = next(pair for pair in itertools.pairwise(_SHARES) if rank <= pair[1][0])
    return below + (above - below) * math.log(rank / low) / math.log(high / low)


@cache
def compound_surnames() -> Weighted:
    return _ranked([name for name in words("surnames.txt") if len(name) == 2], 2, 1.2)


def _sexed(file: str, male: bool) -> list[str]:
    """Characters that suit the sex come first; no character is only for one."""
    listed = words(file)
    fits = (
        [one for one in listed if (one in _MALE) == male] if male else [o for o in listed if o not in _MALE]
    )
    return [*fits, *(one for one in listed if one not in set(fits))]


@cache
def one_character(male: bool) -> Weighted:
    listed = _sexed("given_single.txt", male)
    return _ranked([*listed, *[t for t in tail() if t not in listed][:400]], 22, 1.65)


@cache
def popular() -> Weighted:
    return _ranked(words("given_popular.txt"), 25, 0.9)


@cache
def first(male: bool) -> Weighted:
    listed = _sexed("given_first.txt", male)
    return _ranked([*listed, *[t for t in tail() if t not in listed][:900]], 7, 1.5)


@cache
def second(male: bool) -> Weighted:
    listed = _sexed("given_second.txt", male)
    return _ranked([*listed, *[t for t in tail() if t not in listed][:900]], 7, 1.5)


def given_name(dice: random.Random, male: bool) -> str:
    kind = dice.random()
    if kind < ONE_CHARACTER:
        return one_character(male).draw(dice)
    if kind < ONE_CHARACTER + POPULAR and not male:
        return popular().draw(dice)
    return first(male).draw(dice) + second(male).draw(dice)


def surname(dice: random.Random) -> str:
    return (compound_surnames() if dice.random() < COMPOUND else surnames()).draw(dice)


@cache
def areas() -> Weighted:
    """Three thousand areas of a province that does not exist; a hundred of them hold most people."""
    codes = [f"39{number:04d}" for number in range(3000)]
    random.Random(39).shuffle(codes)  # noqa: S311 - made-up people
    return _ranked(codes, 30, 1.4)


def birth(dice: random.Random) -> date:
    return _FIRST_BIRTH + timedelta(days=dice.randrange((_LAST_BIRTH - _FIRST_BIRTH).days + 1))


def number(dice: random.Random, born: date, sex: str, area: str | None = None) -> str:
    """A citizen number with a valid check digit in an area that does not exist."""
    order = dice.randrange(500) * 2 + (sex == "M")
    body = f"{area or areas().draw(dice)}{born:%Y%m%d}{order:03d}"
    return body + check_digit(body)


def person(dice: random.Random, men: float = 0.05) -> Person:
    """Somebody with a name, a birth date and a citizen number."""
    male = dice.random() < men
    sex = "M" if male else "F"
    born = birth(dice)
    return Person(
        name=surname(dice) + given_name(dice, male),
        no=number(dice, born, sex),
        dob=born.isoformat(),
        sex=sex,
    )


def people(count: int, seed: int, men: float = 0.05) -> list[Person]:
    """So many people, the same for the same seed."""
    dice = random.Random(seed)  # noqa: S311 - made-up people
    return [person(dice, men) for _ in range(count)]
