"""Other people who look alike, lists with their defects, and several fields disturbed at once."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from benchmarks.screening import slips
from benchmarks.screening.noise import (
    Noise,
    Pair,
    doubled,
    half_masked,
    last,
    lost,
    old,
    on_number,
    passport,
    reissued,
    two_wrong,
)
from benchmarks.screening.population import Person, birth, number, surname
from registry.documents.rules import check_digit

# --- hard negatives: other people ---


def twin(dice: random.Random, one: Person) -> Person:
    """Born the same day in the same place, numbers a few apart, one character of the name shared."""
    order = (int(one.no[14:17]) + dice.choice([2, -2])) % 1000
    body = one.no[:14] + f"{order:03d}"
    return replace(one, name=slips.new_given(dice, one.name)[:-1] + one.name[-1], no=body + check_digit(body))


def sibling(dice: random.Random, one: Person) -> Person:
    born = birth(dice)
    again = number(dice, born, one.sex, one.no[:6])
    return replace(
        one, name=slips.new_given(dice, one.name)[:-1] + one.name[-1], no=again, dob=born.isoformat()
    )


def namesake(dice: random.Random, one: Person) -> Person:
    return replace(one, no=number(dice, slips.day(one.dob), one.sex))


NEGATIVES: Final = {"twin": twin, "namesake born the same day": namesake, "sibling": sibling}


def defects(dice: random.Random, one: Person) -> Person:
    """As lists are kept: 6 % without a number, 4 % with an old one, 2 % mistyped, 1 % with a wrong date."""
    chance = dice.random()
    if chance < 0.06:
        return replace(one, no="", doc="")
    if chance < 0.10:
        return old(dice, one)
    if chance < 0.12:
        return replace(one, no=slips.wrong_digit(dice, one.no))
    return replace(one, dob=slips.wrong_date(dice, one.dob)) if chance < 0.13 else one


# --- compositions ---

_TRICKS_NAME: Final[tuple[Callable[[random.Random, str], str], ...]] = (
    slips.homophone, slips.slurred, slips.wrong_character, slips.lost_character, slips.variant,
    slips.placeholder, slips.spelt_inside, slips.new_surname, slips.hong_kong,
    lambda d, n: slips.traditional(n), lambda d, n: slips.passport(n), lambda d, n: slips.taiwan(n),
    lambda d, n: n[slips.family(n) :] + n[: slips.family(n)],
    lambda d, n: n + d.choice(["（女）", "老师", "女士", "1"]),
    lambda d, n: "阿" + n[-1],
    lambda d, n: f"{slips.latin(n)[0].title()} {' '.join(s[0].upper() + '.' for s in slips.latin(n)[1:])}",
    lambda d, n: surname(d) + n,
)  # fmt: skip
_TRICKS_NUMBER: Final[tuple[Noise, ...]] = (
    on_number(slips.wrong_digit), on_number(slips.exchanged), on_number(slips.misread), on_number(lost),
    on_number(doubled), on_number(last), on_number(half_masked), on_number(two_wrong), old, reissued,
    passport, lambda d, p: replace(p, no="", doc=""),
)  # fmt: skip
_TRICKS_DATE: Final[tuple[Callable[[random.Random, str], str], ...]] = (
    slips.swapped, slips.wrong_date, lambda d, v: slips.lunar(v), lambda d, v: v[:4], lambda d, v: v[:7],
    lambda d, v: v[:4] + "-01-01", lambda d, v: str(int(v[:4]) + d.choice([-1, 1])) + v[4:], lambda d, v: "",
)  # fmt: skip


def composed(dice: random.Random, one: Person, fields: int) -> Pair:
    """So many of name, number and birth date disturbed, each in a way drawn by lot."""
    noisy = one
    for field in sorted(
        dice.sample(["name", "number", "of birth"], fields), key=("number", "name", "of birth").index
    ):
        if field == "name":
            noisy = replace(noisy, name=dice.choice(_TRICKS_NAME)(dice, noisy.name))
        elif field == "number":
            noisy = dice.choice(_TRICKS_NUMBER)(dice, noisy)
        else:
            noisy = replace(noisy, dob=dice.choice(_TRICKS_DATE)(dice, noisy.dob))
    kind = f"{fields} of 3 fields"
    return Pair(kind, noisy, one) if dice.random() < 0.5 else Pair(kind, one, noisy)
