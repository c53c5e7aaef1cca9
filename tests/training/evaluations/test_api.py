"""An examination by programs: the same gate as the pages, from the plan to the frozen results."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from foundation.actor import Actor
from foundation.clock import use
from foundation.database import fetchval
from foundation.settings import Settings
from foundation.web.access import set_bearer_loader
from foundation.web.app import build_app
from foundation.web.edge import Site
from registry.tokens.queries import actor_of_token
from tests.foundation.web.browser import Browser
from tests.parameters import confirm as confirm_number
from tests.people import persona
from tests.training.evaluations.board import Board
from tests.training.evaluations.program import Program, program
from tests.training.taught import later
from training.feature import ROUTES

pytestmark = pytest.mark.usefixtures("database", "in_september")
NEW: dict[str, Any] = {
    "code": "2026-09-API",
    "name": "九月保育师四级认定",
    "occupation_code": "4-10-01-03",
    "standard_edition": "2021年版",
    "level": 4,
    "held_on": "2026-09-01",
}
ROOM = {"name": "第一考场", "begins_at": "2026-09-01T09:00:00", "minutes": 90, "seats": 10}
SAID = {"raised_by": "王小花", "raised_on": "2026-09-01", "content": "理论少计一题"}


@pytest.fixture
def app(tmp_path: Path, database: Any) -> Iterator[Site]:
    set_bearer_loader(actor_of_token)
    yield build_app(Settings(data_dir=tmp_path), ROUTES)
    set_bearer_loader(None)


async def _arranged(first: Program, here: str, board: Board, assessors: list[Actor]) -> None:
    missing = (await first.get(f"{here}/arrangement"))["missing"]
    assert any("座位" in said for said in missing), missing
    for component in ("theory", "skill"):
        await first.post(f"{here}/rooms", ROOM | {"component": component})
    again = await first.refused(f"{here}/rooms", ROOM | {"component": "theory"})
    assert [one["field"] for one in again["errors"]] == ["name"], "sent again, nothing is doubled"
    for one in (board.first, board.second):
        await first.post(f"{here}/staff", {"account": str(one.account_id), "duty": "invigilator"})
    for one in assessors:
        await first.post(f"{here}/staff", {"account": str(one.account_id), "duty": "assessor"})
    assert await first.post(f"{here}/seats") == {"seats": 8}


async def test_from_the_plan_to_the_frozen_results(app: Site, board: Board) -> None:
    await confirm_number("evaluation.mark_tolerance")
    first, second = await program(app, board.first), await program(app, board.second)
    office = await program(app, await persona("preparer", "360100"))
    assessors = [await persona("assessor", name=f"考评{at}") for at in range(3)]
    planned = await first.post("/evaluations", NEW)
    assert (planned["status"], planned["double_entry"]) == ("planned", True)
    here = f"/evaluations/{planned['id']}"
    assert [one["verdict"] for one in await first.post(f"{here}/plan", {"candidates": 20})] == [None]
    filed = {"verdict": "filed", "filing_no": "洪人社鉴备〔2026〕1号"}
    assert (await office.post(f"{here}/plan/decision", filed))[0]["filing_no"] == filed["filing_no"]
    assert (await first.post(f"{here}/open"))["status"] == "open"
    codes = {
        "college_code": await fetchval("SELECT code FROM organisation WHERE kind = 'college'"),
        "cohort_code": "2026S",
    }
    assert await first.post(f"{here}/candidates", codes) == {"admitted": 4, "known": 0, "refused": []}
    assert (await first.post(f"{here}/candidates", codes))["known"] == 4
    await _arranged(first, here, board, assessors)
    page = await first.get(f"{here}/tickets?limit=1&offset=2")
    assert (page["total"], [one["ticket_no"] for one in page["items"]]) == (4, ["2026-09-API-003"])
    assert {seat["component"] for seat in page["items"][0]["seats"]} == {"theory", "skill"}
    hands = [await program(app, one) for one in assessors]
    for hand in hands:
        assert await hand.post(f"{here}/declaration", {"tickets": []}) == {"candidates": 0}
    assert (await first.post(f"{here}/hold"))["status"] == "held"
    listed = await first.get(f"{here}/entries?limit=2")
    assert (listed["total"], len(listed["items"])) == (4, 2)
    keys = [one["id"] for one in (await first.get(f"{here}/entries"))["items"]]
    theory = {"scores": {key: {"theory": points} for key, points in zip(keys, (80, 70, 60, 59), strict=True)}}
    assert await first.put(f"{here}/scores", theory) == {"changed": 4}
    assert await first.put(f"{here}/scores", theory) == {"changed": 0}
    await _marked(hands, here, keys)
    await first.post(f"{here}/publicise", {})
    await first.post(f"{here}/objections", SAID | {"ticket_no": "2026-09-API-001"})
    (objection,) = await second.get(f"{here}/objections")
    answer = {"verdict": "rejected", "answer": "复核无误"}
    early = await first.refused(f"{here}/results", method="GET")
    assert (early["status"], early["remedy"]) == (409, "可以先查询考生名单；成绩确认后即冻结。")
    await second.post(f"{here}/objections/{objection['id']}/decision", answer)
    with use(later(60)):
        assert (await second.post(f"{here}/confirm"))["status"] == "confirmed"
        for reader in (second, office):
            results = await reader.get(f"{here}/results?limit=3")
            assert [one["outcome"] for one in results["items"]] == ["pass", "pass", "pass"]
        last = (await second.get(f"{here}/results?offset=3"))["items"][0]
        assert (last["status"], last["theory"], last["outcome"]) == ("failed", "59.00", "fail")
        kept = await second.client.post(f"{here}/archive")
        assert hashlib.sha256(kept.content).hexdigest() == results["archive_sha256"]
        assert [one["component"] for one in (await office.get(f"{here}/figures"))["components"]] == [
            "theory",
            "skill",
        ]
        correction = {"theory": "90", "skill": "80.50", "reason": "复核"}
        frozen = await first.refused(f"/evaluations/entries/{keys[0]}/correction", correction)
        assert frozen["status"] == 409
    assert "369999" not in str(results)


async def _marked(hands: list[Program], here: str, keys: list[str]) -> None:
    """Two who do not see each other's marks; a third where they lie apart."""
    mine = {"marks": dict(zip(keys, ("80", "70", "60", "90"), strict=True))}
    assert await hands[0].put(f"{here}/marks/skill", mine) == {"given": 4}
    assert await hands[0].put(f"{here}/marks/skill", mine) == {"given": 0}
    other = await hands[0].refused(f"{here}/marks/skill", {"marks": {keys[0]: "85"}}, "PUT")
    assert [one["field"] for one in other["errors"]] == [f"marks[{keys[0]}].points"]
    for wrong in ("101", "NaN"):
        answer = await hands[1].refused(f"{here}/marks/skill", {"marks": {keys[0]: wrong}}, "PUT")
        assert (answer["status"], answer["errors"][0]["message"]) == (422, "成绩应在 0 至 100 之间。")
    hers = await hands[1].get(f"{here}/marks/skill?limit=2")
    assert (hers["total"], [(one["own"], one["given"]) for one in hers["items"]]) == (4, [(None, 1)] * 2)
    await hands[1].put(
        f"{here}/marks/skill", {"marks": dict(zip(keys, ("81", "75", "66", "90"), strict=True))}
    )
    (apart,) = (await hands[2].get(f"{here}/marks/skill"))["apart"]
    assert (apart["entry"], apart["points"]) == (keys[2], ["60.00", "66.00"])
    word = {"points": "64", "reason": "复看录像"}
    own = await hands[1].refused(f"/evaluations/entries/{keys[2]}/settlement", word)
    assert own["type"] == "urn:yuzheng:problem:refused"
    settled = await hands[2].post(f"/evaluations/entries/{keys[2]}/settlement", word)
    assert (settled["skill"], settled["status"]) == ("64.00", "scored")


