"""The evaluator's score sheet for the session after the course: who fails a component, who did not come."""

from __future__ import annotations

from datetime import date
from random import Random

from examples.hours import completing
from examples.people import SEED
from foundation.spreadsheets.writing import Value, write_workbook

SESSION_CODE = "2026-07-BYS4"
SESSION_NAME = "2026年7月保育师四级职业技能等级认定"
HELD_ON = date(2026, 7, 18)
COLUMNS = ("序号", "姓名", "证件号码", "理论成绩", "技能成绩", "缺考", "备注")
FAILED_THEORY = {17: "52", 66: "58.5"}
FAILED_SKILL = {33: "49"}
ABSENT = frozenset({90})
"""Candidates by their place among those who complete, counted from 0."""


def workbook() -> bytes:
    """The .xlsx as the evaluator sends it."""
    rows = [
        _row(at, person.name, person.number, *marks)
        for at, (person, marks) in enumerate(zip(completing(), results(), strict=True))
    ]
    return write_workbook(COLUMNS, rows, title=f"{SESSION_NAME}成绩汇总表", sheet="成绩")


def passing() -> int:
    """How many pass both components."""
    return len(completing()) - len(FAILED_THEORY) - len(FAILED_SKILL) - len(ABSENT)


def results() -> list[tuple[str, str]]:
    """Theory and skill of everybody, empty for who did not come."""
    random = Random(SEED + 2)  # noqa: S311 - it must repeat itself
    found = []
    for at in range(len(completing())):
        theory, skill = (_score(random) for _ in range(2))
        came = (FAILED_THEORY.get(at, theory), FAILED_SKILL.get(at, skill))
        found.append(("", "") if at in ABSENT else came)
    return found


def _row(at: int, name: str, number: str, theory: str, skill: str) -> list[Value]:
    return [at + 1, name, number, theory, skill, "" if theory else "缺考", ""]


def _score(random: Random) -> str:
    """From 60 to 98, half points as examiners give them."""
    score = min(98.0, max(60.0, round(random.gauss(79, 8) * 2) / 2))
    return f"{score:g}"
