"""Evidence in a browser, by form and by sheet; the rules to confirm; who would be affected by a change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from foundation.database import fetchval
from foundation.settings import Settings
from foundation.spreadsheets.writing import write_workbook
from foundation.web.access import set_actor_loader
from foundation.web.app import build_app
from foundation.web.edge import Site
from registry.accounts.queries import actor_for
from registry.parameters import pages as parameters
from registry.people.queries import public_id_of
from tests.parameters import officers
from tests.training.evaluations.board import Board, board, in_september
from tests.training.shown import people_of
from tests.training.walking import leads_to, signed_in
from training.candidacy.queries import evidence_of
from training.feature import NAVIGATION, ROUTES

__all__ = ["board", "in_september"]
pytestmark = pytest.mark.usefixtures("database", "in_september")


@pytest.fixture
def app(tmp_path: Path, database: Any) -> Iterator[Site]:
    set_actor_loader(actor_for)
    routes = [*ROUTES, *parameters.ROUTES]
    yield build_app(Settings(data_dir=tmp_path), routes, navigation=NAVIGATION)
    set_actor_loader(None)


async def test_a_paper_by_form_with_its_scan(app: Site, board: Board) -> None:
    person_id = (await people_of(board.cohort))[0]
    here = f"/people/{await public_id_of(person_id)}/evidence"
    registrar = await signed_in(app, board.registrar, "en")
    assert "示例托育园" in (await registrar.get(here)).text
    assert (await registrar.get(f"{here}/nothing")).status_code == 404
    assert "In the final year" in (await registrar.get(f"{here}/diploma")).text
    wrong = {"diploma": "bachelor", "major": "", "paper": "毕业证书", "until_on": "2030-1-1"}
    answer = await registrar.post(f"{here}/diploma", wrong)
    assert "still to come" in answer.text
    assert "This is required" in answer.text
    good = {"diploma": "bachelor", "major": "教育学", "paper": "毕业证书", "until_on": "2022年6月30日"}
    bad_scan = {"file": ("a.exe", b"MZ")}
    assert "Only PDF, JPEG and PNG" in (await registrar.post(f"{here}/diploma", good, files=bad_scan)).text
    scan = {"file": ("毕业证.pdf", b"%PDF-1.7 scan")}
    leads_to(await registrar.post(f"{here}/diploma", good, files=scan))
    page = (await registrar.get(here)).text
    assert "Declared only" in page
    paper = next(one for one in await evidence_of(person_id) if one.said.kind == "diploma")
    assert (await registrar.get(f"/evidence/{paper.id}/scan")).content == b"%PDF-1.7 scan"
    leads_to(await registrar.post(f"/evidence/{paper.id}/seen"))
    assert "stays on record" in (await registrar.get(f"/evidence/{paper.id}/set-aside")).text
    assert "This is required" in (await registrar.post(f"/evidence/{paper.id}/set-aside", {})).text
    leads_to(await registrar.post(f"/evidence/{paper.id}/set-aside", {"reason": "专业填错"}))
    assert "专业填错" in (await registrar.get(here)).text
    looked = await fetchval("SELECT count(*) FROM history WHERE kind = 'evidence.scan_opened'")
    assert looked == 1


async def test_papers_by_sheet_with_every_fault_named(app: Site, board: Board) -> None:
    registrar = await signed_in(app, board.registrar, "en")
    here = f"/cohorts/{board.cohort}/evidence"
    assert (await registrar.get(f"{here}/template.xlsx")).content.startswith(b"PK")
    columns = ["姓名", "学号", "类别", "职称", "发证日期", "证明材料", "单位"]
    number = str(await fetchval("SELECT student_no FROM enrolment ORDER BY student_no LIMIT 1"))
    rows: list[list[Any]] = [
        ["王小花", number, "职称", "初级", "2024-3-1", "职称证书", ""],
        ["王小花", number, "职称", "顶级", "2024-3-1", "职称证书", ""],
        ["王小花", number, "工作经历", "", "", "证明", ""],
        ["别人", number, "职称", "中级", "2024-3-1", "职称证书", ""],
    ]
    files = {"file": ("材料.xlsx", write_workbook(columns, rows))}
    upload = leads_to(await registrar.post(here, files=files))
    check = (await registrar.get(upload)).text
    assert "3 rows with problems" in check
    assert (await registrar.get(f"{upload}/marked.xlsx")).content.startswith(b"PK")
    leads_to(await registrar.post(f"{upload}/confirm", {"originals_seen": "yes"}))
    assert "The papers are entered" in (await registrar.get(upload)).text
    (person_id, *_) = await people_of(board.cohort)
    assert [one.state for one in await evidence_of(person_id) if one.said.kind == "title"] == ["seen"]
    again = leads_to(await registrar.post(here, files=files))
    leads_to(await registrar.post(f"{again}/discard"))


async def test_an_unsure_number_is_proposed_by_one_and_agreed_to_by_another(app: Site, board: Board) -> None:
    first, other = [await signed_in(app, one, "en") for one in await officers()]
    name = "/parameters/one?id=evaluation.mark_tolerance"
    listed = (await first.get("/parameters")).text
    assert "no effect" in listed
    assert "PAR-TWO" in listed  # the system's own rules can be looked up
    assert "This has no effect yet" in (await first.get(name)).text
    assert (
        "over; choose today"
        in (await first.post(name, {"document": "细则", "value": "5", "effective_from": "2020-1-1"})).text
    )
    proposal = leads_to(
        await first.post(name, {"document": "细则", "value": "5", "effective_from": "2026-9-1"})
    )
    assert "another person decides" in (await first.get(proposal)).text
    assert "Compare the document" in (await other.get(proposal)).text
    assert "Say why" in (await other.post(proposal, {"agree": "no"})).text
    leads_to(await other.post(proposal, {"agree": "yes"}))
    assert "In force since" in (await first.get(name)).text


async def test_who_would_be_affected_is_shown_by_cohort(app: Site, board: Board) -> None:
    officer = await signed_in(app, (await officers())[0], "en")
    assert "Nothing is changed by looking" in (await officer.get("/eligibility/preview")).text
    asked = "now=4-10-01-03+2021年版&then=4-10-01-03+2021年版&level=4&day=2024-1-1"
    page = await officer.get(f"/eligibility/preview?{asked}&confirming=RO-HEALTH")
    assert "trainees weighed" in page.text
    for wrong in (asked.replace("level=4", "level=9"), asked.replace("2024-1-1", "x"), "now=x"):
        assert (await officer.get(f"/eligibility/preview?{wrong}")).status_code == 422
