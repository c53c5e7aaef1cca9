"""A calendar corrected while results are publicised: longer where it says so, never shorter, day by day."""

from __future__ import annotations

import json
from collections.abc import Set
from datetime import date, timedelta

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation import events
from foundation.clock import today, use
from foundation.database import execute, fetch, fetchval, transaction
from foundation.errors import Refused
from foundation.events import subscribe
from registry.calendars.actions import decide, enter, withdraw
from registry.calendars.events import CalendarAgreed
from registry.calendars.rules import Notice
from registry.working_days.data import SHIPPED, Arrangement
from tests.parameters import officers
from tests.training.evaluations.board import Board
from tests.training.taught import later
from training.evaluations.events import PublicityLengthened
from training.evaluations.lengthening import on_calendar_agreed
from training.evaluations.publicity import confirm, publicise
from training.evaluations.queries import find_session
from training.evaluations.rules import Term, lengthened, publicity_ends
from yuzheng.telling import on_publicity_lengthened

_DAYS = st.dates(date(2026, 9, 1), date(2026, 9, 30))
#: As the demo's publicity runs: announced on Tuesday, 1 September, until Tuesday, 8 September.
ANNOUNCED = date(2026, 9, 8)


@given(_DAYS, _DAYS, _DAYS)
def test_never_shorter_and_never_again_once_it_was_over(until: date, least: date, day: date) -> None:
    ends = lengthened(until, least, day)
    assert ends >= until
    assert ends in (until, least)
    assert lengthened(ends, least, day) == ends
    if day <= least:
        assert ends >= least  # nobody confirms earlier than the corrected calendar says
    else:
        assert ends == until  # over by either calendar


@given(st.sets(_DAYS, max_size=6))
def test_a_day_taken_off_never_makes_a_publicity_end_earlier(off: set[date]) -> None:
    shipped = SHIPPED[2026]
    fewer = Arrangement(2026, shipped.free | off, shipped.worked)
    begins = date(2026, 9, 1)
    before, after = (publicity_ends(begins, Term(5, {2026: one})) for one in (shipped, fewer))
    assert before <= after


async def _corrected(free: Set[date] = frozenset(), worked: Set[date] = frozenset()) -> None:
    """The calendar of the year as it is shipped, but with these days."""
    proposer, decider = await officers()
    shipped = SHIPPED[2026]
    notice = Notice(
        year=2026,
        title="国务院办公厅关于2026年部分节假日安排的通知（更正示例）",
        document_no="示例〔2026〕9号",
        dated=today(),
        spans=tuple((day, day) for day in sorted(shipped.free | free)),
        worked=tuple(sorted(shipped.worked | worked)),
    )
    await decide(decider, await enter(proposer, notice, "通知有更正"), agree=True)


@pytest.fixture(autouse=True)
def _heard() -> None:
    subscribe(CalendarAgreed, on_calendar_agreed)
    subscribe(PublicityLengthened, on_publicity_lengthened)


async def _until(board: Board, session: str) -> date | None:
    return (await find_session(board.first, session)).publicised_until


_MONDAY = {date(2026, 9, 7)}


@pytest.mark.parametrize(
    ("corrected_on", "ends"),
    [(0, date(2026, 9, 9)), (7, date(2026, 9, 9)), (8, date(2026, 9, 9)), (9, ANNOUNCED)],
    ids=["first day", "last day", "the day after, which is the last by the correction", "over by both"],
)
async def test_a_correction_lengthens_what_is_not_confirmed(
    board: Board, corrected_on: int, ends: date
) -> None:
    session = await board.marked()
    assert await publicise(board.first, session) == ANNOUNCED
    with use(later(corrected_on)):
        await _corrected(free=_MONDAY)
        assert await _until(board, session) == ends
    if ends != ANNOUNCED:
        with use(later(8)), pytest.raises(Refused, match=r"9 September|2026-09-09"):
            await confirm(board.second, session)
        (line,) = await fetch("SELECT changes FROM history WHERE kind = 'session.publicity_lengthened'")
        assert json.loads(line["changes"])["publicised_until"] == ["2026-09-08", "2026-09-09"]
        told = "SELECT message FROM notice WHERE kind = 'session.publicity_lengthened'"
        assert "2026-09-09" in await fetchval(told)
    with use(later(9)):
        assert (await confirm(board.second, session)).passed == 4


async def test_a_correction_shortens_nothing_and_a_longer_publicity_stays(board: Board) -> None:
    session = await board.marked()
    await publicise(board.first, session, until=date(2026, 9, 15))
    await _corrected(free=_MONDAY)
    assert await _until(board, session) == date(2026, 9, 15)
    with pytest.raises(asyncpg.PostgresError, match="never shortened"):
        async with transaction():
            await execute("UPDATE evaluation_session SET publicised_until = '2026-09-14'")


async def test_a_weekend_day_that_is_worked_brings_no_earlier_confirmation(board: Board) -> None:
    session = await board.marked()
    await publicise(board.first, session)
    await _corrected(worked={date(2026, 9, 5)})
    assert await _until(board, session) == ANNOUNCED
    with use(later(7)), pytest.raises(Refused):
        await confirm(board.second, session)
    with use(later(8)):
        assert (await confirm(board.second, session)).passed == 4
    with use(later(9)):
        await _corrected(free=_MONDAY)  # what is confirmed stays
    assert await _until(board, session) == ANNOUNCED


async def test_without_the_news_nobody_confirms_earlier_either(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Publicised by the old calendar in the moment in which the new one was agreed to."""
    monkeypatch.setitem(events._handlers, CalendarAgreed, [])
    session = await board.marked()
    await publicise(board.first, session)
    await _corrected(free=_MONDAY)
    assert await _until(board, session) == ANNOUNCED
    with use(later(8)), pytest.raises(Refused):
        await confirm(board.second, session)
    with use(later(9)):
        assert (await confirm(board.second, session)).passed == 4


async def test_a_withdrawal_leaves_what_it_had_lengthened(board: Board) -> None:
    session = await board.marked()
    await publicise(board.first, session)
    await _corrected(free=_MONDAY)
    proposer, decider = await officers()
    with use(later(1)):
        await decide(decider, await withdraw(proposer, 2026, "误录"), agree=True)
    assert await _until(board, session) == ANNOUNCED + timedelta(days=1)
