"""The office enters next year's calendar on a telephone without scripts, and a colleague confirms it."""

from __future__ import annotations

from foundation.clock import today
from tests.journeys.visitor import Visitor

#: As a notice puts it; the days are made up.
SENTENCES = """一、元旦：1月1日至3日放假。
二、劳动节：5月1日（周六）至5日放假调休，共5天。
三、国庆节：10月1日至7日放假调休，共7天。"""


async def enters_next_year(preparer: Visitor) -> str:
    """From the list to the handed-over version, by way of the year that is looked at; its address."""
    year = today().year + 1
    await preparer.goes_to(f"/calendars/{year}/enter")
    await preparer.page.fill("#document_no", "示例〔2026〕1号")
    await preparer.page.fill("#dated", today().isoformat())
    await preparer.page.fill("#holidays", SENTENCES)
    await preparer.presses("main form button[type=submit]")
    assert await preparer.page.locator("table.month").count() == 12
    assert await preparer.page.locator("td.day--free").count() == 3 + 5 + 7
    assert "春节" in await preparer.reads()  # which the sentences leave out
    assert await preparer.overflow() == 0
    await preparer.presses("main form button[type=submit]")
    assert await preparer.page.locator("input[name=agree]").count() == 0
    return preparer.page.url.removeprefix(preparer.address)


async def confirms_next_year(approver: Visitor, version: str) -> None:
    """The other person looks at the same year and agrees; it counts from today on."""
    await approver.goes_to(version)
    await approver.page.check("input[name=agree][value=yes]")
    await approver.presses("main form button[type=submit]")
    await approver.goes_to(f"/calendars/{today().year + 1}")
    assert "起生效" in await approver.reads()
