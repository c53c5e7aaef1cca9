"""A sheet of decisions as a city's health commission sends it: most rows in order, some not."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from io import StringIO
from random import Random

from examples.names import name as made_up_name
from examples.people import citizen_number
from foundation.spreadsheets.writing import Value, write_workbook

TITLE = "2026年第三季度托育从业禁止决定汇总表"
COLUMNS = (
    "序号",
    "姓名",
    "曾用名",
    "性别",
    "证件类型",
    "证件号码",
    "出生日期",
    "禁入类型",
    "决定机关",
    "决定文书号",
    "法律依据",
    "条款",
    "决定日期",
    "送达日期",
    "生效日期",
    "截止日期",
    "禁入范围",
    "人员身份",
    "来源",
    "救济告知",
    "地区",
)
SEED = 20260930
ROWS = 24
WITHOUT_SERVICE_AT = 5
WRONG_TERM_AT = 11
TOO_LITTLE_AT = 17
TWICE_AT = 20
"""Which rows (counted from 0) are not in order, and how."""


def rows() -> list[list[Value]]:
    """Every row as it is typed; the last but a few repeats an earlier one."""
    random = Random(SEED)  # noqa: S311 - it must repeat itself
    made = [_row(at, random) for at in range(ROWS)]
    made[WITHOUT_SERVICE_AT][13] = ""
    made[WRONG_TERM_AT][15] = "2030-01-01"
    for column in (4, 5, 6, 20):
        made[TOO_LITTLE_AT][column] = ""
    made[TWICE_AT] = [made[TWICE_AT][0], *made[2][1:]]
    return made


def workbook() -> bytes:
    """The .xlsx."""
    return write_workbook(COLUMNS, rows(), title=TITLE, sheet="禁入决定")


def old_csv() -> bytes:
    """The same from an old office system, in GB18030."""
    written = StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([TITLE])
    writer.writerow(COLUMNS)
    writer.writerows(rows())
    return written.getvalue().encode("gb18030")


def _row(at: int, random: Random) -> list[Value]:
    female = random.random() < 0.8
    birth = date(1968, 1, 1) + timedelta(days=random.randrange(12_000))
    decided = date(2026, 7, 1) + timedelta(days=random.randrange(80))
    served = decided + timedelta(days=random.randrange(1, 7))
    return [
        at + 1,
        made_up_name(random, "female" if female else "male", birth.year),
        "",
        "女" if female else "男",
        "居民身份证",
        citizen_number(birth, "female" if female else "male", at),
        f"{birth.year}年{birth.month}月{birth.day}日",
        "托育机构虐待婴幼儿，终身不得从事婴幼儿照护服务",
        "示例市卫生健康委员会",
        f"示卫罚〔2026〕{101 + at}号",
        "中华人民共和国人口与计划生育法",
        "第四十一条第二款",
        decided.isoformat(),
        served.isoformat(),
        served.isoformat(),
        "终身",
        "婴幼儿照护服务",
        "行为人" if at % 4 else "直接负责的主管人员",
        "卫生健康部门决定",
        "自收到决定之日起六十日内可申请行政复议，六个月内可提起行政诉讼",
        "360100",
    ]