async def test_a_wrong_state_is_refused_with_its_rule_and_a_wrong_field_is_named(
    app: Site, board: Board
) -> None:
    first, english = await program(app, board.first), await program(app, board.first, "en")
    wrong = await english.refused("/evaluations", NEW | {"occupation_code": "4-10-01-01", "level": 5})
    assert (wrong["status"], [one["field"] for one in wrong["errors"]]) == (422, ["level"])
    assert "has no level 5" in wrong["errors"][0]["message"]
    lacking = await first.refused("/evaluations", {"code": "S"})
    assert lacking["errors"], "what is lacking is named before anything is done"
    here = f"/evaluations/{(await first.post('/evaluations', NEW))['id']}"
    doubled = await first.refused("/evaluations", NEW)
    assert [one["field"] for one in doubled["errors"]] == ["code"]
    unfiled = await english.refused(f"{here}/open")
    assert (unfiled["status"], unfiled["rule"]["id"]) == (422, "EV-PLAN")
    assert unfiled["remedy"] == "Submit the plan; the office files it or returns it with a reason."
    assert "备案" in (await first.refused(f"{here}/open"))["detail"]
    assert (await first.refused(f"{here}/hold"))["status"] == 409
    held = f"/evaluations/{await board.marked()}"
    await first.post(f"{held}/publicise", {})
    own = await first.refused(f"{held}/confirm")
    assert (own["status"], own["rule"]["id"]) == (422, "EV-TWO")


