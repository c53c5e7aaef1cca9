"""Keys of both versions of the theory paper, and the answers as the optical reader gives them.

Eighty items with one answer at a point each, forty true-or-false ones at half a point: what a candidate has
right comes to the score in the score sheet. Version B has the items of A in another order.
"""

from __future__ import annotations

from decimal import Decimal
from random import Random

from examples.hours import completing
from examples.people import SEED
from examples.scores import SESSION_NAME, results
from foundation.spreadsheets.writing import Value, write_workbook

SINGLES, JUDGEMENTS = 80, 40
ITEMS = SINGLES + JUDGEMENTS
_SHOWN = {"T": "√", "F": "×"}


class Item:
    """An item with its answer, how hard it is, and how attractive its distractors are."""

    def __init__(self, at: int, random: Random) -> None:
        self.single = at < SINGLES
        letters = "ABCD" if self.single else "TF"
        self.answer = random.choice(letters)
        self.wrong = random.sample([one for one in letters if one != self.answer], len(letters) - 1)
        self.hard = random.random()

    def missed(self, random: Random) -> str:
        """A wrong answer; the first distractor attracts most."""
        return random.choices(self.wrong, (6, 3, 1)[: len(self.wrong)])[0]


def items() -> list[Item]:
    """In the order of version A."""
    random = Random(SEED + 3)  # noqa: S311 - it must repeat itself
    return [Item(at, random) for at in range(ITEMS)]


def order(version: str) -> list[int]:
    """Which item of version A stands in each place; the true-or-false ones stay at the end."""
    random = Random(SEED + 4)  # noqa: S311 - it must repeat itself
    if version == "A":
        return list(range(ITEMS))
    return random.sample(range(SINGLES), SINGLES) + random.sample(range(SINGLES, ITEMS), JUDGEMENTS)


def key_workbook() -> bytes:
    """The .xlsx with the right answers of both versions."""
    known = items()
    rows: list[list[Value]] = [
        [version, number, _SHOWN.get(known[at].answer, known[at].answer), 4 if known[at].single else 2,
         Decimal(1) if known[at].single else Decimal("0.5")]
        for version in "AB" for number, at in enumerate(order(version), 1)
    ]  # fmt: skip
    title = f"{SESSION_NAME}理论试卷标准答案"
    return write_workbook(["试卷", "题号", "答案", "选项数", "分值"], rows, title=title, sheet="标准答案")


def workbook() -> bytes:
    """The .xlsx with everybody's answers."""
    random, known = Random(SEED + 5), items()  # noqa: S311 - it must repeat itself
    rows: list[list[Value]] = []
    for at, (person, (theory, _)) in enumerate(zip(completing(), results(), strict=True)):
        if theory:
            version = "AB"[at % 2]
            given = _answers(known, Decimal(theory), random)
            handed_in = f"10:{20 + at * 7 % 37:02}"
            marked = [_SHOWN.get(given[place], given[place]) for place in order(version)]
            rows.append([person.number, version, handed_in, *marked])
    columns = ["证件号码", "试卷", "交卷时间", *(str(number) for number in range(1, ITEMS + 1))]
    return write_workbook(columns, rows, sheet="答题信息")


def _answers(known: list[Item], theory: Decimal, random: Random) -> list[str]:
    """As many right ones as make the score, the easy ones rather; a few are left blank."""
    halves = int(theory * 2)
    judged = min(JUDGEMENTS, max(halves - 2 * SINGLES, round(halves * JUDGEMENTS / 200)))
    judged -= (halves - judged) % 2
    easy = sorted(range(ITEMS), key=lambda at: known[at].hard + random.gauss(0, 0.35))
    singles = [at for at in easy if known[at].single][: (halves - judged) // 2]
    others = [at for at in easy if not known[at].single][:judged]
    right = {*singles, *others}
    return [
        item.answer if at in right else "" if random.random() < 0.03 else item.missed(random)
        for at, item in enumerate(known)
    ]
