"""An absence that was ticked by mistake and is taken back by two persons, in the browser."""

from __future__ import annotations

from tests.journeys.visitor import Visitor


async def is_ticked_absent_and_was_there(organiser: Visitor, second: Visitor, here: str, ticket: str) -> None:
    """Before the publicity: one person says so with a reason, another agrees; then the assessors mark."""
    await organiser.goes_to(f"{here}/scores")
    row = organiser.page.locator("tr", has_text=ticket)
    await row.locator("input[type=checkbox][value=skill]").check()
    await organiser.presses(f"form[action='{here}/scores'] button")
    await organiser.goes_to(here)
    await organiser.page.locator("#results tr", has_text=ticket).locator("a").first.click()
    await organiser.page.wait_for_url("**/evaluations/entries/*")
    await organiser.presses("a[href$='/absence']")
    await organiser.page.fill("#reason", "签到表有本人签名")
    await organiser.presses("form[action$='/absence'] button")
    page = organiser.page.url
    assert await organiser.page.locator("input[name=verdict]").count() == 0, "another person decides"
    await second.goes_to(here)
    await second.presses("a[href$='/absence']")
    assert second.page.url == page
    await second.page.check("input[name=verdict][value=agreed]")
    await second.presses("form[action*='/absence/'] button")
    await second.page.set_viewport_size({"width": 390, "height": 844})
    await second.goes_to(page)
    assert await second.overflow() <= 0
    await second.page.set_viewport_size({"width": 1360, "height": 900})
