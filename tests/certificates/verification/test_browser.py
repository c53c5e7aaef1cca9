"""On a phone and on a desk, in daylight and in the dark, without JavaScript: the page in a real browser."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright

from certificates.credentials.offline import kit_pages
from certificates.log.actions import sequence
from certificates.sharing import shown_pages
from certificates.sharing.actions import NewShare, share
from certificates.verification import api, issuer_pages, issuers, lookups, pages
from foundation.database import ENGINE, fetchval
from foundation.settings import Settings
from foundation.web.app import build_app
from tests.certificates.sharing.conftest import holder_of
from tests.certificates.verification.papers import Paper, ban, office, paper, withdraw

pytestmark = pytest.mark.browser

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
ROUTES = [*pages.routes, *api.routes, *issuer_pages.routes, *shown_pages.routes, *kit_pages.routes]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1360, "height": 900}
#: Where the pictures go, for whoever wants to look at them.
_PICTURES = os.environ.get("YUZHENG_TEST_PICTURES")


class Papers:
    """One certificate in each state."""

    def __init__(self, **papers: Paper) -> None:
        self.by_state = papers


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[str]:
    """The public site on a port of its own."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        settings = Settings(data_dir=folder, port=port)
        config = uvicorn.Config(build_app(settings, ROUTES), log_config=None, lifespan="on", ws="none")
        server = uvicorn.Server(config)
        server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
        task = asyncio.create_task(server._serve([listener]))
        for _ in range(3000):
            if server.started:
                break
            await asyncio.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            await task


@pytest.fixture
async def papers(own_database: str) -> AsyncIterator[Papers]:
    at = await office()
    valid, suspended = await paper(at, name="欧阳小英"), await paper(at, name="赵敏")
    withdrawn, expired = await paper(at), await paper(at, expires_on=date(2026, 11, 1))
    await ban(suspended)
    await withdraw(withdrawn)
    await sequence()
    issuers._known.clear()
    yield Papers(valid=valid, suspended=suspended, withdrawn=withdrawn, expired=expired)
    lookups._noted.clear()


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    found = next((path for name in _PROGRAMS if (path := shutil.which(name))), None)
    assert found, "Chromium is not installed; `make dev` installs it"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=_ARGUMENTS)
        yield browser
        await browser.close()


async def _page(chromium: Browser, **options: Any) -> Page:
    context = await chromium.new_context(**{"viewport": PHONE, "locale": "zh-CN"} | options)
    context.set_default_timeout(60_000)
    return await context.new_page()


async def _picture(page: Page, name: str) -> None:
    if _PICTURES:
        await page.screenshot(path=f"{_PICTURES}/{name}.png", full_page=True)


async def _sound(page: Page) -> None:
    """Nothing for axe-core to find, nothing wider than the screen."""
    assert (await Axe().run(page)).response["violations"] == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_every_state_on_phone_and_desk(papers: Papers, chromium: Browser, tmp_path: Path) -> None:
    async with served(tmp_path) as site:
        addresses = {state: f"{site}/v/{one.token}" for state, one in papers.by_state.items()}
        addresses |= {"unknown": f"{site}/v/nothing", "form": f"{site}/verify"}
        for size, viewport in (("phone", PHONE), ("desk", DESK)):
            for scheme in ("light", "dark"):
                page = await _page(chromium, viewport=viewport, color_scheme=scheme)
                for state, address in addresses.items():
                    await page.goto(address)
                    await _sound(page)
                    await _picture(page, f"{state}-{size}-{scheme}")
                    if state != "form":
                        await _band_is_large(page, state)
                await page.context.close()


async def _band_is_large(page: Page, state: str) -> None:
    word = page.locator(f".band--{state} .band__word")
    assert float((await word.evaluate("e => getComputedStyle(e).fontSize"))[:-2]) >= 31
    box = await word.bounding_box()
    assert box is not None
    assert box["y"] < 120  # the first thing on the screen
    colours = await page.locator(".band").evaluate("e => getComputedStyle(e).backgroundColor")
    assert colours not in ("rgba(0, 0, 0, 0)", "transparent")


async def test_pages_around_it(papers: Papers, chromium: Browser, tmp_path: Path) -> None:
    one = papers.by_state["valid"]
    public_id = await fetchval("SELECT public_id FROM certificate WHERE id = $1", one.id)
    token = await share(await holder_of(one), public_id, NewShare(["name", "photo", "results"], 7))
    async with served(tmp_path) as site:
        addresses = {
            "shared": f"{site}/s/{token}", "file": f"{site}/verify/document",
            "offline": f"{site}/verify/offline",
            "issuers": f"{site}/issuers", "issuer": f"{site}/issuers/{one.number[:13]}",
        }  # fmt: skip
        for size, viewport in (("phone", PHONE), ("desk", DESK)):
            page = await _page(chromium, viewport=viewport)
            for name, address in addresses.items():
                await page.goto(address)
                await _sound(page)
                await _picture(page, f"{name}-{size}")
            await page.goto(f"{site}/v/{one.token}")
            for summary in await page.locator("summary").all():
                await summary.click()
            await _sound(page)
            await _picture(page, f"checks-{size}")
            await page.goto(addresses["file"])
            await page.locator("input[type=file]").set_input_files(
                {"name": "x.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 x"}
            )
            await page.get_by_role("button", name="查验").click()
            await page.locator(".band--unreadable").wait_for()
            await _sound(page)
            await page.context.close()


async def test_cannot_check_is_grey(papers: Papers, chromium: Browser, tmp_path: Path) -> None:
    async with served(tmp_path) as site:
        page = await _page(chromium)
        shared, ENGINE.pool = ENGINE.pool, None
        try:
            answer = await page.goto(f"{site}/v/{papers.by_state['valid'].token}")
        finally:
            ENGINE.pool = shared
        assert answer is not None
        assert answer.status == 503
        await _sound(page)
        await _picture(page, "unavailable-phone-light")
        colour = await page.locator(".band").evaluate("e => getComputedStyle(e).backgroundColor")
        red, green, blue = (int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(","))
        assert max(red, green, blue) - min(red, green, blue) < 30, colour


async def test_without_javascript_and_by_keyboard(papers: Papers, chromium: Browser, tmp_path: Path) -> None:
    one = papers.by_state["valid"]
    async with served(tmp_path) as site:
        page = await _page(chromium, java_script_enabled=False)
        await page.goto(f"{site}/verify")
        await page.get_by_label("证书编号").press("Enter")  # the browser asks for what is missing
        assert page.url == f"{site}/verify"
        assert await page.locator(".band").count() == 0
        for label, written in (
            ("证书编号", one.number),
            ("持证人姓名", one.name),
            ("校验码", one.check_code),
        ):
            await page.get_by_label(label).fill(written)
        await page.keyboard.press("Enter")
        await page.locator(".band--valid").wait_for()
        assert await page.locator(".holder__name").inner_text() == "欧阳**"
        await page.locator("summary").first.press("Enter")
        assert await page.get_by_text("发证时及发证后均无禁入记录").is_visible()
        assert await page.context.cookies() == []


async def test_the_language_changes_where_no_referrer_is_sent(
    papers: Papers, chromium: Browser, tmp_path: Path
) -> None:
    async with served(tmp_path) as site:
        page = await _page(chromium)
        address = f"{site}/v/{papers.by_state['valid'].token}"
        await page.goto(address)
        await page.get_by_role("button", name="English").click()
        await page.get_by_role("heading", name="Valid", exact=True).wait_for()
        assert page.url == address
        assert await page.locator(".holder__photo").evaluate("image => image.naturalWidth") == 62
