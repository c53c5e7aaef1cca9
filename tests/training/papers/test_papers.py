"""Papers of a session: the key by two persons, answers by sheet, what they tell, and looks at alarms."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import asyncpg
import pytest

from foundation.clock import CHINA, use
from foundation.database import execute, fetch, fetchval, transaction
from foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from foundation.spreadsheets.writing import Value, write_workbook
from tests.people import persona
from tests.training.evaluations.board import Board
from tests.training.taught import later
from training.alarms.actions import Note, look_at
from training.alarms.queries import watched
from training.archives.actions import open_archive
from training.evaluations.publicity import confirm as confirm_results
from training.evaluations.publicity import publicise
from training.evaluations.queries import entries_of, find_session
from training.items.queries import qualities_of
from training.papers.actions import KeyAnswer, decide_key, enter_keys
from training.papers.importing import (
    SetAside,
    confirm,
    discard,
    find_paper_import,
    preview,
    read_again,
    set_aside,
)
from training.papers.queries import in_force, keys_of, papers_of, scored
from training.questions.actions import QuestionsRefused

pytestmark = pytest.mark.usefixtures("in_september")
ANSWERS = "ABCDABCDAB"


def key_sheet(answers: str = ANSWERS, version: str = "A") -> bytes:
    rows: list[list[Value]] = [[version, at, letter] for at, letter in enumerate(answers, 1)]
    return write_workbook(["试卷", "题号", "答案"], rows)


def answer_sheet(*rows: tuple[str, str], version: str = "A") -> bytes:
    """Ticket and answers of each, letter by letter."""
    columns = ["准考证号", "试卷", "交卷时间", *(str(number) for number in range(1, 11))]
    return write_workbook(
        columns,
        [[ticket, version, "10:05", *(each.strip() or None for each in given)] for ticket, given in rows],
    )


async def the_key(board: Board, session: str) -> Any:
    return (await keys_of((await find_session(board.first, session)).id))[0]


async def agreed(board: Board, session: str) -> None:
    await enter_keys(board.first, session, key_sheet())
    key = await the_key(board, session)
    assert await decide_key(board.second, session, key.public_id, KeyAnswer(verdict="agreed"))


async def taken(board: Board, session: str, content: bytes) -> tuple[int, int, int]:
    done = await confirm(board.first, await preview(board.first, session, "答题.xlsx", content))
    return done.taken, done.known, done.rejected


async def tickets(board: Board, session: str) -> list[str]:
    return [one.ticket_no for one in await board.entries(session)]


async def alarms(board: Board, session: str) -> list[Any]:
    found = await find_session(board.first, session)
    return await watched(found, await entries_of(found.id))


async def test_a_key_is_entered_by_one_and_agreed_to_by_another(board: Board) -> None:
    session = await board.held()
    assert await enter_keys(board.first, session, key_sheet()) == ["A"]
    assert await enter_keys(board.first, session, key_sheet()) == []  # again: it waits already
    key = await the_key(board, session)
    with pytest.raises(QuestionsRefused):
        await enter_keys(board.first, session, key_sheet("B" * 10))
    with pytest.raises(Refused):
        await decide_key(board.first, session, key.public_id, KeyAnswer(verdict="agreed"))
    with pytest.raises(asyncpg.CheckViolationError):
        async with transaction():
            await execute(
                "UPDATE paper_key SET verdict = 'agreed', decided_by = entered_by, decided_at = now()"
            )
    with pytest.raises(Invalid):
        await decide_key(board.second, session, key.public_id, KeyAnswer(verdict="rejected"))
    assert in_force(await keys_of((await find_session(board.first, session)).id)) == {}
    await decide_key(board.second, session, key.public_id, KeyAnswer(verdict="agreed"))
    with pytest.raises(Conflict):
        await decide_key(board.second, session, key.public_id, KeyAnswer(verdict="agreed"))
    await enter_keys(board.second, session, key_sheet("B" * 10))  # another one, by another person
    newer = await the_key(board, session)
    await decide_key(board.first, session, newer.public_id, KeyAnswer(verdict="agreed"))
    keys = await keys_of((await find_session(board.first, session)).id)
    assert [(one.in_force, one.replaced_at is not None) for one in keys] == [(True, False), (False, True)]
    with pytest.raises(asyncpg.PostgresError):
        async with transaction():
            await execute("UPDATE paper_key SET answers[1] = 'C'")
    with pytest.raises(QuestionsRefused) as refused:
        await enter_keys(board.first, session, key_sheet("AB?"))
    assert [(one.row, one.column) for one in refused.value.problems] == [(4, "答案")]


async def test_a_sheet_is_taken_once_and_never_over_another_paper(board: Board) -> None:
    session = await board.held()
    await agreed(board, session)
    one, two, three, _ = await tickets(board, session)
    content = answer_sheet((one, ANSWERS), (two.rsplit("-", 1)[1], "ABCDABCD* "), (three, "ABCDABCDAT"))
    upload = await preview(board.first, session, "答题.xlsx", content)
    _, _, seen = await read_again(board.first, upload)
    assert [(each.row, each.column) for each in seen.problems] == [(4, "10")]
    assert (len(seen.good), seen.items, seen.versions) == (2, 10, {"A": 2})
    assert await fetchval("SELECT count(*) FROM theory_paper") == 0
    with pytest.raises(NotFound):
        await find_paper_import(await persona("organiser", "360200"), upload)
    assert (await confirm(board.first, upload)).taken == 2
    with pytest.raises(Conflict):
        await confirm(board.first, upload)
    assert await fetchval("SELECT file_sealed FROM paper_import") is None
    found = await find_session(board.first, session)
    papers = await papers_of(found.id)
    assert [each.answers[-2:] for each in papers] == [("A", "B"), ("*", "")]
    at = papers[0].handed_in_at
    assert at is not None
    assert f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}" == "2026-09-01 10:05"
    results = scored(papers, in_force(await keys_of(found.id)))
    assert [each.computed for each in results] == [Decimal(100), Decimal(80)]
    assert await taken(board, session, content) == (0, 2, 1)
    other = answer_sheet((one, "A" * 10))
    assert await taken(board, session, other) == (0, 0, 1)
    await set_aside(board.first, session, SetAside(ticket_no=one, why="重新扫描"))
    with pytest.raises(Invalid):
        await set_aside(board.first, session, SetAside(ticket_no=one, why="重新扫描"))
    assert await taken(board, session, other) == (1, 0, 0)
    with pytest.raises(asyncpg.PostgresError):
        async with transaction():
            await execute("UPDATE theory_paper SET answers = '{A,A}'")
    await discard(board.first, await preview(board.first, session, "答题.xlsx", other))
    with pytest.raises(Forbidden):
        await preview(await persona("assessor"), session, "答题.xlsx", other)


async def test_a_difference_is_an_alarm_that_two_persons_look_at_and_changes_no_score(board: Board) -> None:
    session = await board.marked(theory=Decimal(90))
    await agreed(board, session)
    one, two, *_ = await tickets(board, session)
    assert await taken(board, session, answer_sheet((one, ANSWERS), (two, "ABCDABCD"))) == (2, 0, 0)
    (found,) = await alarms(board, session)
    assert (found.alarm.kind, found.alarm.tickets, found.open) == ("score", (one,), True)
    assert [entry.theory for entry in await board.entries(session)] == [90, 80, 80, 80]
    note = Note(note="按原卷复核，录入为 90 分")
    with pytest.raises(NotFound):
        await look_at(board.first, session, "0" * 24, note)
    assert await look_at(board.first, session, found.alarm.key, note) == 1
    with pytest.raises(Refused):
        await look_at(board.first, session, found.alarm.key, note)
    with pytest.raises(asyncpg.UniqueViolationError):
        async with transaction():
            await execute(
                "INSERT INTO evaluation_alarm_look SELECT gen_random_uuid(), session_id, alarm, kind, said,"
                " 2, note, looked_by, looked_at FROM evaluation_alarm_look"
            )
    assert await look_at(board.second, session, found.alarm.key, note) == 2
    with pytest.raises(Conflict):
        await look_at(board.second, session, found.alarm.key, note)
    (found,) = await alarms(board, session)
    assert ([each.look for each in found.looks], found.open) == ([1, 2], False)
    (quality,) = await qualities_of((await find_session(board.first, session)).id)
    assert (quality.papers, quality.reliability) == (2, None)
    assert [each.right for each in quality.items] == [2] * 8 + [1, 1]


async def test_papers_stand_still_with_the_results_and_go_into_the_archive(board: Board) -> None:
    session = await board.marked()
    content = answer_sheet(((await tickets(board, session))[0], ANSWERS))
    await agreed(board, session)
    await taken(board, session, content)
    await publicise(board.first, session)
    upload = await preview(board.first, session, "答题.xlsx", content)
    with use(later(30)):
        await confirm_results(board.second, session)
        with pytest.raises(Conflict):
            await confirm(board.first, upload)
        with pytest.raises(Conflict):
            await enter_keys(board.first, session, key_sheet())
        for sql in ("UPDATE theory_paper SET voided_at = now()", "UPDATE paper_key SET replaced_at = now()"):
            with pytest.raises(asyncpg.PostgresError):
                async with transaction():
                    await execute(sql)
        kept = (await open_archive(board.first, session)).decode()
    assert '"answers":["A","B","C"' in kept
    assert '"kind":"score"' in kept
    assert len(await fetch("SELECT 1 FROM theory_paper")) == 1
