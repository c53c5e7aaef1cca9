"""How an examination is prepared in a browser: planned, put on file, announced, arranged, tickets printed."""

from __future__ import annotations

from pathlib import Path

import pypdfium2

from foundation.clock import today
from tests.crowd import COHORT
from tests.journeys.visitor import Visitor

ROOM = 30


async def plans(organiser: Visitor, count: int) -> str:
    """By the form, and hands the plan in; the path of the session."""
    page = organiser.page
    await organiser.goes_to("/evaluations/new")
    await page.fill("#name", "秋季保育师四级认定")
    await page.fill("#code", "2026-Q")
    await page.select_option("#standard", "4-10-01-03 2021年版")
    await page.select_option("#level", "4")
    await page.fill("#held_on", today().isoformat())
    await organiser.presses("main form[action='/evaluations/new'] button[type=submit]")
    here = page.url.removeprefix(organiser.address)
    await organiser.goes_to(f"{here}/open")
    await organiser.presses(f"form[action='{here}/open'] button")
    assert "还没有在人社部门备案" in await organiser.reads()
    await organiser.goes_to(f"{here}/plan")
    await page.fill("#candidates", str(count))
    await organiser.presses(f"form[action='{here}/plan'] button")
    return here


async def files(officer: Visitor, here: str) -> None:
    """Puts the plan on file under a number."""
    await officer.goes_to(f"{here}/plan")
    await officer.page.check("input[name=verdict][value=filed]")
    await officer.page.fill("#filing_no", "洪人社鉴备〔2026〕88号")
    await officer.presses(f"form[action='{here}/plan/answer'] button")
    assert "洪人社鉴备〔2026〕88号" in await officer.reads()


async def enters(organiser: Visitor, here: str, count: int) -> None:
    """Announces the session and enters the cohort by its codes."""
    await organiser.goes_to(f"{here}/open")
    await organiser.presses(f"form[action='{here}/open'] button")
    await organiser.goes_to(f"{here}/candidates")
    await organiser.page.fill("#college_code", "demo-college")
    await organiser.page.fill("#cohort_code", COHORT)
    organiser.page.set_default_timeout(120_000)
    await organiser.presses(f"form[action='{here}/candidates'] button[type=submit]")
    assert str(count) in await organiser.reads()


async def arranges(organiser: Visitor, here: str, count: int) -> None:
    """Rooms for both components, who watches, who assesses, a seat for everybody."""
    rooms = -(-count // ROOM)
    for component in ("theory", "skill"):
        for number in range(1, rooms + 1):
            await _fills(organiser, here, "rooms", {"name": f"第{number}考场", "seats": str(ROOM)}, component)
    needed = sum(max(2, -(-min(ROOM, count - at * ROOM) // 15)) for at in range(rooms))
    for number in range(needed):
        await _appoints(organiser, here, f"考评{number:02}", "invigilator")
    for number in range(3):
        await _appoints(organiser, here, f"考评{number:02}", "assessor")
    await organiser.goes_to(f"{here}/arrangement")
    await organiser.presses(f"form[action='{here}/seats'] button")
    assert f"已编排 {count * 2} 个座位" in await organiser.page.inner_text("body")


async def _fills(organiser: Visitor, here: str, form: str, values: dict[str, str], component: str) -> None:
    page = organiser.page
    await _opens(organiser, here, form)
    await page.select_option("#component", component)
    for name, value in values.items():
        await page.fill(f"#{name}", value)
    await organiser.presses(f"form[action='{here}/{form}'] button")


async def _appoints(organiser: Visitor, here: str, name: str, duty: str) -> None:
    await _opens(organiser, here, "staff")
    await organiser.page.select_option("#account", label=name)
    await organiser.page.select_option("#duty", duty)
    await organiser.presses(f"form[action='{here}/staff'] button")


async def _opens(organiser: Visitor, here: str, form: str) -> None:
    await organiser.goes_to(f"{here}/arrangement")
    details = organiser.page.locator(f"details:has(form[action='{here}/{form}'])")
    if await details.get_attribute("open") is None:
        await details.locator("summary").click()


async def tickets(organiser: Visitor, here: str, folder: Path) -> int:
    """The admission tickets as they come out of the printer: how many sheets."""
    await organiser.goes_to(f"{here}/arrangement")
    file = await downloads(organiser, f"a[href='{here}/tickets.pdf']", folder / "tickets.pdf")
    return len(pypdfium2.PdfDocument(file))


async def downloads(visitor: Visitor, link: str, file: Path) -> Path:
    async with visitor.page.expect_download(timeout=240_000) as waiting:
        await visitor.page.click(link)
    await (await waiting.value).save_as(file)
    return file


async def declares(assessor: Visitor, here: str) -> None:
    """Nobody among the candidates is a pupil or a relative."""
    await assessor.goes_to(f"{here}/marks/skill")
    await assessor.presses(f"form[action='{here}/declaration'] button")
