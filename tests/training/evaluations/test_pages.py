"""Evaluations in a browser: plan, enter, score by form and by sheet, publicise, correct, confirm."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from foundation.clock import use
from foundation.database import fetchval
from foundation.settings import Settings
from foundation.spreadsheets.writing import write_workbook
from foundation.web.access import set_actor_loader
from foundation.web.app import build_app
from foundation.web.edge import Site
from registry.accounts.queries import actor_for
from tests.parameters import confirm, withdraw
from tests.people import persona
from tests.training.evaluations.board import Board
from tests.training.taught import enrolments, later, small_cohort
from tests.training.walking import leads_to, signed_in
from training.feature import NAVIGATION, ROUTES

pytestmark = pytest.mark.usefixtures("database", "in_september")


@pytest.fixture(autouse=True)
def _in_september() -> Iterator[None]:
    with use(later()):
        yield


@pytest.fixture
def app(tmp_path: Path, database: Any) -> Iterator[Site]:
    set_actor_loader(actor_for)
    yield build_app(Settings(data_dir=tmp_path), ROUTES, navigation=NAVIGATION)
    set_actor_loader(None)


async def test_the_whole_session(app: Site, board: Board) -> None:
    await small_cohort(board.registrar, "2026L", names=("孙小果",))
    first = await signed_in(app, board.first, "en")
    assert "No sessions yet" in (await first.get("/evaluations")).text
    form = {
        "code": "S1",
        "name": "九月认定",
        "standard": "4-10-01-01 2021年版",
        "level": "5",
        "held_on": "2026-9-1",
        "single": "yes",
    }
    assert "has no level 5" in (await first.post("/evaluations/new", form)).text
    here = leads_to(
        await first.post("/evaluations/new", form | {"standard": "4-10-01-03 2021年版", "level": "4"})
    )
    assert "No candidates yet" in (await first.get(here)).text
    assert "each of them is checked" in (await first.get(f"{here}/open")).text
    assert "not on file" in (await first.post(f"{here}/open")).text
    leads_to(await first.post(f"{here}/plan", {"candidates": "20"}))
    officer = await signed_in(app, await persona("preparer", "360100"), "en")
    assert "Needed to return it" in (await officer.get(f"{here}/plan")).text
    filed = {"verdict": "filed", "filing_no": "洪人社鉴备〔2026〕1号"}
    leads_to(await officer.post(f"{here}/plan/answer", filed))
    assert "洪人社鉴备〔2026〕1号" in (await first.get(f"{here}/plan")).text
    leads_to(await first.post(f"{here}/open"))
    college = str(await fetchval("SELECT code FROM organisation WHERE kind = 'college'"))
    wrong = await first.post(f"{here}/candidates", {"college_code": college, "cohort_code": "?"})
    assert "No trainees are found" in wrong.text
    entered = await first.post(f"{here}/candidates", {"college_code": college, "cohort_code": "2026S"})
    assert "The cohort is checked" in entered.text
    short = await first.post(f"{here}/candidates", {"college_code": college, "cohort_code": "2026L"})
    assert "Hours in all: 0 of 120" in short.text
    assert "孙小果" in (await first.get(f"{here}?status=ineligible")).text
    leads_to(await first.post(f"{here}/hold"))
    keys = await board.keys(here.rsplit("/", 1)[1])
    page = await first.get(f"{here}/scores")
    assert f'name="scores[{keys[0]}].theory"' in page.text
    assert f"scores[{keys[4]}]" not in page.text  # who is not admitted has no line
    bad = {f"scores[{keys[0]}].theory": "101", f"scores[{keys[0]}].skill": "70"}
    answer = await first.post(f"{here}/scores", bad)
    assert 'value="101"' in answer.text
    assert "The largest value allowed is 100." in answer.text
    good = {f"scores[{keys[0]}].theory": "59.5", f"scores[{keys[0]}].skill": "７０"}
    leads_to(await first.post(f"{here}/scores", good))
    rows: list[list[Any]] = [
        ["李小草", "S1-002", 80, 81],
        ["张小树", "S1-003", "缺考", "缺考"],
        ["赵小叶", "S1-004", 120, 60],
    ]
    sheet = write_workbook(["姓名", "准考证号", "理论成绩", "技能成绩"], rows)
    files = {"file": ("成绩.xlsx", sheet)}
    upload = leads_to(await first.post(f"{here}/scores/sheet", files=files))
    check = await first.get(upload)
    assert "Enter the scores of 2 candidates" in check.text
    assert "1 row with problems" in check.text
    assert (await first.get(f"{upload}/marked.xlsx")).content.startswith(b"PK")
    leads_to(await first.post(f"{upload}/confirm"))
    assert "The scores are entered" in (await first.get(upload)).text
    assert "1 candidates have no result yet" in (await first.post(f"{here}/publicise")).text
    last = {f"scores[{keys[3]}].theory": "90", f"scores[{keys[3]}].skill": "60"}
    leads_to(await first.post(f"{here}/scores", last))
    assert "Did not pass" in (await first.get(f"{here}/publicise")).text
    await withdraw("calendar.2026")
    unsettled = (await first.get(f"{here}/publicise")).text
    assert "The calendar of 2026 is not confirmed" in unsettled
    assert "13 October 2026" in unsettled  # no day counts on which the autumn holidays may fall
    early = (await first.post(f"{here}/publicise", {"until": "2026-9-8"})).text
    assert 'href="#until">Last day of the publicity: The publicity lasts until 13 October 2026' in early
    assert "The calendar of 2026 is not confirmed" in early
    await confirm("calendar.2026")
    too_short = await first.post(f"{here}/publicise", {"until": "2026-9-2"})
    assert "8 September 2026" in too_short.text
    for said in ("The results are publicised", "This step was taken before"):  # and a second click
        receipt = leads_to(await first.post(f"{here}/publicise"))
        assert said in (await first.get(receipt)).text
    assert "<svg" in (await first.get(here)).text
    blocked = await first.get(f"{here}/confirm")
    assert "another person confirms them" in blocked.text
    assert blocked.status_code == 200
    assert "Who publicises results does not confirm them" in blocked.text
    correction = {"theory": "60", "skill": "70", "reason": "复核后更正"}
    leads_to(await first.post(f"/evaluations/entries/{keys[0]}/correct", correction))
    assert "复核后更正" in (await first.get(f"/evaluations/entries/{keys[0]}")).text
    leads_to(await first.post(f"{here}/publicise"))
    with use(later(10)):
        second = await signed_in(app, board.second, "en")
        receipt = leads_to(await second.post(f"{here}/confirm"))
        assert "The results are confirmed" in (await second.get(receipt)).text
        listed = (await second.get(f"/api/v1{here}/entries")).json()["items"]
    assert [one["status"] for one in listed] == [
        "confirmed",
        "confirmed",
        "failed",
        "confirmed",
        "ineligible",
    ]
    assert "369999" not in str(listed)


async def test_scores_by_program_and_strangers(app: Site, board: Board) -> None:
    session = await board.held()
    here, api = f"/evaluations/{session}", f"/api/v1/evaluations/{session}"
    keys = await board.keys(session)
    first = await signed_in(app, board.first)
    body = {"scores": {keys[0]: {"theory": 80, "skill": "70.5"}}}
    headers = {"x-csrf-token": first.token, "origin": first.address, "sec-fetch-site": "same-origin"}
    answer = await first.client.put(f"{api}/scores", json=body, headers=headers)
    assert answer.json() == {"changed": 1}
    assert (await first.client.put(f"{api}/scores", json=body, headers=headers)).json() == {"changed": 0}
    body["scores"][keys[0]]["theory"] = 101
    assert (await first.client.put(f"{api}/scores", json=body, headers=headers)).status_code in (400, 422)
    assert (await first.get(api)).json()["scored"] == 1
    stranger = await signed_in(app, await persona("organiser", "360200"))
    paths = (
        "",
        "/scores",
        "/candidates",
        "/publicise",
        "/confirm",
        "/receipt",
        "/scores/sheet",
        "/scores/template.xlsx",
    )
    for path in paths:
        assert (await stranger.get(here + path)).status_code == 404, path
    assert (await stranger.get(f"/evaluations/entries/{keys[0]}")).status_code == 404
    assert (await stranger.get(f"/evaluations/entries/{keys[0]}/correct")).status_code == 404
    officer = await signed_in(app, await persona("preparer", "360100"))
    assert (await officer.get(here)).status_code == 200
    assert (await officer.get(f"{here}/scores")).status_code == 403
    college = await signed_in(app, board.registrar)
    assert (await college.get(here)).status_code == 403
    assert (await first.get(f"{here}/scores/template.xlsx")).content.startswith(b"PK")
    assert len(await enrolments(board.cohort)) == len(keys)
