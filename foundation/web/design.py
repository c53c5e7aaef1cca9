"""Example data for the design page, which shows every part in every state; all people in it are made up."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, Final

from foundation.clock import CHINA
from foundation.errors import FieldProblem, Rule
from foundation.jobs.queries import FailedRow
from foundation.jobs.rules import Pace
from foundation.text import text
from foundation.web.charts import Part, Row, bar_chart, line_chart, ring_chart, stacked_bar_chart
from foundation.web.status import STATUSES


def _at(year: int, month: int, day: int, hour: int, minute: int) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=CHINA)


_HOURS: Final = Rule("placement.hours", text("Hours of placement"), "教职成〔2021〕4号", "第十六条", "VS")
_UNSURE: Final = Rule(
    "evaluation.interval", text("Time between two evaluations"), "人社厅发〔2024〕30号", "第九条", "U"
)
_LONG_NAME: Final = "阿依古丽·买买提江·吐尔逊娜依·阿卜杜热合曼诺娃"
_LONG_OFFICE: Final = "江西省南昌市红谷滩区示范性普惠托育综合服务指导与职业技能评价中心（南昌）有限责任公司"

PROBLEMS: Final = [
    FieldProblem(
        "birth_date", text("There is no month {month}", month=13), text("Write it like 1998-01-02.")
    ),
    FieldProblem(
        "citizen_number",
        text("The check digit should be {digit}", digit="X"),
        text("Compare with the document."),
    ),
    FieldProblem("opinion", text("Please choose an opinion")),
]

GATES: Final = [
    {
        "label": text("Taught"),
        "state": "passed",
        "evidence": "保育师四级大纲（2021版）400/400 学时",
        "href": "#gates",
    },
    {
        "label": text("Placed"),
        "state": "failed",
        "evidence": "实习 112/120 小时",
        "href": "#gates",
        "rule": _HOURS,
    },
    {
        "label": text("Evaluated"),
        "state": "passed",
        "evidence": "理论 86 · 技能 91，公示期满",
        "href": "#gates",
        "rule": _UNSURE,
    },
    {"label": text("Identity"), "state": "not_needed", "evidence": "2026年3月1日已核验原件"},
    {"label": text("Screened"), "state": "waiting", "evidence": "疑似匹配，监管科 张宏 研判中"},
]
ALL_PASSED: Final = [{"label": gate["label"], "state": "passed"} for gate in GATES]


def _person(number: int, name: str, level: str, status: str, hours: int, gates: list[Any]) -> dict[str, Any]:
    return {
        "id": f"p{number}",
        "name": name,
        "masked_number": f"3699 **** {4020 + number}",
        "level": level,
        "status": status,
        "hours": hours,
        "gates": gates,
    }


PEOPLE: Final = [
    _person(1, "李雯", "四级", "screening.possible", 120, GATES),
    _person(2, "周芳", "三级", "placement.blocked", 112, GATES),
    _person(3, _LONG_NAME, "四级", "certificate.suspended", 10_000, ALL_PASSED),
    _person(4, "陈静", "四级", "certificate.valid", 120, ALL_PASSED),
]

TIMELINE: Final = [
    {
        "when": _at(2026, 11, 23, 9, 12),
        "title": text("Certificate suspended"),
        "by": "江西省卫健委 · 张宏",
        "meaning": "stopped",
        "body": text("A new entry in the ban register may concern this person."),
        "href": "#timeline",
    },
    {
        "when": _at(2026, 11, 20, 16, 40),
        "title": text("Name corrected"),
        "by": "南昌幼专 · 陈晓梅",
        "changes": [
            {"label": text("Name"), "old": "刘思祺", "new": "刘思琪"},
            {"label": text("Phone"), "old": None, "new": "138 **** 0001"},
        ],
    },
    {
        "when": _at(2026, 10, 18, 10, 5),
        "title": text("Certificate issued"),
        "by": _LONG_OFFICE,
        "meaning": "valid",
    },
]

_FAILURES: Final = [
    FailedRow(
        "23",
        text("The check digit should be {digit}", digit="X"),
        text("Compare with the document."),
        "#work",
    ),
    FailedRow("41", text("There is no month {month}", month=13), None, None),
]


def _job(state: str, done: int, **more: Any) -> dict[str, Any]:
    known = {
        "title": text("Issuing certificates"),
        "total": 10_000,
        "failed": 0,
        "message": None,
        "pace": None,
    }
    return known | {"id": state, "state": state, "done": done} | more


JOBS: Final = [
    _job("queued", 0, total=None, ahead=2),
    _job("running", 6_480, failed=2, pace=Pace(2_280, timedelta(seconds=93))),
    _job("cancelling", 6_480, pace=Pace(2_280, None)),
    _job("done", 10_000, failed=2),
    _job(
        "failed",
        211,
        message=text(
            "The signing key could not be read. Nothing was issued twice; "
            "start it again when the key is back."
        ),
    ),
    _job("cancelled", 4_020),
]

CHARTS: Final = [
    bar_chart(
        "证书数",
        "三个设区市的有效证书数",
        [Part("南昌市", 12_840), Part("赣州市", 9_310), Part("九江市", 4_105, "neutral")],
    ),
    stacked_bar_chart(
        "批次审核",
        "各评价机构报送人数：齐备、待处理、不符合",
        [
            Row(
                "示范评价中心",
                [Part("齐备", 118, "valid"), Part("待处理", 2, "attention"), Part("不符合", 1, "stopped")],
            ),
            Row(
                "赣南评价中心",
                [Part("齐备", 80, "valid"), Part("待处理", 11, "attention"), Part("不符合", 4, "stopped")],
            ),
        ],
    ),
    line_chart(
        "每月发证",
        "2026年每月发证数",
        [
            Part(f"{month}月", value)
            for month, value in enumerate((310, 280, 520, 610, 590, 720, 800, 760, 910, 1040), 1)
        ],
    ),
    ring_chart("学时完成率", "已完成 400 学时中的 371 学时", 371 / 400, "valid"),
]

TASKS: Final = [
    {"label": text("Choose the cohort"), "href": "#tasks", "status": "task.done"},
    {
        "label": text("Check eligibility"),
        "href": "#tasks",
        "hint": text("2 people do not meet a rule yet"),
        "status": "task.started",
    },
    {"label": text("Enter the scores"), "href": "#tasks", "status": "task.todo"},
    {
        "label": text("Publicise the results"),
        "hint": text("Opens when all scores are in"),
        "status": "task.blocked",
    },
]


def examples() -> dict[str, Any]:
    """Everything that templates/design.html shows."""
    return {
        "room": text("Design"),
        "long_name": _LONG_NAME,
        "long_office": _LONG_OFFICE,
        "problems": PROBLEMS,
        "errors": {problem.field: problem for problem in PROBLEMS},
        "rule": _HOURS,
        "unsure": _UNSURE,
        "gates": GATES,
        "all_passed": ALL_PASSED,
        "people": PEOPLE,
        "events": TIMELINE,
        "jobs": JOBS,
        "failures": _FAILURES,
        "charts": CHARTS,
        "tasks": TASKS,
        "statuses": [
            (kind, list(names)) for kind, names in groupby(STATUSES, key=lambda name: name.split(".")[0])
        ],
        "today": date(2026, 11, 24),
        "now_is": _at(2026, 11, 23, 14, 6),
    }
