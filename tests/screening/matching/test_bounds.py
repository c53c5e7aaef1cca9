"""The quick bounds of what two names may say are never below what they say."""

from __future__ import annotations

import random
from itertools import product

import pytest

from benchmarks.screening.measuring import pairs
from screening.matching.bounds import most_of_lost, most_of_three_and_two
from screening.matching.likeness import LEAST, compare_names, likeness_of
from screening.matching.names import names_in, surname_in, tokens_in, told_plainly

SIGNS = tuple(frozenset(signs) for signs in ("p", "q", "r", "pq", "qr", "pqr", "s"))


def test_three_characters_and_two_have_the_bound_of_any_lengths() -> None:
    for a, b, c, x, y in product(SIGNS, repeat=5):
        assert most_of_three_and_two((a, b, c), (x, y)) == most_of_lost((a, b, c), (x, y))


def test_plain_names_read_as_they_are_say_no_less_than_the_whole_comparison_finds() -> None:
    told = [(one.person.name, one.listed.name) for one in pairs(40, 71)]
    names = [name for couple in told for name in couple if told_plainly(name)]
    some = random.Random(72)
    told += [(some.choice(names), some.choice(names)) for _ in range(2_000)]
    compared = 0
    for one, other in told:
        if not (told_plainly(one) and told_plainly(other)):
            continue
        (mine,), (theirs,) = names_in(one), names_in(other)
        found, said = likeness_of(one, other, crossed=True), compare_names(mine, theirs)
        assert found.how == said.how
        assert max(found.bits, LEAST) >= said.bits
        assert found == likeness_of(other, one, crossed=True)
        compared += 1
    assert compared > 2_500


@pytest.mark.parametrize(
    "written, surname",
    [
        ("欧阳花", "欧阳"),
        ("歐陽花", "歐陽"),
        ("欧阳", "欧"),
        ("欧小花", "欧"),
        ("王小花", "王"),
        ("司馬光", "司馬"),
    ],
)
def test_compound_surnames_are_seen_however_they_are_written(written: str, surname: str) -> None:
    assert surname_in(written) == surname
    assert len(tokens_in(written)) == len(written) - len(surname) + 1
