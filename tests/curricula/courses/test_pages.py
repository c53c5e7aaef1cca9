"""Courses on their pages: opened, planned with every problem at its field, published, looked up."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from curricula.courses.queries import ModuleView, find_version
from curricula.outlines.data import OUTLINES
from tests.people import persona
from tests.training.walking import leads_to, signed_in, site

pytestmark = pytest.mark.usefixtures("database", "confirmed_outline")
COURSE = {"title": "保育师四级", "code": "BYS", "outline": "TY-BYRY", "goal": "4-10-01-03/4"}


async def test_from_outline_to_published(tmp_path: Path) -> None:
    registrar = await persona("registrar")
    browser = await signed_in(site(tmp_path), registrar)
    assert "/courses/new" in (await browser.get("/courses")).text
    assert 'name="goal"' in (await browser.get("/courses/new")).text
    wrong = await browser.post("/courses/new", COURSE | {"title": "", "goal": "4-10-01-01/5"})
    assert wrong.status_code == 422
    assert 'value="BYS"' in wrong.text
    version = leads_to(await browser.post("/courses/new", COURSE))
    page = await browser.get(version)
    assert page.text.count("B-T1") >= 1
    assert f"{version}/publish" in page.text
    edit = await browser.get(f"{version}/modules")
    assert 'value="职业道德与职业行为准则"' in edit.text
    assert leads_to(await browser.post(f"{version}/publish")) == version
    published = await browser.get(version)
    assert f"{version}/publish" not in published.text
    assert leads_to(await browser.get(f"{version}/modules")) == version
    course = version.split("/")[2]
    assert leads_to(await browser.post(f"/courses/{course}/versions")).endswith("/versions/2")
    assert (await browser.get(f"/courses/{course}")).text.count("/versions/") >= 2
    second = f"/courses/{course}/versions/2"
    plan = await find_version(registrar, course, 2)
    typed = {
        f"modules[{at}].{name}": value for at, one in enumerate(plan.modules) for name, value in _typed(one)
    }
    typed |= {"modules[0].hours": "8", "modules[11].code": "X", "modules[11].title": "急救复训"}
    typed |= {"modules[11].kind": "safety", "modules[11].hours": "4"}
    await browser.get(f"{second}/modules")
    assert leads_to(await browser.post(f"{second}/modules", typed)) == second
    changes = (await browser.get(f"{second}/changes")).text
    for shown in ("急救复训", "新增", "有变更", "<del>6</del>", "<ins>8</ins>", "+6"):
        assert shown in changes
    assert leads_to(await browser.get(f"{version}/publish")) == version
    check = await browser.get(f"{second}/publish")
    assert "急救复训" in check.text
    assert "发布后不再改动" in check.text
    again = await browser.post(f"/courses/{course}/versions")
    assert again.status_code == 409
    assert leads_to(await browser.post(f"{version}/close")) == version


def _typed(module: ModuleView) -> list[tuple[str, object]]:
    return [
        (name, list(value) if isinstance(value, tuple) else "" if value is None else str(value))
        for name, value in msgspec.structs.asdict(module).items()
    ]


async def test_compulsory_content_is_looked_up(tmp_path: Path) -> None:
    browser = await signed_in(site(tmp_path), await persona("organiser"))
    page = (await browser.get("/outlines/documents")).text
    for shown in ("托育机构消防安全指南（试行）", "SAF-02", "TY-BYRY · B-T6", "12 个月"):
        assert shown in page
    occupations = (await browser.get("/occupations")).text
    assert "首席技师" in occupations
    assert "仅用人单位" in occupations
    assert "本版标准不设此级" in (await browser.get("/occupations/4-10-01-01")).text


async def test_a_plan_with_problems_keeps_what_was_typed(tmp_path: Path) -> None:
    registrar = await persona("registrar")
    browser = await signed_in(site(tmp_path), registrar)
    version = leads_to(await browser.post("/courses/new", COURSE))
    await browser.get(f"{version}/modules")
    row = {"kind": "theory", "outline_module": "", "pass_mark": ""}
    modules = [
        row | {"code": "A", "title": "甲", "hours": "４０"},
        row | {"code": "", "title": "", "hours": ""},
        row | {"code": "A", "title": "乙乙", "hours": "0"},
    ]
    typed = {f"modules[{at}].{name}": value for at, one in enumerate(modules) for name, value in one.items()}
    wrong = await browser.post(f"{version}/modules", typed)
    assert wrong.status_code == 422
    assert 'id="modules[2].code-error"' in wrong.text
    assert 'id="modules[2].hours-error"' in wrong.text
    assert 'value="乙乙"' in wrong.text
    mended = typed | {"modules[2].code": "B", "modules[2].hours": "3.5"}
    assert leads_to(await browser.post(f"{version}/modules", mended)) == version
    plan = await find_version(registrar, version.split("/")[2], 1)
    assert [(one.code, str(one.hours)) for one in plan.modules] == [("A", "40.00"), ("B", "3.50")]
    refused = await browser.post(f"{version}/publish")
    assert refused.status_code in (409, 422)
    assert OUTLINES["TY-BYRY", "2021"].document in refused.text


async def test_reference_pages(tmp_path: Path) -> None:
    browser = await signed_in(site(tmp_path), await persona("organiser"))
    assert "婴幼儿发展引导员" in (await browser.get("/occupations")).text
    for code, edition in OUTLINES:
        page = await browser.get(f"/outlines/{code}/{edition}")
        assert page.status_code == 200
        assert OUTLINES[code, edition].document in page.text
    assert (await browser.get("/outlines")).status_code == 200
    for code in ("4-10-01-01", "4-10-01-02", "4-10-01-03"):
        page = await browser.get(f"/occupations/{code}")
        assert page.status_code == 200
        assert "国家职业" in page.text
    assert (await browser.get("/occupations/9-99-99-99")).status_code == 404


async def test_scope_and_role(tmp_path: Path) -> None:
    app = site(tmp_path)
    registrar = await signed_in(app, await persona("registrar"))
    version = leads_to(await registrar.post("/courses/new", COURSE))
    other = await signed_in(app, await persona("registrar", area="360300"))
    teacher = await signed_in(app, await persona("teacher"))
    assert (await other.get(version)).status_code == 404
    assert (await other.post(f"{version}/publish")).status_code == 404
    assert (await teacher.get(version)).status_code == 200
    assert f"{version}/publish" not in (await teacher.get(version)).text
    assert (await teacher.post(f"{version}/publish")).status_code == 403
    api = await registrar.get("/api/v1/courses")
    assert [one["code"] for one in api.json()] == ["BYS"]
    assert len((await registrar.get(f"/api/v1{version}")).json()["modules"]) == 11
    assert (await other.get(f"/api/v1{version}")).status_code == 404
