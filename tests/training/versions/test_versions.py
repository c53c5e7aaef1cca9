"""Versions of a session side by side: on the page, and as an alarm once its number is confirmed."""

from __future__ import annotations

import pytest

from foundation.web.edge import Site
from tests.parameters import confirm as confirm_numbers
from tests.training.evaluations.board import Board
from tests.training.papers.test_papers import ANSWERS, alarms, answer_sheet, key_sheet, taken, tickets
from tests.training.walking import signed_in
from training.alarms.actions import Note, look_at
from training.alarms.numbers import VERSIONS
from training.evaluations.queries import find_session
from training.papers.actions import KeyAnswer, decide_key, enter_keys
from training.papers.queries import keys_of
from training.versions import queries


async def test_versions_are_shown_and_raise_an_alarm_once_it_is_confirmed(
    app: Site, board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await board.marked()
    key = (await find_session(board.first, session)).id
    for version in "AB":
        await enter_keys(board.first, session, key_sheet(version=version))
    for waiting in await keys_of(key):
        await decide_key(board.second, session, waiting.public_id, KeyAnswer(verdict="agreed"))
    one, two, three, four = await tickets(board, session)
    await taken(board, session, answer_sheet((one, ANSWERS), (two, "ABCDABCDA "), version="A"))
    page = await signed_in(app, board.first, "en")
    address = f"/evaluations/{session}/items"
    assert "Versions side by side" not in (await page.get(address)).text
    await taken(board, session, answer_sheet((three, "ABCDA     "), (four, "ABCDABC   "), version="B"))
    found = await queries.versions_of(key)
    assert [(each.version, f"{each.mean}", each.passed) for each in found.versions] == [
        ("A", "95.00", 2),
        ("B", "60.00", 1),
    ]
    assert "Versions are compared from 20 papers of each" in (await page.get(address)).text
    monkeypatch.setattr(queries, "ENOUGH", 2)
    assert "The versions are not compared yet" in (await page.get(address)).text
    assert "version" not in {each.alarm.kind for each in await alarms(board, session)}
    await confirm_numbers(VERSIONS, value=100)
    assert "do not differ more than chance" in (await page.get(address)).text
    assert "version" not in {each.alarm.kind for each in await alarms(board, session)}


async def test_the_alarm_is_looked_at_by_two_like_any_other(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await board.marked()
    for version in "AB":
        await enter_keys(board.first, session, key_sheet(version=version))
    for one in await keys_of((await find_session(board.first, session)).id):
        await decide_key(board.second, session, one.public_id, KeyAnswer(verdict="agreed"))
    numbers = await tickets(board, session)
    await taken(board, session, answer_sheet(*((each, ANSWERS) for each in numbers[:2]), version="A"))
    await taken(board, session, answer_sheet(*((each, " " * 10) for each in numbers[2:]), version="B"))
    monkeypatch.setattr(queries, "ENOUGH", 2)
    await confirm_numbers(VERSIONS, value=1)
    (watched,) = [one for one in await alarms(board, session) if one.alarm.kind == "version"]
    assert "Paper A: 100.00 on average, 100% pass (2); paper B: 0.00, 0% (2)" in watched.alarm.said.english()
    assert await look_at(board.first, session, watched.alarm.key, Note(note="两卷难度不同")) == 1
    assert await look_at(board.second, session, watched.alarm.key, Note(note="同意")) == 2
    (watched,) = [one for one in await alarms(board, session) if one.alarm.kind == "version"]
    assert not watched.open
