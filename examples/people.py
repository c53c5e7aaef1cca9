"""The trainees of the example cohort: 118 made-up persons, most with numbers that no real person can have."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Literal

import msgspec

from examples.names import name
from registry.documents.rules import EXAMPLE_AREA, check_digit

COHORT_CODE = "2026C-BYS4-01"
COHORT_NAME = "2026春保育师四级1班"
STARTS_ON = date(2026, 3, 2)
ENDS_ON = date(2026, 7, 10)
SEED = 20260302
DISTINCT = 118
Sex = Literal["female", "male"]


class Person(msgspec.Struct, frozen=True):
    """One trainee as the document has it; `written_name` is how the college writes it."""

    name: str
    sex: Sex
    birth_date: date
    number: str
    kind: str = "居民身份证"
    written_name: str = ""
    former_name: str = ""
    phone: str = ""
    guardian: str = ""
    education: str = "中专"
    ethnicity: str = "汉族"


def people() -> list[Person]:
    """All of them, the same every time, in the order of the roster."""
    random = Random(SEED)  # noqa: S311 - it must repeat itself
    special = _special()
    ordinary: dict[str, Person] = {}
    while len(ordinary) < DISTINCT - len(special):
        person = _ordinary(random)
        ordinary.setdefault(person.name, person)
    everybody = list(ordinary.values())
    for place, person in zip(range(11, DISTINCT, 13), special, strict=False):
        everybody.insert(place, person)
    return everybody


def citizen_number(birth_date: date, sex: Sex, serial: int, area: str = EXAMPLE_AREA) -> str:
    """A number with a valid check digit; `area` is by default one that no person has."""
    order = serial * 2 + (sex == "male")
    body = f"{area}{birth_date:%Y%m%d}{order:03d}"
    return body + check_digit(body)


def is_under_age(person: Person) -> bool:
    """The one who is not yet sixteen when the cohort begins."""
    return person.birth_date > STARTS_ON.replace(year=STARTS_ON.year - 16)


def _ordinary(random: Random) -> Person:
    sex: Sex = "male" if random.random() < 0.05 else "female"
    birth = date(1975, 1, 1) + timedelta(days=random.randrange((date(2008, 2, 1) - date(1975, 1, 1)).days))
    young = birth > date(2003, 1, 1)
    return Person(
        name=name(random, sex, birth.year),
        sex=sex,
        birth_date=birth,
        number=citizen_number(birth, sex, random.randrange(1, 499)),
        phone=f"1{random.choice('35789')}{random.randrange(10**9):09d}",
        education=random.choice(
            ("中专", "高中", "中专") if young else ("初中", "高中", "中专", "大专", "专科", "本科")
        ),
        ethnicity=random.choices(("汉族", "畲族", "回族"), (96, 3, 1))[0],
    )


def _special() -> list[Person]:
    """Those whom a careless import turns away, and one whom every import must."""
    return [
        Person(
            "古丽娜尔·艾合买提", "female", date(1999, 4, 18), citizen_number(date(1999, 4, 18), "female", 61),
            written_name="古丽娜尔•艾合买提", phone="13970900061", ethnicity="维吾尔族", education="大专",
        ),
        Person(
            "陈嘉欣", "female", date(1996, 7, 9), citizen_number(date(1996, 7, 9), "female", 12, "810000"),
            kind="港澳居民居住证", phone="13970900062", education="本科",
        ),
        Person(
            "林怡君", "female", date(1993, 11, 23), citizen_number(date(1993, 11, 23), "female", 8, "830000"),
            kind="台湾居民居住证", phone="13970900063", education="本科",
        ),
        Person(
            "NGUYEN THI HOA", "female", date(1991, 2, 14), "C7654321", kind="护照", phone="13970900064",
            ethnicity="", education="高中",
        ),
        # A number of the fifteen places in use until 1999; the holder has no newer card yet.
        Person(
            "涂细妹", "female", date(1976, 3, 8), "369999760308128", phone="13970900065", education="初中",
        ),
        Person(
            "欧阳慧敏", "female", date(1988, 12, 1), citizen_number(date(1988, 12, 1), "female", 77),
            written_name="欧阳慧敏（曾用名：欧阳小妹）", former_name="欧阳小妹", phone="13970900066",
            education="大专",
        ),
        Person(
            "万雨萱", "female", date(2009, 5, 20), citizen_number(date(2009, 5, 20), "female", 35),
            phone="13970900067", guardian="万志勇", education="初中",
        ),
        Person(
            "熊芷若", "female", date(2008, 10, 11), citizen_number(date(2008, 10, 11), "female", 102),
            phone="13970900068", education="初中",
        ),
        Person(
            "邹可馨", "female", date(2010, 6, 30), citizen_number(date(2010, 6, 30), "female", 41),
            phone="13970900069", guardian="邹建平", education="初中",
        ),
    ]  # fmt: skip
