"""A working calendar that waits for the second person, for the routes that need one."""

from __future__ import annotations

from datetime import date

from foundation.clock import today
from registry.calendars.actions import enter
from registry.calendars.rules import Notice
from yuzheng.demo.world import acting


async def entered_calendar() -> dict[str, str]:
    """Next year's, entered by the demo's preparer."""
    year = today().year + 1
    notice = Notice(
        year=year,
        title="示例",
        document_no="示例〔2026〕1号",
        dated=today(),
        spans=((date(year, 1, 1), date(year, 1, 1)),),
        worked=(),
    )
    return {"calendar": await enter(await acting("preparer"), notice), "year": str(year)}
