"""The health commission sees who keeps to the record checks and who is late."""

from __future__ import annotations

from litestar import get
from markupsafe import Markup

from foundation.language import say
from foundation.text import text
from foundation.web.access import SignedIn
from foundation.web.charts import Part, Row, stacked_bar_chart
from foundation.web.pages import Answer, Request, render
from screening.checks.overview import Kept, kept_in
from screening.checks.pages import VIEW

_DRAWN = 12


@get("/checks/overview", opt={"permission": VIEW})
async def overview_page(request: Request, actor: SignedIn) -> Answer:
    rows = await kept_in(actor)
    return render(
        request,
        "screening/checks_overview.html",
        rows=rows,
        chart=_chart(rows[:_DRAWN]),
        totals={name: sum(getattr(row, name) for row in rows) for name in _SUMMED},
        late=sum(bool(row.late) for row in rows),
    )


_SUMMED = (
    "staff", "yearly_answered", "yearly_asked", "yearly_due", "yearly_overdue", "hire_asked", "hire_answered",
    "hire_overdue",
)  # fmt: skip


def _chart(rows: list[Kept]) -> Markup | None:
    """Staff of each institution by where the year's question stands."""
    if not any(row.staff for row in rows):
        return None
    bars = [
        Row(
            row.name,
            [
                Part(say(text("Answered")), row.yearly_answered, "valid"),
                Part(say(text("Asked")), row.yearly_asked, "information"),
                Part(say(text("Still to be asked")), row.yearly_due, "attention"),
                Part(say(text("Overdue")), row.yearly_overdue, "stopped"),
            ],
        )
        for row in rows
        if row.staff
    ]
    title = say(text("Yearly record checks by institution"))
    return stacked_bar_chart(title, say(text("People employed, by where this year's question stands.")), bars)


ROUTES = [overview_page]
