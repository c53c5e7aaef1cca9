"""A college enrols its cohort: the roster as it was kept, its faults, the corrected one."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor
from tests.played import ROOT

pytestmark = pytest.mark.browser

ROSTER, CORRECTED = ROOT / "examples/cohort.xlsx", ROOT / "examples/cohort-corrected.xlsx"
_cohorts = itertools.count(1)


async def opens_a_cohort(registrar: Visitor) -> str:
    """By the form; the path of its page."""
    page = registrar.page
    code = f"J{next(_cohorts)}"
    await registrar.goes_to("/cohorts/new")
    await page.fill("#name", f"试点保育师{code}班")
    await page.fill("#code", code)
    await page.select_option("#course", index=1)
    await page.fill("#starts_on", "2026年3月2日")
    await page.fill("#ends_on", "2026-7-10")
    await registrar.presses("main form button[type=submit]")
    assert f"试点保育师{code}班" in await registrar.heading()
    return page.url.removeprefix(registrar.address)


async def sees_the_problems(registrar: Visitor) -> list[tuple[str, str, str]]:
    """Row, column and reason of each problem, read from the table."""
    rows = registrar.page.locator("section:has(#problems) table tbody tr, #problems ~ * table tbody tr")
    cells = [await row.locator("td, th").all_inner_texts() for row in await rows.all()]
    return [(row[0].strip(), row[1].strip(), row[3].strip()) for row in cells]


async def uploads_and_confirms_both_rosters(registrar: Visitor, cohort: str, folder: Path) -> None:
    """The story of a roster, from its faults to the receipt."""
    page = registrar.page
    await registrar.goes_to(f"{cohort}/roster")
    await registrar.uploads(ROSTER)
    await page.wait_for_url("**/imports/*")
    problems = (await sees_the_problems(registrar))[:4]
    assert len(problems) == 4
    for row, column, reason in problems:
        assert row.isdigit()
        assert column
        assert reason
    assert "身份证" in " ".join(column for _, column, _ in problems)
    await _downloads_the_marked_sheet(registrar, folder)

    await registrar.goes_to(f"{cohort}/roster")
    await registrar.uploads(CORRECTED)
    await page.wait_for_url("**/imports/*")
    assert await page.locator("#problems").count() == 0
    await registrar.presses("form[action$='/confirm'] button")
    assert "117" in await registrar.reads()

    await registrar.goes_to(cohort)
    assert "117" in await registrar.reads()
    await registrar.goes_to(f"{cohort}/roster")
    await registrar.uploads(CORRECTED)
    await page.wait_for_url("**/imports/*")
    assert await page.locator("form[action$='/confirm']").count() == 0, "a second upload enrols nobody"


async def _downloads_the_marked_sheet(registrar: Visitor, folder: Path) -> None:
    from openpyxl import load_workbook

    async with registrar.page.expect_download() as waiting:
        await registrar.page.click("main a[href$='/marked.xlsx']")
    file = folder / "marked.xlsx"
    await (await waiting.value).save_as(file)
    book = load_workbook(file)
    marked = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment]
    written = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert marked or any("应为" in words or "问题" in words for words in written)


async def test_a_registrar_imports_a_cohort_with_errors_mends_them_and_confirms(
    beginning: str, visit: Visit, tmp_path: Path
) -> None:
    registrar = await visit(beginning)
    await registrar.signs_in("registrar")
    cohort = await opens_a_cohort(registrar)
    await uploads_and_confirms_both_rosters(registrar, cohort, tmp_path)
    assert registrar.complaints == []


async def test_the_same_on_a_phone(beginning: str, visit: Visit, tmp_path: Path) -> None:
    registrar = await visit(beginning, phone=True)
    await registrar.signs_in("registrar")
    cohort = await opens_a_cohort(registrar)
    await uploads_and_confirms_both_rosters(registrar, cohort, tmp_path)
    assert await registrar.overflow() == 0
    assert registrar.complaints == []


async def test_the_same_without_javascript(beginning: str, visit: Visit, tmp_path: Path) -> None:
    registrar = await visit(beginning, script=False)
    await registrar.signs_in("registrar")
    cohort = await opens_a_cohort(registrar)
    await uploads_and_confirms_both_rosters(registrar, cohort, tmp_path)


async def test_signing_in_and_uploading_by_keyboard_alone(beginning: str, visit: Visit) -> None:
    registrar = await visit(beginning)
    page, keys = registrar.page, registrar.page.keyboard
    await registrar.goes_to("/login")
    await tabs_to(registrar, "#login")
    await keys.type("registrar")
    await keys.press("Tab")
    await keys.type("yuzheng demo 2026")
    await keys.press("Enter")
    await page.wait_for_url(f"{beginning}/")

    cohort = await opens_a_cohort(registrar)
    await registrar.goes_to(cohort)
    await tabs_to(registrar, f"main a[href='{cohort}/roster']")
    await keys.press("Enter")
    await page.wait_for_url(f"**{cohort}/roster")
    await tabs_to(registrar, "#file")
    async with page.expect_file_chooser() as chooser:
        await keys.press("Space")
    await (await chooser.value).set_files(CORRECTED)
    await tabs_to(registrar, "main form button[type=submit]")
    await keys.press("Enter")
    await page.wait_for_url("**/imports/*")
    await tabs_to(registrar, "form[action$='/confirm'] button, form[action$='/discard'] button")


async def tabs_to(visitor: Visitor, selector: str) -> None:
    """Press Tab until it has the focus, and see that the focus is shown."""
    for _ in range(80):
        await visitor.page.keyboard.press("Tab")
        if await visitor.page.evaluate("s => document.activeElement.matches(s)", selector):
            outline = await visitor.page.evaluate(
                "() => { const s = getComputedStyle(document.activeElement);"
                " return s.outlineStyle !== 'none' || s.boxShadow !== 'none' }"
            )
            assert outline, f"{selector} does not show that it has the focus"
            return
    raise AssertionError(f"{selector} cannot be reached by keyboard")


async def test_the_language_changes_to_english_and_back(beginning: str, visit: Visit) -> None:
    reader = await visit(beginning)
    await reader.signs_in("registrar")
    await reader.goes_to("/cohorts")
    assert await reader.heading() == "班级"
    await reader.presses(".site-tools button[value=en]")
    assert await reader.page.get_attribute("html", "lang") == "en"
    assert await reader.heading() == "Cohorts"
    await reader.presses(".site-tools button[value=zh-CN]")
    assert await reader.page.get_attribute("html", "lang") == "zh-CN"
    assert await reader.heading() == "班级"
