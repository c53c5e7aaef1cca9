"""An objection on pages and for programs: decided, marked anew, a fixed score written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from foundation.settings import Settings
from foundation.web.access import set_actor_loader, set_bearer_loader
from foundation.web.app import build_app
from foundation.web.edge import Site
from registry.accounts.queries import actor_for
from registry.tokens.queries import actor_of_token
from tests.training.evaluations.board import board, in_september
from tests.training.evaluations.program import program
from tests.training.examined import Examined
from tests.training.objections.test_remarking import fourth, objected, publicised
from tests.training.walking import signed_in
from training.feature import NAVIGATION, ROUTES

__all__ = ["board", "in_september", "publicised"]
DECISION = {"verdict": "upheld", "answer": "录像显示漏评一项"}


@pytest.fixture
def app(tmp_path: Path, database: Any) -> Iterator[Site]:
    set_actor_loader(actor_for)
    set_bearer_loader(actor_of_token)
    yield build_app(Settings(data_dir=tmp_path), ROUTES, navigation=NAVIGATION)
    set_actor_loader(None)
    set_bearer_loader(None)


async def test_an_objection_is_put_right_on_its_page(app: Site, publicised: Examined) -> None:
    one, here = publicised, f"/evaluations/{publicised.session}"
    first = await signed_in(app, one.board.first, "en")
    second = await signed_in(app, one.board.second, "en")
    entry, other, *_ = await one.entries()
    assert (
        "is corrected within an objection"
        in (await first.get(f"/evaluations/entries/{entry.public_id}/correct")).text
    )
    page, objection = f"{here}/objections", (await objected(one)).public_id
    assert "how it is put right" in (await second.get(page)).text
    assert "Choose one from the list." in (await second.post(f"{page}/{objection}", DECISION)).text
    await second.post(f"{page}/{objection}", DECISION | {"remedy": "remark", "points": ""})
    assert "Appoint further assessors" in (await first.get(page)).text
    assert "marked anew" in (await first.get(f"{here}/arrangement")).text
    for assessor, points in ((one.assessors[2], "64"), (await fourth(one), "66")):
        marks = await signed_in(app, assessor, "en")
        assert "marked anew after an objection" in (await marks.get(f"{here}/marks/skill")).text
        await marks.post(f"{here}/marks/skill", {f"marks[{entry.public_id}].points": points})
    shown = (await first.get(page)).text
    assert (shown.count("superseded"), shown.count("given anew")) == (2, 2)
    fixed = (await objected(one, 1)).public_id
    wanted = {"remedy": "fixed", "points": "63", "document": "复核记录〔2026〕3号"}
    await second.post(f"{page}/{fixed}", DECISION | wanted)
    assert "Write this score" not in (await second.get(page)).text
    assert "复核记录〔2026〕3号" in (await first.get(page)).text
    await first.post(f"{page}/{fixed}/correction")
    assert [one.skill for one in (await one.entries())[:2]] == [65, 63]
    assert "Upheld objection carried out" in (await first.get(here)).text
    assert other.skill == 58


async def test_the_same_by_program(app: Site, publicised: Examined) -> None:
    one, here = publicised, f"/evaluations/{publicised.session}/objections"
    first, second = await program(app, one.board.first), await program(app, one.board.second)
    objection = (await objected(one)).public_id
    assert (await second.refused(f"{here}/{objection}/decision", DECISION))["status"] == 422
    wanted = {"remedy": "fixed", "points": "63", "document": "复核记录〔2026〕3号"}
    (said,) = await second.post(f"{here}/{objection}/decision", DECISION | wanted)
    assert (said["remedy"], [mark["superseded"] for mark in said["marks"]]) == ("fixed", [False, False])
    refused = await second.refused(f"{here}/{objection}/correction", None)
    assert refused["rule"]["id"] == "EV-OBJ-FIX"
    (said,) = await first.post(f"{here}/{objection}/correction", None)
    assert said["carried_out_by"] == one.board.first.name
    assert [mark["superseded"] for mark in said["marks"]] == [True, True]
