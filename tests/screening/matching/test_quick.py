"""The quick way, by which many are compared, says exactly what the long way says."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date
from itertools import pairwise

import msgspec
import pytest

from benchmarks.screening.measuring import compositions, negatives, pairs
from registry.documents.rules import check_digit
from screening.matching.births import Birth, by_the_moon, compare, read_birth
from screening.matching.bounds import at_most
from screening.matching.entries import identity_of
from screening.matching.likeness import MOST, compare_names
from screening.matching.names import Name
from screening.matching.profile import Profile
from screening.matching.rules import State, far, glance, judge, taken_apart, weigh
from screening.matching.scoring import score, score_from
from screening.matching.threshold import threshold


@pytest.fixture(scope="module")
def couples() -> list[tuple[Profile, Profile]]:
    """Every kind of noise and of likeness; and people who share no more than a part of their name."""
    known = [*pairs(4, 31), *compositions(60, 32), *negatives(20, 33)]
    found = [(Profile(identity_of(one.person)), Profile(identity_of(one.listed))) for one in known]
    return found + [(one, other) for (one, _), (_, other) in pairwise(found)]


@pytest.mark.parametrize("listed", [1, 10_000, 1_000_000])
def test_whoever_is_passed_over_quickly_is_clear(couples: list[tuple[Profile, Profile]], listed: int) -> None:
    passed_over = 0
    for person, banned in couples:
        quick = score_from(person, banned, threshold(listed))
        whole = judge(person.identity, banned.identity, listed)
        passed_over += quick is None
        assert quick is None or quick == score(person, banned)
        assert weigh(person, banned, listed) == (None if whole.state is State.CLEAR else whole)
    assert passed_over > len(couples) / 4


def test_a_glance_sees_what_taking_apart_finds(couples: list[tuple[Profile, Profile]]) -> None:
    seen = 0
    for one in (one for couple in couples for one in couple):
        told = one.identity
        birth = read_birth(told.partial_births[0]) if told.partial_births else None
        if len(told.names) != 1 or len(told.documents) != 1 or birth is None or not birth.whole:
            continue
        with suppress(ValueError):  # a day that no calendar has
            found = glance(told.names[0], told.documents[0].number, date(*birth), told.sex)
            assert found in (None, one.plain)
            if found is not None:
                seen += 1
                assert _all_of(taken_apart(told, found)) == _all_of(one)
    assert seen > 300


@pytest.mark.parametrize("listed", [1, 10_000, 1_000_000])
def test_whoever_is_told_apart_at_a_glance_is_clear(
    couples: list[tuple[Profile, Profile]], listed: int
) -> None:
    """With and without a number, with one that does not fit, with dates that differ from it."""
    told = [_less(one, dice) for dice in (random.Random(35),) for couple in couples for one in couple]
    plain = [(one, one.plain) for one in told if one.plain]
    kinds = {(bool(seen.code), seen.checked, seen.whole, len(seen.births)) for _, seen in plain}
    assert len(kinds) >= 6
    apart = 0
    some = random.Random(36)
    likely = [*pairwise(plain), *zip(plain, some.sample(plain, len(plain)), strict=True)]
    for (one, seen), (other, known) in likely:
        if far(seen, known, threshold(listed)):
            apart += 1
            assert judge(one.identity, other.identity, listed).state is State.CLEAR
    assert apart > len(likely) / 4


def _less(one: Profile, dice: random.Random) -> Profile:
    """The same person, often told otherwise or in part."""
    told = one.identity
    match dice.randrange(6):
        case 0:
            told = msgspec.structs.replace(told, documents=())
        case 1:
            told = msgspec.structs.replace(told, birth_dates=(date(1991, 2, 3),))
        case 2 if told.documents:
            first = told.documents[0]
            other = msgspec.structs.replace(first, number=first.number[:-1] + "0")
            told = msgspec.structs.replace(told, documents=(other,))
        case 3:
            told = msgspec.structs.replace(told, sex=None)
        case 4:
            told = msgspec.structs.replace(told, birth_dates=(), partial_births=())
    return Profile(told)


def test_no_calendars_are_so_far_apart_that_the_moon_is_not_asked() -> None:
    days = [
        date.fromordinal(day) for day in range(date(1900, 1, 1).toordinal(), date(2101, 1, 1).toordinal())
    ]
    for day in days:
        birth = Birth(day.year, day.month, day.day)
        for solar in by_the_moon(birth):
            assert compare(birth, solar) in ("lunar", "swapped")
            assert compare(solar, birth) in ("lunar", "swapped")


def _all_of(profile: Profile) -> tuple[object, ...]:
    names = [msgspec.structs.astuple(name) for name in profile.names]
    return names, profile.numbers, profile.births, profile.sex, profile.plain, profile.identity


def test_a_glance_sees_nothing_where_there_is_more_to_see() -> None:
    whole = "36999919900506102" + check_digit("36999919900506102")
    born = date(1990, 5, 6)
    assert glance("王小花", whole, born, "female") is not None
    for name, number, birth in (
        ("王小花（曾用名王花）", whole, born),
        ("古丽·买买提", whole, born),
        ("WANG XIAOHUA", whole, born),
        ("王小花", whole, date(1990, 6, 5)),
        ("王小花", f"{whole[:17]}{'0' if whole[17] != '0' else '1'}", born),
        ("王小花", whole[:17], born),
        ("王小花", "369999900506102", born),
    ):
        assert glance(name, number, birth, "female") is None


def test_no_two_names_say_more_than_their_bound(couples: list[tuple[Profile, Profile]]) -> None:
    by_part: dict[str, list[Name]] = {}
    for name in (name for couple in couples for one in couple for name in one.names):
        for token in name.forms[0]:
            for part in (token.char, *token.sounds):
                by_part.setdefault(part, []).append(name)
    dice, tight = random.Random(34), 0
    for alike in by_part.values():
        for _ in range(10):
            one, other = dice.choice(alike), dice.choice(alike)
            found, most = compare_names(one, other), at_most(one, other)
            assert found.bits <= most
            assert most == MOST or found.how != "same"
            tight += most < MOST
    assert tight > 1000
