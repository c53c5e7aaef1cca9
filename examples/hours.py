"""The college's sheet of hours and results: 117 trainees, the outline's modules, three who miss hours."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from examples.people import COHORT_NAME, SEED, STARTS_ON, Person, is_under_age, people
from foundation.spreadsheets.writing import Value, write_workbook

COLUMNS = ("序号", "姓名", "身份证号码", "模块代码", "模块名称", "学时", "成绩", "日期")
# Code, title, hours and week: the 60 hours of theory and 60 of practice that the outline asks for.
MODULES = (
    ("B-T1", "职业道德与职业行为准则", 6, 1),
    ("B-T2", "法律法规与政策", 6, 2),
    ("B-T3", "婴幼儿身心发展与观察", 12, 3),
    ("B-T4", "生活照护", 12, 5),
    ("B-T5", "早期发展支持", 10, 7),
    ("B-T6", "卫生保健、疾病防控与应急", 10, 8),
    ("B-T7", "家托共育与沟通", 4, 9),
    ("B-P1", "照护实操", 20, 10),
    ("B-P2", "发展支持实操", 12, 12),
    ("B-P3", "安全急救实操", 12, 13),
    ("B-P4", "机构跟岗", 16, 15),
)
MISSED = {"B-P1": (3, 12), "B-P4": (47, 0), "B-T6": (80, 4)}
"""By module: which trainee (counted from 0) has only so many hours; 0 means never came."""


def trainees() -> list[Person]:
    """Who was enrolled, in the order of the roster."""
    return [person for person in people() if not is_under_age(person)]


def completing() -> list[Person]:
    """Those who have all hours, and may therefore be entered for evaluation."""
    missing = {at for at, _ in MISSED.values()}
    return [person for at, person in enumerate(trainees()) if at not in missing]


def workbook() -> bytes:
    """The .xlsx as the college sends it: one row for each trainee and module."""
    rows = [[number, *row] for number, row in enumerate(_rows(), 1)]
    return write_workbook(COLUMNS, rows, title=f"{COHORT_NAME} 学时与成绩登记表", sheet="学时登记")


def _rows() -> list[list[Value]]:
    random = Random(SEED + 1)  # noqa: S311 - it must repeat itself
    rows: list[list[Value]] = []
    for code, title, full, week in MODULES:
        for at, person in enumerate(trainees()):
            short_of, fewer = MISSED.get(code, (-1, 0))
            hours = fewer if at == short_of else full
            score = min(100, max(62, round(random.gauss(84, 7))))
            if hours:
                rows.append([person.name, person.number, code, title, hours, score, _written(week, random)])
    return rows


def _written(week: int, random: Random) -> Value:
    """Most dates as such, some as one of the teachers writes them."""
    held_on: date = STARTS_ON + timedelta(weeks=week, days=week % 5)
    return f"{held_on.year}.{held_on.month}.{held_on.day}" if random.random() < 0.2 else held_on
