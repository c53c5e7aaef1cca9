"""A calendar is entered by one person and confirmed by another; the database sees to it as well."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest

from foundation.actor import Actor
from foundation.clock import today
from foundation.database import execute, fetchval, transaction
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from registry.calendars.actions import decide, enter, withdraw
from registry.calendars.lines import read_days
from registry.calendars.queries import (
    expected_calendars,
    find_version,
    missing_years,
    settled_calendars,
    standing,
    versions_of,
)
from registry.calendars.rules import Notice
from registry.working_days.data import SHIPPED
from registry.working_days.rules import certain_end
from tests.parameters import officers
from tests.people import organisation, persona

pytestmark = pytest.mark.usefixtures("database")


def _year() -> int:
    """A year that no software has: the next one that can be entered."""
    return today().year + 1


def _notice(year: int, holidays: str = "1月1日\n5月1日至3日\n10月1日至7日", **changes: Any) -> Notice:
    days = read_days(year, holidays, "")
    usual: dict[str, Any] = {
        "year": year,
        "title": f"国务院办公厅关于{year}年部分节假日安排的通知（示例）",
        "document_no": "示例〔2026〕1号",
        "dated": today(),
        "spans": days.spans,
        "worked": days.worked,
    }
    return Notice(**(usual | changes))


async def _confirmed(notice: Notice, people: tuple[Actor, Actor], reason: str = "") -> str:
    public_id = await enter(people[0], notice, reason)
    await decide(people[1], public_id, agree=True)
    return public_id


async def test_an_entered_year_counts_once_another_person_has_agreed() -> None:
    people, year = await officers(), _year()
    begins = date(year, 4, 26)
    public_id = await enter(people[0], _notice(year))
    before = certain_end(begins, 10, await settled_calendars(today()))
    assert before == certain_end(begins, 10, {})
    with pytest.raises(Conflict, match="waits for the second person"):
        await enter(people[1], _notice(year), "又一次")
    entered = await decide(people[1], public_id, agree=True)
    assert entered.year == year
    assert (await settled_calendars(today()))[year] == (await find_version(public_id)).arrangement
    assert (await expected_calendars(today()))[year] == (await find_version(public_id)).arrangement
    assert year not in await settled_calendars(today() - timedelta(days=1))
    assert certain_end(begins, 10, await settled_calendars(today())) < before
    with pytest.raises(Conflict):
        await decide(people[1], public_id, agree=True)


async def test_nobody_confirms_the_own_entry_and_a_refusal_has_its_reason() -> None:
    _, approver = await officers()
    public_id = await enter(approver, _notice(_year()))
    with pytest.raises(Refused) as refused:
        await decide(approver, public_id, agree=True)
    assert refused.value.rule is not None
    assert refused.value.rule.id == "CAL-TWO"
    other = await persona("approver", "360100")
    with pytest.raises(Invalid):
        await decide(other, public_id, agree=False)
    await decide(other, public_id, agree=False, refusal="五一日期有误")
    assert _year() not in await settled_calendars(today())
    with pytest.raises(Invalid) as wrong:
        await enter(approver, _notice(_year()))
    assert [one.field for one in wrong.value.problems] == ["reason"]


async def test_a_correction_is_another_version_and_the_former_stays_readable() -> None:
    people, year = await officers(), _year()
    first = await _confirmed(_notice(year), people)
    second = await _confirmed(_notice(year, "1月1日\n5月1日至5日\n10月1日至7日"), people, "通知有更正")
    assert [one.public_id for one in await versions_of(year)] == [second, first]
    assert date(year, 5, 5) in (await settled_calendars(today()))[year].free
    assert date(year, 5, 5) not in (await find_version(first)).free
    gone = await withdraw(people[0], year, "不是该年的通知")
    assert year in await settled_calendars(today())
    await decide(people[1], gone, agree=True)
    assert year not in await settled_calendars(today())
    with pytest.raises(Conflict):
        await withdraw(people[0], year, "再一次")


async def test_what_was_entered_counts_before_the_shipped_and_shows_where_it_differs() -> None:
    people = await officers()
    wrong = SHIPPED[2026].free - {date(2026, 10, 7)}
    spans = tuple((day, day) for day in sorted(wrong))
    worked = tuple(sorted(SHIPPED[2026].worked))
    assert not (await standing(2026, today())).counts
    await _confirmed(_notice(2026, spans=spans, worked=worked), people)
    now = await standing(2026, today())
    assert now.counts
    assert [(one.day, one.worked) for one in now.differs] == [(date(2026, 10, 7), True)]
    assert date(2026, 10, 7) not in (await settled_calendars(today()))[2026].free


async def test_only_the_highest_human_resources_office_enters_a_year_that_has_a_notice() -> None:
    county = await persona("approver", "360102")
    await organisation("hrss", "360100")
    with pytest.raises(Refused):
        await enter(county, _notice(_year()))
    with pytest.raises(Refused):
        await enter(await persona("supervision_officer", "360100"), _notice(_year()))
    with pytest.raises(Forbidden):
        await enter(await persona("registrar"), _notice(_year()))
    with pytest.raises(NotFound):
        await enter(await persona("approver", "360100"), _notice(_year() + 1))


async def test_a_year_is_missing_until_somebody_has_entered_it() -> None:
    preparer, _ = await officers()
    asked = date(_year() - 1, 11, 15)
    assert _year() not in await missing_years(asked - timedelta(days=1))
    assert _year() in await missing_years(asked)
    await enter(preparer, _notice(_year()))
    assert _year() not in await missing_years(asked)


_OTHER = "decided_by = gen_random_uuid(), decided_at = now()"


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        (
            "decided_by = proposed_by, decided_at = now(), verdict = 'agreed', effective_from = '2100-01-01'",
            "working_calendar_two_persons",
        ),
        (f"{_OTHER}, verdict = 'agreed', effective_from = '2020-01-01'", "working_calendar_not_backwards"),
        (f"{_OTHER}, verdict = 'agreed'", "working_calendar_not_backwards"),
        (f"{_OTHER}, verdict = 'refused'", "check"),
        ("free = free || '{2020-01-01}'", "decided once and then stays"),
        ("title = 'x'", "decided once and then stays"),
    ],
)
async def test_the_database_refuses_what_the_rules_refuse(change: str, refused: str) -> None:
    preparer, _ = await officers()
    public_id = await enter(preparer, _notice(_year()))
    with pytest.raises(asyncpg.PostgresError, match=refused):
        async with transaction():
            await execute(f"UPDATE working_calendar SET {change} WHERE public_id = $1", public_id)


async def test_the_database_takes_no_calendar_that_cannot_be() -> None:
    people, year = await officers(), _year()
    await _confirmed(_notice(year), people)
    fits = "SELECT working_calendar_fits($1, $2, $3)"
    new_year, monday = date(year, 1, 1), date(2027, 1, 4)
    assert await fetchval(fits, year, [new_year], [])
    assert not await fetchval(fits, year, [new_year, new_year], [])
    assert not await fetchval(fits, year, [date(year + 1, 1, 1)], [])
    assert not await fetchval(fits, 2027, [date(2027, 1, 1)], [monday])
    assert not await fetchval(fits, 2027, [date(2027, 1, 2)], [date(2027, 1, 2)])
    copied = (
        "INSERT INTO working_calendar SELECT gen_random_uuid(), 'x', year, {version}, withdraws, title,"
        " document_no, dated, free, worked, 'r', proposed_by, proposed_for, proposed_at,"
        " {decided} FROM working_calendar"
    )
    undecided = "NULL, NULL, NULL, '', NULL"
    decided = "decided_by, decided_at, verdict, refusal, effective_from"
    for version, how in ((1, undecided), (3, undecided), (2, decided)):
        with pytest.raises(asyncpg.PostgresError):
            async with transaction():
                await execute(copied.format(version=version, decided=how))
