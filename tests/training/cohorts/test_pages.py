"""Cohorts and rosters on their pages, from opening to the receipt."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from tests.foundation.web.browser import Browser
from tests.people import persona
from tests.training.taught import (
    CORRECTED,
    OLD_ROSTER,
    ROSTER,
    cohort,
    course,
    enrolled,
    enrolments,
    file,
    filled_cohort,
)
from tests.training.walking import leads_to, signed_in, site

pytestmark = pytest.mark.usefixtures("database")


async def _upload(browser: Browser, public_id: str, name: str) -> str:
    await browser.get(f"/cohorts/{public_id}/roster")
    sent = {"file": (name, file(name), "application/octet-stream")}
    return leads_to(await browser.post(f"/cohorts/{public_id}/roster", files=sent))


async def test_open_a_cohort(tmp_path: Path) -> None:
    registrar = await persona("registrar")
    browser = await signed_in(site(tmp_path), registrar)
    assert "/courses" in (await browser.get("/cohorts/new")).text
    await course(registrar)
    page = await browser.get("/cohorts/new")
    assert "保育师四级（BYS-4）" in page.text
    typed = {"name": "春季班", "code": "C1", "course": "", "starts_on": "2026年3月2日", "ends_on": "20260731"}
    wrong = await browser.post("/cohorts/new", typed | {"grade_year": "2"})
    assert wrong.status_code == 422
    assert 'value="2026年3月2日"' in wrong.text
    chosen = page.text.split('value="')[1:]
    option = next(one.split('"')[0] for one in chosen if "保育师四级（BYS-4）" in one[:80])
    address = leads_to(await browser.post("/cohorts/new", typed | {"course": option, "grade_year": "2"}))
    assert f"{address}/roster" in (await browser.get(address)).text
    assert "春季班" in (await browser.get("/cohorts")).text


@pytest.mark.parametrize("name", [ROSTER, OLD_ROSTER])
async def test_check_then_import(tmp_path: Path, name: str) -> None:
    registrar = await persona("registrar")
    public_id = await cohort(registrar)
    browser = await signed_in(site(tmp_path), registrar)
    preview = await _upload(browser, public_id, name)
    page = (await browser.get(preview)).text
    for words in ("核对后再导入", "可以导入", "什么都还没有改动", "第十六条第（二）项", "导入 116 人"):
        assert words in page
    assert await enrolled(public_id) == 0
    marked = await browser.get(f"{preview}/marked.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(marked.content)).active
    assert sheet is not None
    notes = [cell.value for row in sheet.iter_rows() for cell in row if "与第" in str(cell.value)]
    assert len(notes) == 2
    assert leads_to(await browser.post(f"{preview}/confirm")) == preview
    receipt = (await browser.get(preview)).text
    assert "116 人已入学" in receipt
    assert await enrolled(public_id) == 116
    assert leads_to(await browser.post(f"{preview}/confirm")) == preview  # a second click
    assert "这份表格已经处理过了" in (await browser.get(preview)).text
    assert await enrolled(public_id) == 116
    again = (await browser.get(await _upload(browser, public_id, name))).text
    assert "/confirm" not in again
    assert "没有可以导入的人" in again


async def test_not_now(tmp_path: Path) -> None:
    registrar = await persona("registrar")
    public_id = await cohort(registrar)
    browser = await signed_in(site(tmp_path), registrar)
    preview = await _upload(browser, public_id, CORRECTED)
    assert preview in (await browser.get(f"/cohorts/{public_id}")).text
    assert leads_to(await browser.post(f"{preview}/discard")) == f"/cohorts/{public_id}"
    assert "这份花名册已搁置" in (await browser.get(preview)).text
    assert await enrolled(public_id) == 0


async def test_no_roster_at_all(tmp_path: Path) -> None:
    registrar = await persona("registrar")
    public_id = await cohort(registrar)
    browser = await signed_in(site(tmp_path), registrar)
    sent = {"file": ("scan.xlsx", b"%PDF-1.7", "application/pdf")}
    wrong = await browser.post(f"/cohorts/{public_id}/roster", files=sent)
    assert wrong.status_code == 422
    assert 'id="file-error"' in wrong.text
    nothing = await browser.post(f"/cohorts/{public_id}/roster")
    assert nothing.status_code == 422


async def test_the_template_is_a_roster(tmp_path: Path) -> None:
    browser = await signed_in(site(tmp_path), await persona("registrar"))
    sheet = openpyxl.load_workbook(io.BytesIO((await browser.get("/cohorts/template.xlsx")).content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]][:3] == ["姓名", "证件类型", "证件号码"]


async def test_trainees_filtered_sorted_paged(tmp_path: Path) -> None:
    registrar = await persona("registrar")
    public_id = await filled_cohort(registrar)
    browser = await signed_in(site(tmp_path), registrar)
    first = (await browser.get(f"/cohorts/{public_id}")).text
    assert first.count('href="/enrolments/') == 50
    assert (await browser.get(f"/cohorts/{public_id}?page=3")).text.count('href="/enrolments/') == 17
    found = (await browser.get(f"/cohorts/{public_id}?q=2026C-007")).text
    assert found.count('href="/enrolments/') == 1
    assert "没有符合的学员" in (await browser.get(f"/cohorts/{public_id}?q=nobody")).text
    assert (await browser.get(f"/cohorts/{public_id}?state=withdrawn")).status_code == 200
    listed = (await browser.get(f"/api/v1/cohorts/{public_id}/trainees")).json()
    assert listed["total"] == 117
    assert listed["trainees"][0]["state"] == "active"


async def test_english(tmp_path: Path) -> None:
    registrar = await persona("registrar")
    public_id = await cohort(registrar)
    browser = await signed_in(site(tmp_path), registrar, language="en")
    page = (await browser.get(await _upload(browser, public_id, ROSTER))).text
    for words in ("Check, then import", "4 rows with problems", "Import 116 people"):
        assert words in page


async def test_scope_and_role(tmp_path: Path) -> None:
    registrar = await persona("registrar")
    public_id = await filled_cohort(registrar)
    app = site(tmp_path)
    own = await signed_in(app, registrar)
    preview = await _upload(own, public_id, CORRECTED)
    other = await signed_in(app, await persona("registrar", area="360300"))
    trainee = (await enrolments(public_id))[0]
    for path in (
        f"/cohorts/{public_id}",
        f"/cohorts/{public_id}/roster",
        f"/cohorts/{public_id}/complete",
        preview,
        f"{preview}/marked.xlsx",
        f"/enrolments/{trainee}",
        f"/learning/{public_id}",
        f"/learning/{public_id}/sheet",
        f"/api/v1/cohorts/{public_id}",
        f"/api/v1/enrolments/{trainee}/completion",
    ):
        assert (await other.get(path)).status_code == 404, path
    for step in ("confirm", "discard"):
        assert (await other.post(f"{preview}/{step}")).status_code == 404
    teacher = await signed_in(app, await persona("teacher"))
    assert (await teacher.get(f"/cohorts/{public_id}")).status_code == 200
    assert (await teacher.post(f"{preview}/confirm")).status_code == 403
    officer = await signed_in(app, await persona("preparer", area="360000"))
    assert (await officer.get(f"/cohorts/{public_id}")).status_code == 200
    assert (await officer.get(f"/cohorts/{public_id}/roster")).status_code == 403
    assert leads_to(await Browser(app).get(f"/cohorts/{public_id}")).startswith("/login")
