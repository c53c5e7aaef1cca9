"""What the trainees of the example cohort show for admission to level 4: work, or the final year of studies.

Who was born before 2001 has worked with young children for six years and more; the others are in the final
year of the school's own programme, which was assessed for this occupation.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from examples.hours import trainees
from examples.people import COHORT_NAME, SEED, Person
from foundation.spreadsheets.writing import Value, write_workbook

COLUMNS = (
    "序号", "姓名", "证件号码", "类别", "职业", "工作单位", "开始日期", "结束日期", "社保月数", "学历",
    "专业", "应届", "经评估论证", "证明材料",
)  # fmt: skip
OLDEST_STUDENT = date(2001, 1, 1)
EMPLOYERS = ("东湖区小星星托育园", "青山湖区暖阳托育中心", "西湖区童心幼儿园托班", "红谷滩区贝贝托育园")


def workbook() -> bytes:
    """The .xlsx as the college sends it: one row for each paper."""
    random = Random(SEED + 3)  # noqa: S311 - it must repeat itself
    rows = [[number, *_row(person, random)] for number, person in enumerate(trainees(), 1)]
    return write_workbook(COLUMNS, rows, title=f"{COHORT_NAME} 申报材料登记表", sheet="申报材料")


def _row(person: Person, random: Random) -> list[Value]:
    who: list[Value] = [person.name, person.number]
    if person.birth_date >= OLDEST_STUDENT:
        since = date(2025, 9, 1)
        return [*who, "学历", "", "", since, "", "", "中职", "幼儿保育", "是", "是", "在校证明"]
    began = date(2019, 3, 1) + timedelta(days=random.randrange(400))
    insured = (2026 - began.year) * 12 + 7 - began.month
    occupation = random.choice(("保育师", "育婴员", "家政服务员"))
    paper = "工作年限证明、社保缴费记录"
    return [*who, "工作经历", occupation, random.choice(EMPLOYERS), began, "", insured, "", "", "", "", paper]
