"""Score sheets, keys, sheets of answers, items and alarms by programs: the same actions as on the pages."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from foundation.database import fetchval
from foundation.errors import Conflict, NotFound
from foundation.settings import Settings
from foundation.spreadsheets.writing import write_workbook
from foundation.web.access import set_bearer_loader
from foundation.web.app import build_app
from foundation.web.edge import Site
from registry.tokens.queries import actor_of_token
from tests.people import persona
from tests.training.evaluations.board import NEW, Board
from tests.training.evaluations.program import program
from tests.training.papers.test_papers import ANSWERS, answer_sheet, key_sheet, tickets
from training.evaluations.actions import own_session
from training.feature import ROUTES
from training.papers.actions import KeyAnswer, decide_key
from training.papers.queries import keys_of
from training.questions.actions import QuestionsRefused
from yuzheng.commands import import_

pytestmark = pytest.mark.usefixtures("in_september")


@pytest.fixture
def app(tmp_path: Path, database: Any) -> Iterator[Site]:
    set_bearer_loader(actor_of_token)
    yield build_app(Settings(data_dir=tmp_path), ROUTES)
    set_bearer_loader(None)


def sent(content: bytes) -> dict[str, str]:
    return {"file_name": "表.xlsx", "content": base64.b64encode(content).decode()}


async def test_a_score_sheet_is_previewed_and_confirmed(app: Site, board: Board) -> None:
    session = await board.held()
    one, two, *_ = await tickets(board, session)
    rows: list[list[Any]] = [["王小花", one, 80, 81], ["李小草", two, 101, 70]]
    content = write_workbook(["姓名", "准考证号", "理论成绩", "技能成绩"], rows)
    first = await program(app, board.first)
    seen = await first.post(f"/evaluations/{session}/score-sheets", sent(content))
    upload = seen["upload"]
    assert (upload["rows"], upload["good"], upload["bad"], upload["state"]) == (2, 1, 1, "previewed")
    assert [(each["row"], each["column"], each["value"]) for each in seen["problems"]] == [
        (3, "理论成绩", "101")
    ]
    here = f"/evaluations/score-sheets/{upload['id']}"
    whole = await first.refused(f"{here}/confirm", {})
    assert (whole["status"], [each["field"] for each in whole["errors"]]) == (422, ["rows[3].理论成绩"])
    assert {each.theory for each in await board.entries(session)} == {None}
    assert await first.post(f"{here}/confirm", {"leave_out": True}) == {"taken": 1, "known": 0, "left_out": 1}
    assert (await first.refused(f"{here}/confirm", {}))["status"] == 409
    assert (await first.get(here))["upload"]["state"] == "confirmed"
    again = await first.post(f"/evaluations/{session}/score-sheets", sent(content))
    assert again["upload"]["known"] == 1
    await first.post(f"/evaluations/score-sheets/{again['upload']['id']}/discard")
    listed = await first.get(f"/evaluations/{session}/score-sheets")
    assert {each["state"] for each in listed} == {"discarded", "confirmed"}
    unread = await first.refused(f"/evaluations/{session}/score-sheets", sent(b"%PDF-1.7"))
    assert [each["field"] for each in unread["errors"]] == ["file"]
    stranger = await program(app, await persona("organiser", "360700"))
    assert (await stranger.refused(here, None, "GET"))["status"] == 404
    assert (await stranger.refused(f"{here}/confirm", {}))["status"] == 404
    assert (await stranger.refused(f"{here}/discard", None))["status"] == 404


async def test_papers_from_the_key_to_a_look_at_an_alarm(app: Site, board: Board) -> None:
    session = await board.marked(theory=Decimal(90))
    here = f"/evaluations/{session}"
    first, second = await program(app, board.first), await program(app, board.second, "en")
    wrong = await second.refused(f"{here}/papers/keys", sent(key_sheet("AB?")))
    assert [each["field"] for each in wrong["errors"]] == ["rows[4].答案"]
    assert (wrong["status"], bool(wrong["errors"][0]["remedy"])) == (422, True)
    entered = await first.post(f"{here}/papers/keys", sent(key_sheet()))
    assert entered["entered"] == ["A"]
    (key,) = await second.get(f"{here}/papers/keys")
    assert (key["verdict"], len(key["items"]), key["items"][2]["answer"]) == (None, 10, "C")
    own = await first.refused(f"{here}/papers/keys/{key['id']}/decision", {"verdict": "agreed"})
    assert own["rule"]["id"] == "EV-KEY"
    (key,) = await second.post(f"{here}/papers/keys/{key['id']}/decision", {"verdict": "agreed"})
    assert key["in_force"]
    one, two, *_ = await tickets(board, session)
    content = answer_sheet((one, ANSWERS), (two, "ABCDABCD"), ("S-999", "ABCDABCD"))
    seen = await first.post(f"{here}/paper-sheets", sent(content))
    sheet = f"/evaluations/paper-sheets/{seen['upload']['id']}"
    assert (seen["upload"]["good"], [each["row"] for each in seen["problems"]]) == (2, [4])
    whole = await first.refused(f"{sheet}/confirm", {})
    assert [each["field"] for each in whole["errors"]] == ["rows[4].准考证号"]
    assert await first.post(f"{sheet}/confirm", {"leave_out": True}) == {
        "taken": 2,
        "known": 0,
        "left_out": 1,
    }
    kept = await first.get(f"{here}/papers?limit=1")
    assert (kept["total"], kept["items"][0]["computed"], kept["items"][0]["entered"]) == (
        2,
        "100.00",
        "90.00",
    )
    (quality,) = await first.get(f"{here}/items")
    assert (quality["papers"], quality["items"][9]["chosen"]) == (2, {"": 1, "B": 1})
    assert (quality["mean_score"], quality["passed"], quality["pass_rate"]) == ("90.00", 2, "1.00")
    alarms = await second.get(f"{here}/alarms")
    apart = next(each for each in alarms if each["tickets"] == [one])
    assert "come to 100" in apart["said"]
    assert {each["said"] for each in (await second.get(f"{here}/figures"))["alarms"]} == {
        each["said"] for each in alarms
    }
    look = f"{here}/alarms/{apart['id']}"
    await first.post(look, {"note": "按原卷复核"})
    assert (await first.refused(look, {"note": "再看"}))["rule"]["id"] == "EV-LOOK"
    looked = next(each for each in await second.post(look, {"note": "同意"}) if each["id"] == apart["id"])
    assert (looked["open"], len(looked["looks"])) == (False, 2)
    assert (await first.post(f"{here}/papers/set-aside", {"ticket_no": one, "why": "重新扫描"}))["total"] == 1
    listed = await first.get(f"{here}/paper-sheets")
    await first.refused(f"/evaluations/paper-sheets/{listed[0]['id']}/discard")
    assert [each["state"] for each in listed] == ["confirmed"]
    stranger = await program(app, await persona("organiser", "360700"))
    for path in ("papers", "papers/keys", "paper-sheets", "items", "alarms"):
        assert (await stranger.refused(f"{here}/{path}", None, "GET"))["status"] == 404, path


@asynccontextmanager
async def _running(_: Settings) -> AsyncIterator[None]:
    """The database is there already."""
    yield


async def test_the_same_at_the_command_line(
    board: Board, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_, "running", _running)
    session, wanted, code = await board.held(), Settings(data_dir=tmp_path), "2026-09-BYS4"
    evaluator = await fetchval("SELECT code FROM organisation WHERE id = $1", board.first.organisation_id)
    one, two, *_ = await tickets(board, session)
    scores, answers = tmp_path / "成绩.xlsx", tmp_path / "答题.xlsx"
    rows: list[list[Any]] = [["王小花", one, 80, 81], ["李小草", two, 101, 70]]
    scores.write_bytes(write_workbook(["姓名", "准考证号", "理论成绩", "技能成绩"], rows))
    answers.write_bytes(answer_sheet((one, ANSWERS), ("S-999", ANSWERS)))
    dry, nothing = await import_._scores(wanted, scores, code, evaluator, True)
    assert (len(dry.good), dry.bad_rows, nothing) == (1, 1, None)
    seen, _ = await import_._papers(wanted, answers, code, evaluator, True)
    assert (len(seen.good), seen.bad_rows) == (1, 1)
    assert (
        await fetchval("SELECT (SELECT count(*) FROM score_import) + (SELECT count(*) FROM paper_import)")
        == 0
    )
    for _ in range(2):
        _, done = await import_._scores(wanted, scores, code, evaluator, False)
        _, kept = await import_._papers(wanted, answers, code, evaluator, False)
    assert done is not None
    assert kept is not None
    assert (done.scored, done.known, done.rejected) == (0, 1, 1)
    assert (kept.taken, kept.known, kept.rejected) == (0, 1, 1)
    assert str((await board.entries(session))[0].theory) == "80.00"
    with pytest.raises(NotFound):
        await import_._scores(wanted, scores, "?", evaluator, True)
    with pytest.raises(NotFound):
        await import_._papers(wanted, answers, code, "?", True)
    planned = await board.open(msgspec.structs.replace(NEW, code="S-NEXT"))
    assert planned
    with pytest.raises(Conflict):
        await import_._papers(wanted, answers, "S-NEXT", evaluator, True)


async def test_keys_at_the_command_line(
    board: Board, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_, "running", _running)
    session, wanted, code = await board.held(), Settings(data_dir=tmp_path), "2026-09-BYS4"
    evaluator = await fetchval("SELECT code FROM organisation WHERE id = $1", board.first.organisation_id)
    good, bad = tmp_path / "答案.xlsx", tmp_path / "错.xlsx"
    good.write_bytes(key_sheet())
    bad.write_bytes(key_sheet("AB?"))
    with pytest.raises(QuestionsRefused) as refused:
        await import_._keys(wanted, bad, code, evaluator, True)
    assert [one.row for one in refused.value.problems] == [4]
    counted = "SELECT count(*) FROM paper_key"
    assert await import_._keys(wanted, good, code, evaluator, True) == ["A"]
    assert await fetchval(counted) == 0
    assert await import_._keys(wanted, good, code, evaluator, False) == ["A"]
    assert await import_._keys(wanted, good, code, evaluator, False) == []
    (key,) = await keys_of((await own_session(board.first, session)).id)
    assert (await fetchval(counted), key.waiting) == (1, True)
    await decide_key(board.second, session, key.public_id, KeyAnswer(verdict="agreed"))
    assert await import_._keys(wanted, good, code, evaluator, True) == []
    with pytest.raises(NotFound):
        await import_._keys(wanted, good, "?", evaluator, True)
