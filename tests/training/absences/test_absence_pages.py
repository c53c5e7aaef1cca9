"""An absence taken back on pages and by programs: asked for by one, agreed to by another."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from foundation.settings import Settings
from foundation.web.access import set_actor_loader, set_bearer_loader
from foundation.web.app import build_app
from foundation.web.edge import Site
from registry.accounts.queries import actor_for
from registry.tokens.queries import actor_of_token
from tests.training.absences.test_absences import held
from tests.training.evaluations.board import board, in_september
from tests.training.evaluations.program import program
from tests.training.examined import Examined
from tests.training.objections.test_remarking import objected
from tests.training.walking import leads_to, signed_in
from training.evaluations.publicity import publicise
from training.feature import NAVIGATION, ROUTES
from yuzheng.tasks import tasks_for

__all__ = ["board", "held", "in_september"]
REASON = {"component": "skill", "reason": "签到表有签名"}


@pytest.fixture
def app(tmp_path: Path, database: Any) -> Iterator[Site]:
    set_actor_loader(actor_for)
    set_bearer_loader(actor_of_token)
    yield build_app(Settings(data_dir=tmp_path), ROUTES, navigation=NAVIGATION)
    set_actor_loader(None)
    set_bearer_loader(None)


async def test_it_waits_for_a_second_person_and_then_for_the_assessors(app: Site, held: Examined) -> None:
    first = await signed_in(app, held.board.first, "en")
    second = await signed_in(app, held.board.second, "en")
    entry = (await held.entries())[0]
    here = f"/evaluations/entries/{entry.public_id}"
    assert f'href="{here}/absence"' in (await first.get(here)).text
    assert "Recorded as absent from" in (await first.get(f"{here}/absence")).text
    empty = await first.post(f"{here}/absence", {"component": "skill", "reason": ""})
    assert "Reason" in empty.text
    page = leads_to(await first.post(f"{here}/absence", REASON))
    assert "Awaiting a second person" in (await first.get(page)).text
    shown = (await second.get(page)).text
    deciding = shown.split(f'action="{page}/')[1].split('"')[0]
    assert "1 absence is said to be a mistake" in (await second.get(f"/evaluations/{held.session}")).text
    waits = {task.label.english(): task.count for task in await tasks_for(held.board.second)}
    assert waits["Absences said to be mistakes: to decide"] == 1
    own = await first.post(f"{page}/{deciding}", {"verdict": "agreed"})
    assert "another person agrees to it" in own.text
    assert "Say why." in (await second.post(f"{page}/{deciding}", {"verdict": "rejected"})).text
    leads_to(await second.post(f"{page}/{deciding}", {"verdict": "agreed"}))
    assert "Absence taken back" in (await second.get(here)).text
    marks = await signed_in(app, held.assessors[0], "en")
    form = f"/evaluations/{held.session}/marks/skill"
    assert f"marks[{entry.public_id}].points" in (await marks.get(form)).text


async def test_after_the_publicity_by_an_objection(app: Site, held: Examined) -> None:
    await publicise(held.board.first, held.session)
    first = await signed_in(app, held.board.first, "en")
    second = await signed_in(app, held.board.second, "en")
    entry = (await held.entries())[0]
    closed = (await first.get(f"/evaluations/entries/{entry.public_id}/absence")).text
    assert "put right within an objection" in closed
    page, objection = f"/evaluations/{held.session}/objections", (await objected(held)).public_id
    assert "The candidate was there: the assessors mark" in (await second.get(page)).text
    upheld = {"verdict": "upheld", "answer": "录像显示到场", "remedy": "present", "points": ""}
    await second.post(f"{page}/{objection}", upheld)
    assert "The absence stands until the marks are complete" in (await first.get(page)).text
    marks = await signed_in(app, held.assessors[0], "en")
    form = f"/evaluations/{held.session}/marks/skill"
    await marks.post(form, {f"marks[{entry.public_id}].points": "62"})
    waits = {task.label.english(): task.count for task in await tasks_for(held.assessors[1])}
    assert waits["Candidates recorded as absent by mistake: to mark"] == 1
    await held.marks(1, "62")
    assert (await held.entries())[0].skill == Decimal(62)


async def test_the_same_by_program(app: Site, held: Examined) -> None:
    first, second = await program(app, held.board.first), await program(app, held.board.second)
    entry = (await held.entries())[0]
    here = f"/evaluations/entries/{entry.public_id}/absence"
    unticked = {"scores": {entry.public_id: {"theory": 80}}}
    silent = await first.refused(f"/evaluations/{held.session}/scores", unticked, "PUT")
    assert "撤销缺考" in silent["errors"][0]["remedy"]
    asked = await first.post(here, REASON)
    assert (asked["done"], asked["entry"]["absent"]) == (False, ["skill"])
    assert (await first.refused(here, REASON))["status"] == 409
    (waiting,) = await second.get(f"/evaluations/{held.session}/absences")
    assert (waiting["verdict"], waiting["ticket_no"]) == (None, entry.ticket_no)
    own = await first.refused(f"{here}/{waiting['id']}", {"verdict": "agreed"})
    assert own["rule"]["id"] == "EV-ABS"
    agreed = await second.post(f"{here}/{waiting['id']}", {"verdict": "agreed"})
    assert (agreed["absent"], agreed["status"]) == ([], "sat")
