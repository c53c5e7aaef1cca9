"""Bans and the people they mean, made up for tests."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from foundation.actor import Actor
from registry.people.actions import NewDocument
from screening.bans.actions import BanReceipt, record
from screening.bans.rules import Draft
from screening.matching.rules import Document, Identity
from screening.screenings.actions import screen
from tests.people import citizen_number, person

NAME = "王小花"
BIRTH = date(1990, 5, 6)


def draft(banned: Identity | None = None, **changes: object) -> Draft:
    """An entry with everything it needs, in force in 南昌市."""
    values: dict[str, object] = {
        "kind": "PFPL_41_2",
        "person_role": "perpetrator",
        "scope": "childcare",
        "source_channel": "health_decision",
        "authority_name": "南昌市卫生健康委员会",
        "legal_basis_document": "中华人民共和国人口与计划生育法",
        "legal_basis_article": "第四十一条第二款",
        "document_no": "洪卫罚〔2026〕12号",
        "remedy_notice": "六十日内可以申请行政复议，六个月内可以提起行政诉讼",
        "decision_on": date(2026, 10, 1),
        "served_on": date(2026, 10, 8),
        "effective_on": date(2026, 10, 8),
        "identity": banned or identity(citizen_number(BIRTH)),
    }
    return Draft(**{**values, **changes})  # type: ignore[arg-type]


def identity(number: str, name: str = NAME, birth: date = BIRTH) -> Identity:
    """A woman known by one citizen number."""
    return Identity((name,), (Document("01", number),), (birth,), "female")


async def registered(number: str, name: str = NAME, birth: date = BIRTH) -> UUID:
    """Somebody with this number on record."""
    return await person(name=name, birth_date=birth, documents=[NewDocument("01", number)])


async def banned(supervisor: Actor, number: str, **changes: object) -> BanReceipt:
    """A ban of whoever carries this number."""
    return await record(supervisor, draft(identity(number), **changes))


async def screened_before(first: Actor, count: int, names: str = "赵钱孙李周吴郑冯陈褚") -> list[UUID]:
    """People on record who were screened when they enrolled, each born in another year."""
    people = []
    for at in range(count):
        birth = date(1970 + at, 1 + at, 3 + 2 * at)
        person = await registered(citizen_number(birth), f"{names[at]}建国", birth)
        await screen(first, person, "enrol", "enrolment")
        people.append(person)
    return people
