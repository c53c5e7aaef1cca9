"""Draws the pictures of the README and the guides anew: `scripts/screenshots`.

Everybody in them is made up.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.async_api import Browser, async_playwright

from tests.journeys.conftest import ARGUMENTS, chromium
from tests.journeys.test_certificate import (
    checks_and_approves,
    exported,
    prepares_and_submits,
    scanned,
    watches_it_being_issued,
)
from tests.journeys.test_college import ROSTER, opens_a_cohort
from tests.journeys.visitor import Visitor
from tests.played import BEFORE_THE_BATCH, ROOT, Folder, new_folder

IMAGES = ROOT / "docs/images"


async def main() -> None:
    """Play, serve, look and draw."""
    with new_folder() as folder:
        folder.play(BEFORE_THE_BATCH)
        with folder.serve() as address:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
                await _draw(browser, folder, address)
                await browser.close()


async def _draw(browser: Browser, folder: Folder, address: str) -> None:
    registrar = await _visitor(browser, address, "registrar")
    cohort = await opens_a_cohort(registrar)
    await registrar.goes_to(f"{cohort}/roster")
    await registrar.uploads(ROSTER)
    await registrar.page.wait_for_url("**/imports/*")
    await _keep(registrar, "import")

    batch = await prepares_and_submits(await _visitor(browser, address, "preparer"))
    approver = await _visitor(browser, address, "approver")
    await approver.goes_to(batch)
    await _keep(approver, "batch")
    await checks_and_approves(approver, batch)
    number, _ = await watches_it_being_issued(approver, batch)

    with tempfile.TemporaryDirectory() as out:
        document = exported(folder, number, Path(out))
        pdf = pypdfium2.PdfDocument(document)
        _save(pdf[0].render(scale=110 / 72).to_pil(), "certificate")
        pdf.close()
        stranger = await _visitor(browser, address, "", width=390, height=844)
        await stranger.page.goto(scanned(document))
        await _keep(stranger, "verify")


async def _visitor(
    browser: Browser, address: str, login: str, width: int = 1360, height: int = 900
) -> Visitor:
    context = await browser.new_context(
        base_url=address, locale="zh-CN", viewport={"width": width, "height": height}
    )
    visitor = Visitor(await context.new_page(), address)
    if login:
        await visitor.signs_in(login)
    return visitor


async def _keep(visitor: Visitor, name: str) -> None:
    _save(Image.open(BytesIO(await visitor.page.screenshot())), name)


def _save(image: Image.Image, name: str) -> None:
    """With few colours: pages have few, and the pictures travel with the code."""
    target = IMAGES / f"{name}.png"
    image.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(target, optimize=True)
    assert target.stat().st_size < 250_000, f"{target} is too big"
    sys.stdout.write(f"{target.relative_to(ROOT)}\n")


if __name__ == "__main__":
    asyncio.run(main())
