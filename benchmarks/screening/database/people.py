"""Made-up people, bans and the officer who enters them, as the actions of the system take them."""

from __future__ import annotations

import random
import uuid
from datetime import date
from typing import Final

from benchmarks.screening import slips
from benchmarks.screening.measuring import the_list
from benchmarks.screening.population import Person, people
from foundation.actor import Actor
from foundation.clock import now
from foundation.ids import new_id
from registry.organisations.tables import Organisation
from registry.people.rules import NewDocument, NewPerson
from screening.bans.rules import Draft
from screening.matching.rules import Document, Identity

#: So many are made by one seed.
PART: Final = 2_000
#: Of the bans, the first so many mean people of the register, by their number or by it with one digit wrong.
PLANTED: Final = 200
_AREA: Final = "360000"


def part_of_people(number: int, seed: int, count: int = PART) -> list[Person]:
    """The people of a part of the register, or its first ones."""
    return people(count, seed * 100_000 + number)


def new_person(one: Person) -> NewPerson:
    return NewPerson(
        name=one.name,
        documents=[NewDocument("01", one.no)],
        sex=one.sex,
        birth_date=date.fromisoformat(one.dob),
        area_code=_AREA,
    )


def bans(count: int, seed: int) -> list[Person]:
    """Bans with the usual defects; among the first, people of the register."""
    dice = random.Random(seed)  # noqa: S311 - made-up people
    meant = (_planted(dice, at, one) for at, one in enumerate(planted(seed)))
    return [*meant, *the_list(max(count - PLANTED, 0), seed + 7)][:count]


def planted(seed: int) -> list[Person]:
    """The people of the register whom the first bans mean."""
    return part_of_people(0, seed)[:PLANTED]


def _planted(dice: random.Random, at: int, one: Person) -> Person:
    return Person(
        name=one.name, no=slips.wrong_digit(dice, one.no) if at % 2 else one.no, dob=one.dob, sex=one.sex
    )


def draft(one: Person) -> Draft:
    """The decision that bans this person, with everything an entry needs."""
    return Draft(
        kind="PFPL_41_2",
        person_role="perpetrator",
        scope="childcare",
        source_channel="health_decision",
        authority_name="江西省卫生健康委员会",
        legal_basis_document="中华人民共和国人口与计划生育法",
        legal_basis_article="第四十一条第二款",
        document_no="赣卫罚〔2026〕12号",
        remedy_notice="六十日内可以申请行政复议，六个月内可以提起行政诉讼",
        decision_on=date(2026, 10, 1),
        served_on=date(2026, 10, 8),
        effective_on=date(2026, 10, 8),
        area_code=_AREA,
        identity=Identity(
            (one.name,),
            (Document("01", one.no),) if one.no else (),
            (date.fromisoformat(one.dob),) if one.dob else (),
            "male" if one.sex == "M" else "female",
        ),
    )


async def officer() -> Actor:
    """An officer of the province's health commission, which is put into the register."""
    organisation = Organisation(
        id=new_id(),
        public_id="bench",
        code="bench",
        kind="health_commission",
        name="江西省卫生健康委员会",
        area_code=_AREA,
        created_at=now(),
    )
    await organisation.save()
    return acting(organisation.id)


def acting(organisation_id: uuid.UUID) -> Actor:
    return Actor(
        new_id(),
        "officer",
        organisation_id,
        "江西省卫生健康委员会",
        "health_commission",
        _AREA,
        "supervision_officer",
        frozenset({"screening.ban.record", "screening.ban.confirm", "registry.person.register"}),
    )