async def test_what_others_hold_is_not_found_and_what_the_role_lacks_is_forbidden(
    app: Site, board: Board
) -> None:
    session = await board.marked()
    here, entry = f"/evaluations/{session}", (await board.keys(session))[0]
    stranger = await program(app, await persona("organiser", "360700"))
    no_id = "00000000-0000-7000-8000-000000000000"
    bodies: dict[str, Any] = {
        "/plan": {"candidates": 3},
        "/rooms": ROOM | {"component": "theory"},
        "/staff": {"account": no_id, "duty": "assessor"},
        "/declaration": {"tickets": []},
        "/incidents": {"kind": "illness", "note": "晕倒"},
        "/publicise": {},
        "/objections": SAID | {"ticket_no": "1"},
        "/objections/x/decision": {"verdict": "upheld", "answer": "更正"},
        **dict.fromkeys(("/open", "/hold", "/seats", "/archive", "/confirm")),
        **dict.fromkeys((f"/rooms/{no_id}/remove", f"/staff/{no_id}/remove")),
    }
    read = ("", "/entries", "/plan", "/arrangement", "/tickets", "/results", "/marks/skill", "/objections")
    asked: list[tuple[str, str, Any]] = [
        *(("GET", here + end, None) for end in (*read, "/figures", "/incidents")),
        *(("POST", here + end, body) for end, body in bodies.items()),
        ("PUT", f"{here}/marks/skill", {"marks": {entry: "80"}}),
        ("PUT", f"{here}/scores", {"scores": {entry: {"theory": 80}}}),
        ("POST", f"/evaluations/entries/{entry}/settlement", {"points": "60", "reason": "复看"}),
        ("POST", f"/evaluations/entries/{entry}/correction", {"theory": "60", "reason": "复看"}),
    ]
    for method, path, body in asked:
        assert (await stranger.refused(path, body, method))["status"] == 404, (method, path)
    assert (await stranger.get("/evaluations")) == {"total": 0, "items": []}
    officer = await program(app, await persona("preparer", "360700"))
    answer = {"verdict": "filed", "filing_no": "1"}
    assert (await officer.refused(f"{here}/plan/decision", answer))["status"] == 404
    near = await program(app, await persona("preparer", "360100"))
    assert (await near.refused(f"{here}/hold"))["status"] == 403
    assert (await near.get("/evaluations?q=2026-09&status=held&limit=1"))["total"] == 1


async def test_the_description_of_the_api_has_every_step(app: Site) -> None:
    paths = (await Browser(app).get("/api/schema/openapi.json")).json()["paths"]
    here = "/api/v1/evaluations/{public_id}"
    steps = (
        "/plan/decision",
        "/rooms",
        "/tickets",
        "/marks/{component}",
        "/confirm",
        "/results",
        "/absences",
    )
    sheets = ("/score-sheets", "/papers/keys/{key}/decision", "/paper-sheets", "/items", "/alarms")
    for path in (
        *(here + end for end in (*steps, *sheets)),
        "/api/v1/exemptions/{public_id}/revocation/decision",
    ):
        assert any("summary" in one for one in paths[path].values()), path
