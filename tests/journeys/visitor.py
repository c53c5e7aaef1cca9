"""Somebody in front of a browser: signs in, goes to pages, and notices what is wrong with them."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import ConsoleMessage, Page

from yuzheng.demo.world import PASSWORD


class Visitor:
    """One person with a browser window of their own."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        #: What the browser complained of: scripts, blocked styles, files that did not load.
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))

    def _hear(self, message: ConsoleMessage) -> None:
        # A page about an error counts as a failed load; the journeys look at its status themselves.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")

    async def goes_to(self, path: str) -> int:
        """Open a page of the site; the status of the answer."""
        answer = await self.page.goto(path)
        return answer.status if answer else 0

    async def signs_in(self, login: str, password: str = PASSWORD) -> None:
        """Through the form, as everybody does."""
        await self.goes_to("/login")
        await self.page.fill("#login", login)
        await self.page.fill("#password", password)
        await self.page.click("main button[type=submit]")
        await self.page.wait_for_url(f"{self.address}/")

    async def signs_out(self) -> None:
        """Forget the session, so that somebody else may sit down here."""
        await self.page.context.clear_cookies()

    async def uploads(self, file: Path) -> None:
        """Choose a file on the page of the roster and send it."""
        await self.page.set_input_files("#file", file)
        await self.page.click("main form button[type=submit]")

    async def presses(self, selector: str) -> None:
        """Press the button or follow the link, and wait for the next page."""
        async with self.page.expect_navigation():
            await self.page.click(selector)

    async def reads(self) -> str:
        """The text of the page, without header and footer."""
        return await self.page.inner_text("main")

    async def heading(self) -> str:
        """The page's first heading."""
        return await self.page.locator("h1").first.inner_text()

    async def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        width: int = await self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return width
