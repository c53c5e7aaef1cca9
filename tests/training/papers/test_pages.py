"""Papers in a browser: a key agreed to by another, answers by sheet, item quality, a look at an alarm."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from foundation.settings import Settings
from foundation.spreadsheets.writing import write_workbook
from foundation.web.access import set_actor_loader
from foundation.web.app import build_app
from foundation.web.edge import Site
from registry.accounts.queries import actor_for
from registry.parameters.catalogue import declare
from tests.parameters import confirm as confirm_numbers
from tests.people import persona
from tests.training.evaluations.board import Board
from tests.training.papers.test_papers import ANSWERS, answer_sheet, key_sheet, the_key, tickets
from tests.training.walking import leads_to, signed_in
from training.alarms.numbers import UNSURE
from training.feature import NAVIGATION, ROUTES

declare(UNSURE)


@pytest.fixture
def app(tmp_path: Path, database: Any) -> Iterator[Site]:
    set_actor_loader(actor_for)
    yield build_app(Settings(data_dir=tmp_path), ROUTES, navigation=NAVIGATION)
    set_actor_loader(None)


async def test_from_the_key_to_a_look_at_an_alarm(app: Site, board: Board, tmp_path: Path) -> None:
    session = await board.marked(theory=Decimal(90))
    here = f"/evaluations/{session}"
    first, second = await signed_in(app, board.first, "en"), await signed_in(app, board.second, "en")
    assert f'href="{here}/papers"' in (await first.get(here)).text
    assert "No key yet" in (await first.get(f"{here}/papers")).text
    assert "No figures of items yet" in (await first.get(f"{here}/items")).text
    wrong = await first.post(f"{here}/papers/keys", files={"file": ("答案.xlsx", key_sheet("AB?"))})
    assert "1 rows have problems; nothing was taken" in wrong.text
    leads_to(await first.post(f"{here}/papers/keys", files={"file": ("答案.xlsx", key_sheet())}))
    key = await the_key(board, session)
    deciding = f"{here}/papers/keys/{key.public_id}"
    assert deciding not in (await first.get(f"{here}/papers")).text
    assert "another person compares it" in (await first.post(deciding, {"verdict": "agreed"})).text
    assert "Say why." in (await second.post(deciding, {"verdict": "rejected"})).text
    leads_to(await second.post(deciding, {"verdict": "agreed"}))
    one, two, *_ = await tickets(board, session)
    content = answer_sheet((one, ANSWERS), (two, "ABCDABCD"), ("S-999", "ABCDABCD"))
    upload = leads_to(await first.post(f"{here}/papers/sheet", files={"file": ("答题.xlsx", content)}))
    check = (await first.get(upload)).text
    assert "Keep the papers of 2 candidates" in check
    assert "Nobody with this number is on the roll." in check
    assert (await first.get(f"{upload}/marked.xlsx")).content.startswith(b"PK")
    leads_to(await first.post(f"{upload}/confirm"))
    assert "The papers are kept" in (await first.get(upload)).text
    papers = (await first.get(f"{here}/papers")).text
    assert "Another score was entered" in papers
    assert "To the session" not in papers
    template = tmp_path / "template.xlsx"
    template.write_bytes((await first.get(f"{here}/papers/template.xlsx")).content)
    assert [cell.value for cell in load_workbook(template).worksheets[0][2]][-2:] == ["9", "10"]
    assert (await first.get(f"{here}/papers/key-template.xlsx")).content.startswith(b"PK")
    items = (await first.get(f"{here}/items")).text
    assert "shown from 20 papers" in items
    assert "<svg" in items
    assert (await first.get(f"{here}/items.xlsx")).content.startswith(b"PK")
    figures = (await first.get(f"{here}/figures")).text
    assert "Papers are not compared with each other yet" in figures
    assert "key and answers come to 100" in figures
    look = figures.split(f'action="{here}/alarms/')[1].split('"')[0]
    assert "need" in (await first.post(f"{here}/alarms/{look}", {"note": ""})).text.lower()
    leads_to(await first.post(f"{here}/alarms/{look}", {"note": "按原卷复核"}))
    assert "1 alarm has not been looked at by two persons" in (await first.get(f"{here}/publicise")).text
    again = await first.post(f"{here}/alarms/{look}", {"note": "再看"})
    assert "the second look is another person" in again.text
    leads_to(await second.post(f"{here}/alarms/{look}", {"note": "同意"}))
    assert "1 alarm that two persons have looked at" in (await second.get(f"{here}/figures")).text
    await confirm_numbers(*(each.id for each in UNSURE))
    assert "not compared with each other yet" not in (await second.get(f"{here}/figures")).text
    leads_to(await first.post(f"{here}/papers/set-aside", {"ticket_no": one, "why": "重新扫描"}))
    assert "looked at by two" not in (await first.get(f"{here}/publicise")).text


async def test_offices_see_the_quality_of_items_and_others_nothing(app: Site, board: Board) -> None:
    session = await board.held()
    here = f"/evaluations/{session}"
    officer = await signed_in(app, await persona("preparer", "360100"))
    assert (await officer.get(f"{here}/items")).status_code == 200
    for path in ("papers", "papers/sheet", "papers/template.xlsx", "papers/key-template.xlsx"):
        assert (await officer.get(f"{here}/{path}")).status_code == 403, path
    stranger = await signed_in(app, await persona("organiser", "360200"))
    for path in ("papers", "papers/sheet", "items", "items.xlsx"):
        assert (await stranger.get(f"{here}/{path}")).status_code == 404, path
    own = await signed_in(app, board.first, "en")
    empty = await own.post(f"{here}/papers/sheet", files={"file": ("x.xlsx", b"%PDF-1.7")})
    assert "not a spreadsheet" in empty.text.lower() or "cannot be read" in empty.text
    bare = write_workbook(["准考证号", "试卷"], [["1", "A"]])
    upload = leads_to(await own.post(f"{here}/papers/sheet", files={"file": ("x.xlsx", bare)}))
    assert "The sheet has no columns of answers." in (await own.get(upload)).text
    leads_to(await own.post(f"{upload}/discard"))
    assert "This sheet was set aside" in (await own.get(upload)).text
