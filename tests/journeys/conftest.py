"""A real site and a real browser for the journeys."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, async_playwright

from tests.journeys.visitor import Visitor
from tests.played import BEFORE_THE_BATCH, BEFORE_THE_ROSTER, Folder, new_folder

ARGUMENTS = [
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_MAC = Path("/Applications/Chromium.app/Contents/MacOS/Chromium")


def chromium() -> str:
    """The browser's program; its absence is a failure, since `make test` installs it."""
    found = next((path for name in _PROGRAMS if (path := shutil.which(name))), None)
    if found is None and _MAC.exists():
        found = str(_MAC)
    assert found, "Chromium is not installed. `make dev` installs it, or: apt-get install chromium"
    return found


#: Makes a visitor with a browser window of their own.
Visit = Callable[..., Awaitable[Visitor]]


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium, without a window."""
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield started
        await started.close()


@pytest.fixture
async def visit(browser: Browser) -> AsyncIterator[Visit]:
    """`await visit(address)`: somebody at a computer; `phone=True`, `script=False` for others."""
    open_ones: list[Visitor] = []

    async def visitor(address: str, *, phone: bool = False, script: bool = True, **options: Any) -> Visitor:
        context = await browser.new_context(
            base_url=address,
            locale="zh-CN",
            viewport={"width": 390, "height": 844} if phone else {"width": 1360, "height": 900},
            java_script_enabled=script,
            **options,
        )
        context.set_default_timeout(15_000)
        one = Visitor(await context.new_page(), address)
        open_ones.append(one)
        return one

    yield visitor
    for one in open_ones:
        await one.page.context.close()


@pytest.fixture(scope="session")
def beginning() -> Iterator[str]:
    """The address of a site with its offices and accounts, a published course, and nobody enrolled."""
    with new_folder() as folder:
        folder.play(BEFORE_THE_ROSTER)
        with folder.serve() as address:
            yield address


@pytest.fixture(scope="session")
def confirmed() -> Iterator[Folder]:
    """A running site whose evaluation results are confirmed and wait for a batch."""
    with new_folder() as folder:
        folder.play(BEFORE_THE_BATCH)
        with folder.serve():
            yield folder


@pytest.fixture(scope="session")
def full(played: Folder) -> Iterator[str]:
    """The address of the site after the whole demo."""
    with played.serve() as address:
        yield address
