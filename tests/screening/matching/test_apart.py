"""Two plain people told apart at a glance are clear, however much or little they have in common."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from registry.documents.rules import Sex, check_digit
from screening.matching.profile import Profile
from screening.matching.rules import Document, Identity, State, far, glance, judge
from screening.matching.threshold import threshold

AREAS = ("369999", "369998", "369123")
#: The same and other characters of a sound, alike to the eye, in another order, one lost, another surname.
NAMES = (
    "欧阳禥",
    "欧阳祺",
    "王小花",
    "王晓花",
    "汪小花",
    "王花小",
    "王花",
    "李小花",
    "李大明",
    "甪里禥",
    "甪禥",
)
BIRTHS = (
    date(1990, 1, 1),
    date(1990, 2, 3),
    date(1999, 2, 3),
    date(1991, 2, 5),
    date(2001, 2, 3),  # two years, and all of its places
    date(1995, 2, 1),  # two places exchanged
    date(1990, 3, 2),  # exchanged
    date(1990, 2, 27),  # by the moon
    date(1990, 2, 8),  # a digit
    date(1990, 2, 1),
    date(1990, 3, 20),
    date(1990, 12, 31),
    date(1991, 2, 3),
    date(1992, 2, 3),
    date(1970, 7, 9),
)
ORDERS = ("102", "104", "120", "331")
SEXES: tuple[Sex, ...] = ("female", "male")


def _told(name: str, area: str, birth: date, order: str, sex: Sex) -> Identity:
    body = f"{area}{birth:%Y%m%d}{order}"
    return Identity((name,), (Document("01", body + check_digit(body)),), (birth,), sex)


def _everybody() -> list[Identity]:
    sexes = {"102": SEXES[0], "104": SEXES[0], "120": SEXES[0], "331": SEXES[1]}
    return [
        _told(name, area, birth, order, sexes[order])
        for name, area, birth, order in product(NAMES, AREAS, BIRTHS, ORDERS)
    ]


@pytest.mark.parametrize("listed", [1, 10_000, 10**6, 10**10])
@pytest.mark.parametrize(
    "banned",
    [
        _told(name, AREAS[0], birth, ORDERS[0], "female")
        for name, birth in product(("欧阳禥", "王小花"), BIRTHS[:4])
    ],
)
def test_whoever_is_told_apart_reaches_nothing_that_counts(banned: Identity, listed: int) -> None:
    known, least, apart = Profile(banned), threshold(listed), 0
    assert known.plain is not None
    for one in _everybody():
        seen = glance(one.names[0], one.documents[0].number, one.birth_dates[0], one.sex)
        assert seen == Profile(one).plain
        assert seen is not None
        assert far(seen, known.plain, least) == far(known.plain, seen, least)
        if far(seen, known.plain, least):
            apart += 1
            assert judge(one, banned, listed).state is State.CLEAR, one
    assert apart > 400


@pytest.mark.parametrize("banned", [Identity(("王小花",), (), (BIRTHS[1],), "female")])
def test_a_namesake_of_the_day_without_a_number_is_looked_at(banned: Identity) -> None:
    known = Profile(banned).plain
    assert known
    for name, birth, expected in (
        ("王小花", BIRTHS[1], False),
        ("王大明", BIRTHS[1], True),
        ("王小花", BIRTHS[3], True),
    ):
        seen = Profile(_told(name, AREAS[0], birth, ORDERS[0], "female")).plain
        assert seen
        assert far(seen, known, 100.0) == expected


def test_nobody_is_told_apart_from_the_same_number_or_a_namesake_of_the_day() -> None:
    one = Profile(_told("李大明", AREAS[0], BIRTHS[1], ORDERS[0], "female")).plain
    other = Profile(_told("王小花", AREAS[0], BIRTHS[1], ORDERS[0], "female")).plain
    namesake = Profile(_told("李大明", AREAS[2], BIRTHS[1], ORDERS[3], "male")).plain
    assert one
    assert other
    assert namesake
    for least in (10.0, 20.0, 100.0):
        assert not far(one, other, least)
        assert not far(one, namesake, least)
        assert far(other, namesake, least)
