"""The page of item quality, and the same as a sheet."""

from __future__ import annotations

from typing import Any

from litestar import get
from litestar.params import FromPath
from markupsafe import Markup

from foundation.language import say
from foundation.spreadsheets.writing import Value, write_workbook
from foundation.text import Text, text
from foundation.web.access import SignedIn
from foundation.web.charts import Part, bar_chart
from foundation.web.pages import Answer, Request, download, render
from training.alarms.queries import thresholds_for
from training.evaluations.pages import session_context
from training.evaluations.queries import find_session
from training.items.data import LIMITS
from training.items.queries import qualities_of
from training.items.rules import BLANK, ItemQuality, PaperQuality
from training.papers.rules import UNREAD
from training.versions.queries import versions_of

_VIEW = "training.evaluation.view"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_RIGHT = ((0, 25), (25, 40), (40, 60), (60, 80), (80, 95), (95, 101))
_APART = (
    ("< 0", -101, 0), ("0–0.20", 0, 20), ("0.20–0.30", 20, 30), ("0.30–0.40", 30, 40), ("≥ 0.40", 40, 101),
)  # fmt: skip
_COLUMNS = (
    "试卷", "题号", "答案", "作答人数", "难度（答对率）", "区分度（点二列相关）", "区分度（高低分组差）",
    "各选项选择人数", "未答", "无法识读", "很少有人选的选项", "提示",
)  # fmt: skip


@get("/evaluations/{public_id:str}/items", opt={"permission": _VIEW})
async def items_page(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    session = await find_session(actor, public_id)
    return render(
        request,
        "training/session_items.html",
        papers=[_shown(one) for one in await qualities_of(session.id)],
        versions=await versions_of(session.id),
        sessions=(await thresholds_for(session)).version_sessions,
        limits=LIMITS,
        blank=BLANK,
        unclear=UNREAD,
        **session_context(actor, session),
    )


def _shown(paper: PaperQuality) -> dict[str, Any]:
    right = [item.difficulty * 100 for item in paper.items]
    apart = [item.groups * 100 for item in paper.items if item.groups is not None]
    charts = [
        _chart(
            text("Items by the share that is right"),
            [
                (f"{low}–{min(high, 100)}%", sum(low <= one < high for one in right), low in (0, 95))
                for low, high in _RIGHT
            ],
        )
    ]
    if apart:
        parts = [
            (label, sum(low <= one < high for one in apart), low < LIMITS.discrimination_least.value)
            for label, low, high in _APART
        ]
        charts.append(_chart(text("Items by upper less lower group"), parts))
    return {"quality": paper, "charts": charts}


def _chart(title: Text, parts: list[tuple[str, int, bool]]) -> tuple[Text, Markup]:
    description = "; ".join(f"{label}: {count}" for label, count, _ in parts)
    bars = [Part(label, count, "attention" if odd else "valid") for label, count, odd in parts]
    return title, bar_chart(say(title), description, bars)


@get("/evaluations/{public_id:str}/items.xlsx", opt={"permission": _VIEW})
async def items_sheet(request: Request, actor: SignedIn, public_id: FromPath[str]) -> Answer:
    session = await find_session(actor, public_id)
    rows = [_row(paper, item) for paper in await qualities_of(session.id) for item in paper.items]
    content = write_workbook(_COLUMNS, rows, title=session.name, sheet="试题质量")
    return download(content, f"{session.code}-试题质量.xlsx", _SHEET)


def _row(paper: PaperQuality, item: ItemQuality) -> list[Value]:
    letters = {key: count for key, count in item.chosen.items() if key not in (BLANK, UNREAD)}
    return [
        paper.version,
        item.number,
        item.answer,
        item.asked,
        item.difficulty,
        item.discrimination,
        item.groups,
        "，".join(f"{letter} {count}" for letter, count in letters.items()),
        item.chosen.get(BLANK, 0),
        item.chosen.get(UNREAD, 0),
        "、".join(item.idle),
        "；".join(say(reason) for reason in item.reasons),
    ]


ROUTES = [items_page, items_sheet]
