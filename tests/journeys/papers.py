"""The theory papers of an examination in a browser: the key, the answers, item quality, an alarm."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from random import Random

from foundation.spreadsheets.writing import Value, write_workbook
from tests.journeys.visitor import Visitor

ITEMS = 100
KEY = [letter for letter in "ABCD" for _ in range(ITEMS // 4)]
#: By their place on the roll: the second has the wrong answers of the first.
SOURCE, COPY = 3, 10


async def compares_papers(
    organiser: Visitor, second: Visitor, here: str, theory: dict[str, Decimal], folder: Path
) -> None:
    """Key and answers come in; who copied is told, two persons look, and no score is changed."""
    await _uploads(organiser, f"{here}/papers", _key(), folder)
    await second.goes_to(f"{here}/papers")
    await second.presses("button[value=agreed]")
    await _uploads(organiser, f"{here}/papers/sheet", _answers(theory), folder)
    assert await organiser.page.locator("#problems").count() == 0
    await organiser.presses("form[action$='/confirm'] button")
    assert "答卷已入库" in await organiser.reads()
    await organiser.goes_to(f"{here}/papers")
    assert "与登记成绩不一致的答卷" not in await organiser.reads()
    await organiser.goes_to(f"{here}/items")
    assert "信度（KR-20）" in await organiser.reads()
    tickets = list(theory)
    for person in (organiser, second):
        await person.goes_to(f"{here}/figures")
        panel = person.page.locator("section.panel", has_text="题错误答案相同").filter(
            has_text=f"{tickets[SOURCE]}、{tickets[COPY]}"
        )
        await panel.locator("summary").click()
        await panel.locator("textarea").fill("已调取监控复核")
        async with person.page.expect_navigation():
            await panel.locator("form button").click()
    assert "预警已解除" in await second.page.inner_text("body")


async def _uploads(organiser: Visitor, page: str, content: bytes, folder: Path) -> None:
    file = folder / "papers.xlsx"
    file.write_bytes(content)
    await organiser.goes_to(page)
    await organiser.page.set_input_files("#file", file)
    await organiser.presses("main form[enctype] button[type=submit]")


def _key() -> bytes:
    rows: list[list[Value]] = [["A", number, letter] for number, letter in enumerate(KEY, 1)]
    return write_workbook(["试卷", "题号", "答案"], rows)


def _answers(theory: dict[str, Decimal]) -> bytes:
    """Each as good as the score that was entered."""
    chance, given = Random(7), list[list[str]]()
    for place, points in enumerate(theory.values()):
        wrong = _wrong(KEY, ITEMS - int(points), chance)
        if place == COPY:
            wrong = {at: given[SOURCE][at] for at in range(ITEMS) if given[SOURCE][at] != KEY[at]}
            wrong = dict(list(wrong.items())[: ITEMS - int(points)])
        given.append([wrong.get(at, letter) for at, letter in enumerate(KEY)])
    rows: list[list[Value]] = [
        [ticket, "A", f"10:{at % 60:02}", *answers]
        for at, (ticket, answers) in enumerate(zip(theory, given, strict=True))
    ]
    columns = ["准考证号", "试卷", "交卷时间", *(str(number) for number in range(1, ITEMS + 1))]
    return write_workbook(columns, rows)


def _wrong(key: list[str], count: int, chance: Random) -> dict[int, str]:
    places = chance.sample(range(ITEMS), count)
    return {at: chance.choice([letter for letter in "ABCD" if letter != key[at]]) for at in places}
